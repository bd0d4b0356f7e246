"""What a grant says, in words: for pages, and for the evidence of records, which keeps it as plain values."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from registry.dates import day, day_before
from registry.partners.models.people import Grant
from registry.partners.rules.authority import Basis, FindingKind, Scope
from registry.partners.rules.partners import Contribution, NoteKind, Reach, Status
from registry.teams.rules import Tier
from registry.teams.wording import in_capacity

BASIS_LABELS = {
    Basis.TITLE: _l("Title"),
    Basis.BY_LAW: _l("By-law"),
    Basis.BOARD_MINUTE: _l("Minute of the board"),
    Basis.LETTER: _l("Letter"),
}
SCOPE_LABELS = {
    Scope.SIGNS: _l("signs"),
    Scope.SPEAKS: _l("speaks in decisions"),
    Scope.BOTH: _l("signs, and speaks in decisions"),
}
FINDING_TONES = {
    FindingKind.NOBODY_SIGNS: "bad",
    FindingKind.VOICE_DOUBLED: "wait",
    FindingKind.ENDS_SOON: "wait",
}


def kept(grant: Grant) -> dict[str, Any]:
    """What evidence keeps of a grant as it stands at the act."""
    return {
        "id": grant.id,
        "basis": grant.basis,
        "reference": grant.reference,
        "granted_by": grant.granted_by,
        "recorded_by": grant.recorded_by.name if grant.recorded_by else "",
        "recorded_as": grant.recorded_as,
        "started_on": grant.started_on.isoformat() if grant.started_on else "",
        "ended_on": grant.ended_on.isoformat() if grant.ended_on else "",
        "is_alternate": grant.is_alternate,
        "file": grant.file,
    }


def stated(evidence: Mapping[str, Any]) -> str:
    """The authority that evidence keeps, in words; of an act from before there were grants, as typed then."""
    said = evidence.get("grant")
    return _words(said) if said else str(evidence.get("authority", ""))


def words(grant: Grant) -> str:
    """A grant in words: its ground, who gave it, from when until when."""
    return _words(kept(grant))


def _words(said: Mapping[str, Any]) -> str:
    ground = str(BASIS_LABELS[Basis(said["basis"])])
    reference = said["reference"]
    parts = [
        _("%(ground)s: %(reference)s", ground=ground, reference=reference) if reference else ground,
        _given(said),
        span_words(said["started_on"], said["ended_on"]),
        _("as alternate") if said["is_alternate"] else "",
        _("document with the fingerprint %(fingerprint)s", fingerprint=said["file"]) if said["file"] else "",
    ]
    return "; ".join(filter(None, parts))


def _given(said: Mapping[str, Any]) -> str:
    if said["granted_by"]:
        return _("given by: %(who)s", who=said["granted_by"])
    if said["recorded_by"]:
        return _(
            "recorded by: %(who)s",
            who=in_capacity(said["recorded_by"], said.get("recorded_as", "coordinator")),
        )
    return ""


def span_words(started_on: str, ended_on: str) -> str:
    """From when until when, of dates as evidence keeps them; `ended_on` is the first day without."""
    first = dt.date.fromisoformat(started_on) if started_on else None
    end = dt.date.fromisoformat(ended_on) if ended_on else None
    if first and end:
        return _("from %(first)s to %(last)s", first=day(first), last=day_before(end))
    if first:
        return _("since %(day)s", day=day(first))
    return _("until %(day)s", day=day(end)) if end else ""


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
        "basis_labels": BASIS_LABELS,
        "scope_labels": SCOPE_LABELS,
        "finding_tones": FINDING_TONES,
        "grant_words": words,
    }
