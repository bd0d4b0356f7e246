"""Grants in words, for pages and for the evidence of records, which stores plain values; tiers and statuses
over time in words.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from registry.dates import day, day_before
from registry.partners.models.partners import Partner
from registry.partners.models.people import Grant
from registry.partners.rules.authority import Basis
from registry.partners.rules.partners import Status, spells
from registry.sentences import language_read
from registry.spells import Spell, joined
from registry.teams.rules import Tier
from registry.teams.wording import in_capacity

LANGUAGE_LABELS = {"en": _l("English"), "fr": _l("French")}


def kept(grant: Grant) -> dict[str, Any]:
    """The evidence of a grant to store with an act."""
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
    """The authority of stored evidence in words; for acts from before there were grants, the text that was
    typed then.
    """
    grant = evidence.get("grant")
    return _words(grant) if grant else str(evidence.get("authority", ""))


def words(grant: Grant) -> str:
    """A grant in words: its ground, who gave it, from when until when."""
    return _words(kept(grant))


def _words(grant: Mapping[str, Any]) -> str:
    ground = _(Basis(grant["basis"]).label)
    reference = grant["reference"]
    parts = [
        _("%(ground)s: %(reference)s", ground=ground, reference=reference) if reference else ground,
        _given(grant),
        span_words(grant["started_on"], grant["ended_on"]),
        _("as alternate") if grant["is_alternate"] else "",
        _("document with the fingerprint %(fingerprint)s", fingerprint=grant["file"])
        if grant["file"]
        else "",
    ]
    return "; ".join(filter(None, parts))


def _given(grant: Mapping[str, Any]) -> str:
    if grant["granted_by"]:
        return _("given by: %(who)s", who=grant["granted_by"])
    if grant["recorded_by"]:
        return _(
            "recorded by: %(who)s",
            who=in_capacity(grant["recorded_by"], grant.get("recorded_as", "coordinator")),
        )
    return ""


def span_words(started_on: str, ended_on: str) -> str:
    """A period in words, from the ISO dates stored as evidence; `ended_on` is the first day without
    authority.
    """
    first = dt.date.fromisoformat(started_on) if started_on else None
    end = dt.date.fromisoformat(ended_on) if ended_on else None
    if first and end:
        return _("from %(first)s to %(last)s", first=day(first), last=day_before(end))
    if first:
        return _("since %(day)s", day=day(first))
    return _("until %(day)s", day=day(end)) if end else ""


def language_name(language: str) -> str:
    """The name of the language in which somebody is written to."""
    return str(LANGUAGE_LABELS[language])


def spells_of_authority(grants: Sequence[Grant]) -> list[Spell]:
    """Who may sign and who may speak for a partner over time."""
    standing = [grant for grant in grants if grant.stands]
    limits = sorted({day for grant in standing for day in (grant.started_on, grant.ended_on) if day})
    ever = [None] if any(grant.started_on is None for grant in standing) else []
    return joined(Spell(_who_may_act(standing, on), on) for on in [*ever, *limits])


def _who_may_act(grants: Sequence[Grant], on: dt.date | None) -> str:
    holding = [grant for grant in grants if grant.holds(on or dt.date.min)]
    signing = _named(grant for grant in holding if grant.signatory_id is not None)
    speaking = _named(grant for grant in holding if grant.representative_id is not None)
    parts = [
        _("may sign: %(names)s", names=signing) if signing else _("nobody may sign"),
        _("may speak: %(names)s", names=speaking) if speaking else _("nobody may speak"),
    ]
    return "; ".join(parts)


def _named(grants: Iterable[Grant]) -> str:
    called = [
        _("%(name)s (alternate)", name=one.called) if one.is_alternate else one.called for one in grants
    ]
    return ", ".join(dict.fromkeys(called))


def spells_of_tier(partner: Partner) -> list[Spell]:
    """A partner's tiers over time, as the team calls them."""
    return spells(
        partner.tiers,
        lambda row: partner.team.tier_label(Tier(row.tier)) if row.is_set else _("tier to be set"),
    )


def spells_of_schedule(partner: Partner) -> list[Spell]:
    """A partner's schedules over time."""
    language = language_read()
    return spells(
        partner.schedules,
        lambda row: "; ".join(line.text(language) for line in row.lines) or _("nothing is agreed"),
    )


def spells_of_status(partner: Partner) -> list[Spell]:
    """A partner's statuses over time."""
    if not partner.stands:
        return [Spell(_(Status.MISTAKE.label))]
    return spells(partner.statuses, lambda row: _(row.status.label))
