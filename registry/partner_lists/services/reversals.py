"""Taking an import back, whole or not at all, while nothing depends on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale, gettext

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partner_lists.models import ListImport
from registry.partner_lists.queries.footprints import Footprint, dependents_since, snapshot, touched_since
from registry.partner_lists.queries.register import latest_import, partners_in_order
from registry.partner_lists.rules.events import ListEvent
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.rules.dependents import DEPENDENTS
from registry.partners.services import reversals
from registry.security.actors import Act
from registry.teams.models import Team

#: What depends on it where the table has no words of its own.
SOMETHING = N_("an entry of another part of the registry")
DEPENDED_ON = N_("This import cannot be taken back: something depends on it.")
TOUCHED = N_("what the list said of it was changed since")


@dataclass(frozen=True)
class Obstacle:
    """A partner on whom something depends, and what; the words are marked for the catalogue."""

    name: str
    words: str


def obstacles(kept: ListImport) -> list[Obstacle]:
    """Why an import cannot be taken back now, partner by partner; none where it can."""
    done = _footprint(kept)
    now = snapshot(kept.team_id)
    found = {(number, TOUCHED) for number in touched_since(done, now)}
    found |= {(number, DEPENDENTS.get(table, SOMETHING)) for number, table in dependents_since(done, now)}
    names = {number: cells["name"] for number, cells in now.partners.items()}
    return sorted(
        (Obstacle(names.get(number, "—"), words) for number, words in found),
        key=lambda one: (one.name, one.words),
    )


@dataclass(frozen=True)
class Refusal:
    """Why an import stays."""

    error: RuleBroken
    obstacles: Sequence[Obstacle] = ()


def why_not_taken_back(kept: ListImport) -> Refusal | None:
    """Why an import cannot be taken back now; None where it can."""
    try:
        check_can_be_taken_back(kept)
    except RuleBroken as error:
        return Refusal(error)
    found = obstacles(kept)
    return Refusal(RuleBroken(DEPENDED_ON), found) if found else None


def check_can_be_taken_back(kept: ListImport) -> None:
    """Refuse an import that was never done, was taken back, is too long ago, or has a newer one upon it."""
    if kept.imported_at is None:
        raise RuleBroken(N_("This list has not been imported."))
    if kept.taken_back_at is not None:
        raise RuleBroken(N_("This import has been taken back already."))
    if kept.changes is None:
        raise RuleBroken(N_("What stood before this import is no longer kept: it cannot be taken back."))
    if latest_import(kept.team_id) is not kept:
        raise RuleBroken(N_("A newer list was imported since: take that one back first."))


def take_back(kept: ListImport, *, act: Act) -> None:
    """Put the register back as it was before an import; refused in words while something depends on it."""
    refusal = why_not_taken_back(kept)
    if refusal is not None:
        raise refusal.error
    done = _footprint(kept)
    partners = {partner.id: partner for partner in partners_in_order(kept.team_id)}
    _remove_added(done, partners, act)
    _put_tiers_back(kept, done, partners, act)
    _put_people_back(done, partners, act)
    _put_partners_back(done, partners, act)
    kept.changes, kept.taken_back_at, kept.taken_back_by_id = None, act.at, act.by.account_id
    events.record(
        ListEvent.TAKEN_BACK,
        kept,
        act,
        removed=sorted(map(int, done.partners_added)),
        put_back=sorted(done.changed_partners()),
    )


def _footprint(kept: ListImport) -> Footprint:
    return Footprint(**(kept.changes or {}))


def _remove_added(done: Footprint, partners: Mapping[int, Partner], act: Act) -> None:
    for number in done.partners_added:
        reversals.remove_partner(partners[int(number)], act=act)
    for number in done.people_added:
        reversals.remove_signatory(db.session.get_one(Signatory, int(number)), act=act)


def _put_tiers_back(
    kept: ListImport,
    done: Footprint,
    partners: Mapping[int, Partner],
    act: Act,
) -> None:
    with force_locale(db.session.get_one(Team, kept.team_id).languages[0]):
        reason = gettext("The import of a list that gave this tier was taken back.")
    for number, partner_id in done.tiers.items():
        wrong = next(change for change in partners[partner_id].tiers if change.id == int(number))
        reversals.put_tier_back(wrong, reason=reason, act=act)


def _put_people_back(done: Footprint, partners: Mapping[int, Partner], act: Act) -> None:
    people = {person.id: person for partner in _left(done, partners) for person in partner.signatories}
    for number, cells in done.people.items():
        reversals.put_signatory_back(people[int(number)], _before(cells), act=act)


def _put_partners_back(done: Footprint, partners: Mapping[int, Partner], act: Act) -> None:
    """Cells as they were; a partner that only moved within the list has nothing to tell of."""
    for number, cells in done.partners.items():
        partner, before = partners[int(number)], _before(cells)
        if cells.keys() <= {"position", "on_latest_list"}:
            for name, cell in before.items():
                setattr(partner, name, cell)
            continue
        never_borne = [int(row) for row, owner in done.names.items() if owner == partner.id]
        reversals.put_partner_back(partner, before, names_never_borne=never_borne, act=act)


def _left(done: Footprint, partners: Mapping[int, Partner]) -> Iterator[Partner]:
    return (partner for number, partner in partners.items() if str(number) not in done.partners_added)


def _before(cells: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    return {name: before for name, (before, _) in cells.items()}
