"""The tier of a partner over time: dated rows that are added and superseded, never overwritten."""

import datetime as dt
from typing import Any

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partners.models.partners import Partner, TierChange
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.grounds import TAKING_PART, check_upgrade
from registry.partners.rules.partners import check_effective_date, check_place_of_day, in_force
from registry.partners.services.status import check_stands, recorded
from registry.security.actors import Act
from registry.teams.rules import Tier


def set_tier(
    partner: Partner,
    *,
    tier: Tier | None,
    effective_on: dt.date,
    label: str = "",
    reason: str = "",
    agreed_by: str = "",
    act: Act,
) -> TierChange:
    """Set a partner's tier from a date on; earlier days are unchanged. An upgrade names who decided it."""
    current = partner.tier_change(effective_on)
    if current is not None and current.tier == (tier or "") and current.label == label:
        raise RuleBroken(N_("It has this tier on that day already."), field="tier")
    _check_not_taken_away(current, tier)
    _check_upgrade(partner, current, tier, effective_on, agreed_by)
    change = add_tier(partner, tier, effective_on, label=label, reason=reason, agreed_by=agreed_by, act=act)
    events.record(
        PartnerEvent.TIER_SET, partner, act, tier=change.tier, effective_on=effective_on.isoformat()
    )
    return change


def correct_tier(
    wrong: TierChange,
    *,
    tier: Tier | None,
    effective_on: dt.date,
    reason: str,
    agreed_by: str | None = None,
    act: Act,
) -> TierChange:
    """Correct a mistyped tier or date: the new row supersedes the old one, which stays visible."""
    check_stands(wrong)
    check_place_of_day(wrong.partner.tiers, wrong, effective_on)
    agreed = wrong.agreed_by if agreed_by is None else agreed_by
    if tier != wrong.tier:
        others = in_force([change for change in wrong.partner.tiers if change is not wrong], effective_on)
        _check_upgrade(wrong.partner, others, tier, effective_on, agreed)
    right = add_tier(
        wrong.partner,
        tier,
        effective_on,
        label=wrong.label if wrong.tier == (tier or "") else "",
        reason=reason,
        agreed_by=agreed,
        act=act,
    )
    wrong.supersede(right, reason=reason, act=act)
    db.session.flush()
    events.record(PartnerEvent.TIER_CORRECTED, wrong.partner, act, wrong=wrong.id, right=right.id)
    return right


def strike_tier(wrong: TierChange, *, reason: str, act: Act) -> None:
    """Strike out a tier that was entered by mistake: what held before it goes on."""
    wrong.strike(reason=reason, act=act)
    db.session.flush()
    events.record(PartnerEvent.TIER_CORRECTED, wrong.partner, act, wrong=wrong.id, right=None)


def add_tier(
    partner: Partner,
    tier: Tier | None,
    effective_on: dt.date,
    *,
    label: str = "",
    reason: str = "",
    agreed_by: str = "",
    act: Act,
) -> TierChange:
    """Add the row without an event, for a change that records its own event."""
    stated = tier_stated(tier, effective_on, label=label, act=act)
    change = TierChange(partner=partner, reason=reason, agreed_by=agreed_by, **stated)
    db.session.add(change)
    db.session.flush()
    return change


def tier_stated(tier: Tier | None, effective_on: dt.date, *, label: str, act: Act) -> dict[str, Any]:
    """The columns of a tier, apart from its partner and the reasons for it."""
    check_effective_date(effective_on)
    return {
        "tier": tier.value if tier else "",
        "label": label,
        "effective_on": effective_on,
        **recorded(act),
    }


def _check_not_taken_away(current: TierChange | None, tier: Tier | None) -> None:
    """“To be set” says nothing, so it cannot end a tier that is set."""
    if tier is None and current is not None and current.is_set:
        raise RuleBroken(
            N_(
                "It has a tier on that day, and “to be set” takes none away. Choose another tier; where the "
                "tier was a mistake, correct its entry in the history."
            ),
            field="tier",
        )


def _check_upgrade(
    partner: Partner, before: TierChange | None, tier: Tier | None, on: dt.date, agreed_by: str
) -> None:
    """An organization that joins is given its tier by its admission; that is no upgrade."""
    if before is not None and before.tier and partner.status(on) in TAKING_PART:
        check_upgrade(Tier(before.tier), tier, agreed_by)
