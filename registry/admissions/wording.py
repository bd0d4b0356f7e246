"""Words for what admissions are made of, in the reader's language: for pages, forms and records."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.admissions.rules.admissions import ActKind, Answer, Finding, Step

STEP_LABELS = {
    Step.APPROACHED: _l("Invited to apply"),
    Step.UNCONFIRMED: _l("Not confirmed"),
    Step.RECEIVED: _l("Received"),
    Step.UNDER_REVIEW: _l("Under review"),
    Step.DELIBERATION: _l("Deliberation"),
    Step.INVITED: _l("Invited to join"),
    Step.PARTNER: _l("Partner"),
    Step.REFUSED: _l("Refused"),
    Step.WITHDRAWN: _l("Withdrawn by the applicant"),
    Step.SET_ASIDE: _l("Set aside"),
}
STEP_TONES = {
    Step.APPROACHED: "quiet",
    Step.RECEIVED: "wait",
    Step.UNDER_REVIEW: "info",
    Step.DELIBERATION: "info",
    Step.INVITED: "wait",
    Step.PARTNER: "good",
}
#: The way from the application to the partner, as an applicant sees it.
WAY = (Step.RECEIVED, Step.UNDER_REVIEW, Step.DELIBERATION, Step.INVITED, Step.PARTNER)

ACT_LABELS = {
    ActKind.APPLIED: _l("Applied"),
    ActKind.REVIEWED: _l("Review noted"),
    ActKind.DOCUMENT_ADDED: _l("Document added"),
    ActKind.LINK_SENT: _l("New link sent"),
    ActKind.PUT_AGAIN: _l("Put before the partners again"),
}
ANSWER_LABELS = {Answer.YES: _l("Yes"), Answer.NO: _l("No")}
FINDING_LABELS = {
    Finding.MET: _l("Met"),
    Finding.NOT_MET: _l("Not met"),
    Finding.UNCLEAR: _l("Unclear"),
}
FINDING_TONES = {Finding.MET: "good", Finding.NOT_MET: "bad", Finding.UNCLEAR: "wait"}


def for_templates() -> dict[str, Any]:
    """What every page on admissions can ask for."""
    return {
        "step_labels": STEP_LABELS,
        "step_tones": STEP_TONES,
        "way": WAY,
        "act_labels": ACT_LABELS,
        "answer_labels": ANSWER_LABELS,
        "finding_labels": FINDING_LABELS,
        "finding_tones": FINDING_TONES,
    }
