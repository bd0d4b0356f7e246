"""Grants, corrects and ends the authority to sign or speak for a partner."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partners.models.partners import Partner
from registry.partners.models.people import Grant, Representative, Signatory
from registry.partners.queries.authority_receivers import Receiver
from registry.partners.rules.authority import Said, check_reference, check_span, envelope
from registry.partners.rules.events import PartnerEvent
from registry.security import actors
from registry.security.actors import Act

#: The columns of a grant, apart from the person and the period.
STATED = (
    "basis",
    "reference",
    "granted_by",
    "file",
    "file_name",
    "is_alternate",
    "recorded_at",
    "recorded_by_id",
    "recorded_as",
)


def grant_authority(partner: Partner, to: Receiver, said: Said, *, act: Act) -> Grant:
    """Record that a person may sign or speak for a partner."""
    _check(to, said)
    grant = _keep(partner, to, said, act=act)
    events.record(
        PartnerEvent.AUTHORITY_GRANTED, partner, act, grant=grant.id, basis=grant.basis, **to.details
    )
    return grant


def correct_grant(wrong: Grant, said: Said, *, reason: str, act: Act) -> Grant:
    """Correct a grant by another that supersedes it; both stay visible."""
    _check_stands(wrong)
    check_span(said.started_on, said.ended_on)
    check_reference(said.basis, said.reference)
    right = _keep(wrong.partner, _receiver_of(wrong), said, act=act)
    wrong.supersede(right, reason=reason, act=act)
    _corrected(wrong, right, act=act)
    return right


def strike_grant(wrong: Grant, *, reason: str, act: Act) -> None:
    """Strike out a grant that was entered by mistake. Whom nothing else on record lets act never could."""
    wrong.strike(reason=reason, act=act)
    _corrected(wrong, None, act=act)


def _corrected(wrong: Grant, right: Grant | None, *, act: Act) -> None:
    db.session.flush()
    to = _receiver_of(wrong)
    _follow(to)
    events.record(
        PartnerEvent.AUTHORITY_CORRECTED,
        wrong.partner,
        act,
        grant=right.id if right else None,
        instead_of=wrong.id,
        **to.details,
    )


def end_grant(grant: Grant, *, on: dt.date, act: Act) -> None:
    """End a person's authority on a day; replaces an end that was set earlier."""
    _check_stands(grant)
    if grant.started_on is not None and on < grant.started_on:
        raise RuleBroken(N_("It cannot end before the day it began."), field="on")
    grant.ended_on = on
    db.session.flush()
    to = _receiver_of(grant)
    _follow(to)
    events.record(
        PartnerEvent.AUTHORITY_ENDED,
        grant.partner,
        act,
        grant=grant.id,
        ended_on=on.isoformat(),
        **to.details,
    )


def first_grant(partner: Partner, to: Receiver, said: Said, *, act: Act) -> Grant:
    """The first grant of a person who is listed in the same act.

    It records no event, because the listing has one.
    """
    check_span(said.started_on, said.ended_on)
    check_reference(said.basis, said.reference)
    return _keep(partner, to, said, act=act)


def end_all(person: Signatory | Representative, *, on: dt.date) -> None:
    """End on a day everything a person still holds, and the grants that ended with them on an earlier set
    day. A person who signed and spoke by one grant keeps the other half, in a new grant with the same terms.
    """
    for grant in list(person.grants):
        if not grant.stands:
            continue
        if grant.ended_on is None or grant.ended_on > on or grant.ended_on == person.ended_on:
            cut = max(on, grant.started_on or on)
            if grant.signatory is not None and grant.representative is not None and grant.ended_on != cut:
                _carry_on(grant, person, cut)
            grant.ended_on = cut
    person.ended_on = on
    db.session.flush()


def _carry_on(grant: Grant, ending: Signatory | Representative, on: dt.date) -> None:
    """Add a grant for the half that stays when the person leaves one of the two lists."""
    db.session.add(
        Grant(
            partner_id=grant.partner_id,
            signatory=grant.signatory if grant.signatory is not ending else None,
            representative=grant.representative if grant.representative is not ending else None,
            started_on=on,
            ended_on=grant.ended_on,
            **{name: getattr(grant, name) for name in STATED},
        )
    )


def _keep(
    partner: Partner,
    to: Receiver,
    said: Said,
    *,
    act: Act,
) -> Grant:
    grant = Grant(
        partner_id=partner.id,
        signatory=to.signatory,
        representative=to.representative,
        **grant_stated(said, act=act),
    )
    db.session.add(grant)
    db.session.flush()
    _follow(to)
    return grant


def grant_stated(said: Said, *, act: Act) -> dict[str, Any]:
    """The columns of a grant, apart from the partner and the person."""
    by = act.by if act.by.account_id is not None else actors.REGISTRY
    return {
        "basis": said.basis,
        "reference": said.reference,
        "granted_by": said.granted_by,
        "file": said.file,
        "file_name": said.file_name,
        "is_alternate": said.is_alternate,
        "started_on": said.started_on,
        "ended_on": said.ended_on,
        "recorded_at": act.at,
        "recorded_by_id": by.account_id,
        "recorded_as": by.capacity,
    }


def _check(to: Receiver, said: Said) -> None:
    check_span(said.started_on, said.ended_on)
    check_reference(said.basis, said.reference)
    representative = to.representative
    if representative is None:
        return
    if said.started_on is None:
        raise RuleBroken(N_("Say from which day they speak."), field="started_on")
    if representative.ended_on is not None and said.started_on > representative.ended_on:
        raise RuleBroken(
            N_("They no longer represent it by then: add them as a representative anew."), field="started_on"
        )


def _check_stands(grant: Grant) -> None:
    if not grant.stands:
        raise RuleBroken(N_("This entry has been put right already; change the newer one."))


def _receiver_of(grant: Grant) -> Receiver:
    return Receiver(grant.signatory, grant.representative)


def _follow(to: Receiver) -> None:
    """Set the first and last day of a person to those of their grants that stand."""
    signatory, representative = to.signatory, to.representative
    if signatory is not None:
        signatory.started_on, signatory.ended_on = _span(signatory.grants)
    if representative is not None:
        started_on, representative.ended_on = _span(representative.grants)
        representative.started_on = started_on or representative.started_on
    db.session.flush()


def _span(grants: Sequence[Grant]) -> tuple[dt.date | None, dt.date | None]:
    """The first and the end day of what stands; twice the same day where nothing does."""
    standing = [grant for grant in grants if grant.stands]
    if not standing:
        never = grants[-1].started_on or grants[-1].recorded_at.date()
        return never, never
    return envelope([grant.authority for grant in standing])
