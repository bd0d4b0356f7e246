"""The coordinator's work before the outcome: review and setting aside."""

from collections.abc import Mapping

from registry.admissions import messages
from registry.admissions.models import Admission
from registry.admissions.queries import admissions
from registry.admissions.rules.admissions import MOVES, ActKind, Found, Step, check_length, check_reason
from registry.admissions.rules.events import AdmissionEvent
from registry.admissions.services import history
from registry.errors import N_, RuleBroken
from registry.security.actors import Act


def begin_review(admission: Admission, *, act: Act) -> None:
    """Begin to review an application; only one per organization can be under review."""
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
    act: Act,
) -> None:
    """Record the review's finding for each answer, by number, and its conclusion."""
    if admission.step is not Step.UNDER_REVIEW:
        raise RuleBroken(admission.step.hint)
    for answer in admission.answers:
        finding = found.get(answer.id)
        if finding is not None:
            answer.finding = finding.finding or ""
            answer.finding_remark = check_length(finding.remark.strip(), field=f"finding_remark_{answer.id}")
    admission.review = check_length(review.strip(), field="review")
    history.note(admission, ActKind.REVIEWED, AdmissionEvent.REVIEWED, act=act)


def set_aside(admission: Admission, *, reason: str, act: Act) -> None:
    """Close a duplicate or frivolous application; the applicant is told why."""
    text = check_reason(reason)
    history.move(admission, Step.SET_ASIDE, act=act, words=text)
    messages.SetAside.post(admission, text, act.at)
