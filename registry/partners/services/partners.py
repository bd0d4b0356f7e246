"""Partners: adding, changing, renaming, and notes about them.

Other features change partners through these functions only.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, InvalidInput, RuleBroken, broken_constraint
from registry.partners.models.organizations import Organization
from registry.partners.models.partners import Note, Partner, PartnerName, PartnerWord
from registry.partners.queries.partners import is_shared, partner_called
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.grounds import Ground, RestsOn, check_rests_on
from registry.partners.rules.names import fold_name, search_words, sort_key
from registry.partners.rules.partners import NoteKind, Status, check_due, check_signatures_needed
from registry.partners.services.status import add_status, ground_told
from registry.partners.services.tiers import add_tier
from registry.security.actors import Act
from registry.teams.models import Team
from registry.teams.rules import Tier


def add_partner(
    team: Team,
    *,
    name: str,
    tier: Tier | None,
    rests_on: RestsOn,
    tier_label: str = "",
    status: Status = Status.PARTNER,
    effective_on: dt.date | None = None,
    sector: str = "",
    city: str = "",
    language: str = "",
    signatures_needed: int = 1,
    position: int | None = None,
    extra_cells: Mapping[str, str] | None = None,
    organization: Organization | None = None,
    act: Act,
) -> Partner:
    """List an organization as a partner of a team from a date on (default: today).

    `rests_on` is the ground: what rests on an admission is joining. Without a tier it is still to be set.
    `organization` is given when another team lists the same one.
    """
    if rests_on.ground is Ground.ADMISSION:
        status = Status.JOINING
    check_rests_on(rests_on, status)
    check_signatures_needed(signatures_needed)
    partner = Partner(
        team_id=team.id,
        organization=organization or Organization(name=name, name_key=fold_name(name), created_at=act.at),
        position=position if position is not None else _last_position(team.id) + 1,
        sector=sector,
        city=city,
        language=language or team.languages[0],
        signatures_needed=signatures_needed,
        extra_cells=dict(extra_cells or {}),
        created_at=act.at,
        words=[],
    )
    with _its_name_is_free(partner, team.id, name):
        give_name(partner, name)
        db.session.add(partner)
    _index_words(partner)
    from_on = effective_on or act.on
    add_tier(partner, tier, from_on, label=tier_label, act=act)
    add_status(partner, status, from_on, rests_on=rests_on, act=act)
    record_added(partner, tier, status, rests_on, act=act)
    return partner


def record_added(partner: Partner, tier: Tier | None, status: Status, rests_on: RestsOn, *, act: Act) -> None:
    """Record that a partner was listed."""
    events.record(
        PartnerEvent.ADDED,
        partner,
        act,
        tier=tier.value if tier else "",
        status=status.value,
        **ground_told(rests_on),
    )


def change_partner(
    partner: Partner,
    *,
    sector: str,
    city: str,
    language: str,
    signatures_needed: int | None = None,
    act: Act,
) -> None:
    """Change the properties of a partner that have no history."""
    if signatures_needed is not None:
        check_signatures_needed(signatures_needed)
        partner.signatures_needed = signatures_needed
    partner.sector, partner.city, partner.language = sector, city, language
    _index_words(partner)
    events.record(PartnerEvent.CHANGED, partner, act, signatures_needed=partner.signatures_needed)


def set_signatures_needed(partner: Partner, *, count: int, act: Act) -> None:
    """Set how many of a partner's signatories must sign, from now on."""
    check_signatures_needed(count)
    partner.signatures_needed = count
    events.record(PartnerEvent.CHANGED, partner, act, signatures_needed=count)


def rename_partner(partner: Partner, *, name: str, on: dt.date, reason: str = "", act: Act) -> None:
    """Rename a partner; its old name and its signatures stay known.

    The organization is renamed with it, unless another team lists it too.
    """
    if name == partner.name:
        raise RuleBroken(N_("It bears this name already."), field="name")
    db.session.add(PartnerName(partner_id=partner.id, name=partner.name, until_on=on, reason=reason))
    with _its_name_is_free(partner, partner.team_id, name):
        give_name(partner, name)
    if not is_shared(partner):
        partner.organization.name, partner.organization.name_key = partner.name, partner.name_key
    _index_words(partner)
    events.record(PartnerEvent.RENAMED, partner, act)


def add_note(
    partner: Partner,
    *,
    kind: NoteKind,
    on: dt.date,
    text: str,
    due_on: dt.date | None = None,
    act: Act,
) -> Note:
    """Record a call, a promise or a meeting. Notes are never changed."""
    check_due(kind, on, due_on)
    added = Note(
        partner_id=partner.id,
        kind=kind,
        on=on,
        text=text,
        due_on=due_on,
        author_id=act.by.account_id,
        recorded_at=act.at,
    )
    db.session.add(added)
    db.session.flush()
    events.record(PartnerEvent.NOTED, partner, act, note=added.id)
    return added


def call_partner(partner: Partner, name: str) -> None:
    """Set a name and everything derived from name, sector and city: search words and sort key."""
    give_name(partner, name)
    _index_words(partner)


@contextmanager
def _its_name_is_free(partner: Partner, team_id: int, name: str) -> Iterator[None]:
    """Ensure that no other partner of the team has the name: checked before the block, and enforced by the
    database.
    """
    check_given(name)
    _check_not_taken(partner, team_id, name)
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        if "name_key" not in broken_constraint(error):
            raise
        _check_not_taken(partner, team_id, name)
        raise


def _check_not_taken(partner: Partner, team_id: int, name: str) -> None:
    same = partner_called(team_id, name)
    if same is not None and same is not partner:
        raise taken(name, same.name)


def check_given(name: str) -> None:
    """An organization has a name."""
    if not name.strip():
        raise InvalidInput(N_("Enter the organization’s name."), field="name")


def taken(name: str, same: str) -> RuleBroken:
    """A name that another partner of the team has, as it writes it."""
    return RuleBroken(
        N_("“%(name)s” is on the list already, as “%(same)s”."), field="name", name=name, same=same
    )


def give_name(partner: Partner, name: str) -> None:
    """Set a name, what it is told from others by, and its place in lists."""
    partner.name, partner.name_key, partner.sort_key = name, fold_name(name), sort_key(name)


def _last_position(team_id: int) -> int:
    return db.session.scalar(sa.select(sa.func.max(Partner.position)).where(Partner.team_id == team_id)) or 0


def words_of(partner: Partner) -> set[str]:
    """The folded words by whose beginnings a partner is found."""
    return search_words(f"{partner.name} {partner.sector} {partner.city}")


def _index_words(partner: Partner) -> None:
    """Update the search words of a partner, touching only changed ones."""
    words = words_of(partner)
    kept_words = {word.word: word for word in partner.words}
    partner.words = [kept_words[word] for word in words & set(kept_words)] + [
        PartnerWord(team_id=partner.team_id, word=word) for word in sorted(words - set(kept_words))
    ]
