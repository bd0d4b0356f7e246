"""Words for what withdrawals are made of, in the reader's language: for pages, letters and records."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.withdrawals.rules.withdrawals import (
    Answer,
    Channel,
    EffortKind,
    Kind,
    Method,
    Reason,
    State,
    Wait,
)

STATE_LABELS = {
    State.RUNNING: _l("Notice given"),
    State.STAYED: _l("Stays"),
    State.LEFT: _l("Has left"),
}
STATE_TONES = {State.RUNNING: "wait", State.STAYED: "good", State.LEFT: "quiet"}
REASON_LABELS = {
    Reason.MANDATE: _l("Its mandate or strategy has changed"),
    Reason.MEANS: _l("It lacks the money or the people"),
    Reason.DIRECTION: _l("It disagrees with the direction of the team"),
    Reason.CONFLICT: _l("A conflict could not be settled"),
    Reason.RULES: _l("A law, a funder or its board requires it"),
    Reason.MERGER: _l("It merges with another organization or closes"),
    Reason.OTHER_TEAM: _l("It joins another team"),
    Reason.OTHER: _l("Another reason"),
    Reason.NOT_STATED: _l("Not stated"),
}
METHOD_LABELS = {
    Method.TYPED: _l("Signed online"),
    Method.PAPER: _l("Entered from paper"),
}
EFFORT_LABELS = {
    EffortKind.UNDERSTAND: _l("Effort to understand"),
    EffortKind.ADDRESS: _l("Effort to address"),
    EffortKind.MITIGATE: _l("Effort to mitigate"),
}
EFFORT_HINTS = {
    EffortKind.UNDERSTAND: _l("To understand: what lies behind the wish to leave."),
    EffortKind.ADDRESS: _l("To address: what could change so that it stays."),
    EffortKind.MITIGATE: _l("To mitigate: what softens the leaving for patients, partners and joint work."),
}
ANSWER_LABELS = {
    Answer.ACCEPTED: _l("Accepted"),
    Answer.IN_PART: _l("Accepted in part"),
    Answer.DECLINED: _l("Declined"),
}
ANSWER_TONES = {Answer.ACCEPTED: "good", Answer.IN_PART: "info", Answer.DECLINED: "wait"}
CHANNEL_LABELS = {
    Channel.ONLINE: _l("given here"),
    Channel.MEETING: _l("in a meeting"),
    Channel.PHONE: _l("by phone"),
    Channel.EMAIL: _l("by e-mail"),
    Channel.LETTER: _l("by letter"),
}
WAIT_LABELS = {
    Wait.DATE: _l("a day of leaving"),
    Wait.EFFORTS: _l("efforts, or why there was no opportunity"),
    Wait.ANSWERS: _l("answers of the organization"),
    Wait.DAY: _l("the day of leaving"),
    Wait.NOTHING: _l("nothing more"),
}
HANDOVER_LABELS = {
    Kind.SEAT: _l("Seats"),
    Kind.DECISION: _l("Open decisions"),
    Kind.TASK: _l("Decisions it carries out"),
    Kind.CASE: _l("Open conflict cases"),
    Kind.SHARE: _l("Unpaid shares"),
    Kind.REQUEST: _l("Open signing requests"),
    Kind.PROMISE: _l("Promises noted"),
    Kind.CONTRIBUTION: _l("Contributions of its schedule"),
}


def for_templates() -> dict[str, Any]:
    """What every page that shows a withdrawal can ask for."""
    return {
        "withdrawal_labels": STATE_LABELS,
        "withdrawal_tones": STATE_TONES,
        "reason_labels": REASON_LABELS,
        "notice_method_labels": METHOD_LABELS,
        "effort_labels": EFFORT_LABELS,
        "effort_hints": EFFORT_HINTS,
        "answer_labels": ANSWER_LABELS,
        "answer_tones": ANSWER_TONES,
        "channel_labels": CHANNEL_LABELS,
        "wait_labels": WAIT_LABELS,
        "handover_labels": HANDOVER_LABELS,
    }
