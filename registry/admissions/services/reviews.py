"""The coordinator's part before the outcome: review, setting aside, putting it before the partners."""

from collections.abc import Mapping

from registry.admissions import messages
from registry.admissions.models import Admission
from registry.admissions.queries import admissions
from registry.admissions.rules.admissions import MOVES, ActKind, Found, Step, check_length, check_reason
from registry.admissions.rules.events import AdmissionEvent
from registry.admissions.services import history
from registry.database.revisions import check_seen
from registry.errors import N_, RuleBroken
from registry.security.actors import Act


def begin_review(admission: Admission, *, act: Act) -> None:
    """Take an application up; of one organization there is one in hand at a time."""
    MOVES.check(admission.step, Step.UNDER_REVIEW)
    if admissions.others_in_hand(admission):
        raise RuleBroken(
            N_("Another application of this organization is in hand. Set this one aside, or end that one.")
        )
    history.move(admission, Step.UNDER_REVIEW, act=act)


def record_review(
    admission: Admission,
    *,
    found: Mapping[int, Found],
    review: str,
    revision: int | None = None,
    act: Act,
) -> None:
    """Note what the review found of each answer, by its number, and what it comes to."""
    check_seen(admission.revision if revision is None else revision, admission.revision)
    if admission.step is not Step.UNDER_REVIEW:
        raise RuleBroken(admission.step.hint)
    for answer in admission.answers:
        one = found.get(answer.id)
        if one is not None:
            answer.finding = one.finding or ""
            answer.finding_remark = check_length(one.remark.strip(), field=f"finding_remark_{answer.id}")
    admission.review = check_length(review.strip(), field="review")
    history.note(admission, ActKind.REVIEWED, AdmissionEvent.REVIEWED, act=act)


def set_aside(admission: Admission, *, reason: str, act: Act) -> None:
    """Close a duplicate, or what is no application in earnest; the applicant is told why."""
    words = check_reason(reason)
    history.move(admission, Step.SET_ASIDE, act=act, words=words)
    messages.SetAside.post(admission, words, act.at)
