"""Words for what partners are made of, in the reader's language: for pages and forms."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.partners import grant_words
from registry.partners.rules import Contribution, NoteKind, Reach, Status
from registry.teams.rules import Tier

STATUS_LABELS = {
    Status.JOINING: _l("Joining"),
    Status.PARTNER: _l("Partner"),
    Status.LEAVING: _l("Leaving"),
    Status.WITHDRAWN: _l("Withdrawn"),
    Status.REFUSED: _l("Refused"),
}
STATUS_TONES = {Status.JOINING: "info", Status.PARTNER: "good", Status.LEAVING: "wait"}
REACH_LABELS = {
    Reach.READY: _l("Can be asked"),
    Reach.NO_SIGNATORY: _l("No signatory"),
    Reach.NO_ADDRESS: _l("No address"),
    Reach.TOO_FEW: _l("Too few with an address"),
    Reach.NO_TIER: _l("Tier to be set"),
    Reach.ENDED: _l("Takes no part"),
}
REACH_TONES = {Reach.READY: "good", Reach.TOO_FEW: "wait", Reach.NO_TIER: "wait", Reach.ENDED: "quiet"}
NOTE_LABELS = {
    NoteKind.CALL: _l("Call"),
    NoteKind.PROMISE: _l("Promise"),
    NoteKind.MEETING: _l("Meeting"),
    NoteKind.OTHER: _l("Other"),
}
CONTRIBUTION_LABELS = {
    Contribution.TIME: _l("Time"),
    Contribution.EXPERTISE: _l("Expertise"),
    Contribution.MONEY: _l("Money"),
    Contribution.OTHER: _l("Other"),
}
LANGUAGE_LABELS = {"en": _l("English"), "fr": _l("French")}


def for_templates() -> dict[str, Any]:
    """What every page that shows a partner can ask for."""
    return {
        "partner_tiers": tuple(Tier),
        "status_labels": STATUS_LABELS,
        "status_tones": STATUS_TONES,
        "reach_labels": REACH_LABELS,
        "reach_tones": REACH_TONES,
        "note_labels": NOTE_LABELS,
        "contribution_labels": CONTRIBUTION_LABELS,
        "language_labels": LANGUAGE_LABELS,
        "basis_labels": grant_words.BASIS_LABELS,
        "scope_labels": grant_words.SCOPE_LABELS,
        "finding_tones": grant_words.FINDING_TONES,
        "grant_words": grant_words.words,
    }
