"""Takes an import back, completely or not at all, as long as nothing depends on it."""

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

#: The description of dependent rows whose table has none of its own.
SOMETHING = N_("an entry of another part of the registry")
DEPENDED_ON = N_("This import cannot be taken back: something depends on it.")
TOUCHED = N_("what the list said of it was changed since")


@dataclass(frozen=True)
class Obstacle:
    """A partner with something that depends on the import; its text is marked for the catalogue."""

    name: str
    words: str


def obstacles(list_import: ListImport) -> list[Obstacle]:
    """The reasons, by partner, why an import cannot be taken back now; empty when it can."""
    done = _footprint(list_import)
    now = snapshot(list_import.team_id)
    reasons = {(number, TOUCHED) for number in touched_since(done, now)}
    reasons |= {(number, DEPENDENTS.get(table, SOMETHING)) for number, table in dependents_since(done, now)}
    names = {number: cells["name"] for number, cells in now.partners.items()}
    return sorted(
        (Obstacle(names.get(number, "—"), text) for number, text in reasons),
        key=lambda reason: (reason.name, reason.words),
    )


@dataclass(frozen=True)
class Refusal:
    """Why an import cannot be taken back."""

    error: RuleBroken
    obstacles: Sequence[Obstacle] = ()


def why_not_taken_back(list_import: ListImport) -> Refusal | None:
    """Why an import cannot be taken back now; None when it can."""
    try:
        check_can_be_taken_back(list_import)
    except RuleBroken as error:
        return Refusal(error)
    found = obstacles(list_import)
    return Refusal(RuleBroken(DEPENDED_ON), found) if found else None


def check_can_be_taken_back(list_import: ListImport) -> None:
    """Refuse to reverse an import that was never carried out, was already taken back, is too old, or was
    followed by another.
    """
    if list_import.imported_at is None:
        raise RuleBroken(N_("This list has not been imported."))
    if list_import.taken_back_at is not None:
        raise RuleBroken(N_("This import has been taken back already."))
    if list_import.changes is None:
        raise RuleBroken(N_("What stood before this import is no longer kept: it cannot be taken back."))
    if latest_import(list_import.team_id) is not list_import:
        raise RuleBroken(N_("A newer list was imported since: take that one back first."))


def take_back(list_import: ListImport, *, act: Act) -> None:
    """Restore the register from before an import; refused in words while something depends on it."""
    refusal = why_not_taken_back(list_import)
    if refusal is not None:
        raise refusal.error
    done = _footprint(list_import)
    partners = {partner.id: partner for partner in partners_in_order(list_import.team_id)}
    _remove_added(done, partners, act)
    _put_tiers_back(list_import, done, partners, act)
    _put_people_back(done, partners, act)
    _put_partners_back(done, partners, act)
    list_import.changes, list_import.taken_back_at, list_import.taken_back_by_id = (
        None,
        act.at,
        act.by.account_id,
    )
    events.record(
        ListEvent.TAKEN_BACK,
        list_import,
        act,
        removed=sorted(map(int, done.partners_added)),
        put_back=sorted(done.changed_partners()),
    )


def _footprint(list_import: ListImport) -> Footprint:
    return Footprint(**(list_import.changes or {}))


def _remove_added(done: Footprint, partners: Mapping[int, Partner], act: Act) -> None:
    for number in done.partners_added:
        reversals.remove_partner(partners[int(number)], act=act)
    for number in done.people_added:
        reversals.remove_signatory(db.session.get_one(Signatory, int(number)), act=act)


def _put_tiers_back(
    list_import: ListImport,
    done: Footprint,
    partners: Mapping[int, Partner],
    act: Act,
) -> None:
    with force_locale(db.session.get_one(Team, list_import.team_id).languages[0]):
        reason = gettext("The import of a list that gave this tier was taken back.")
    for number, partner_id in done.tiers.items():
        wrong = next(change for change in partners[partner_id].tiers if change.id == int(number))
        reversals.put_tier_back(wrong, reason=reason, act=act)


def _put_people_back(done: Footprint, partners: Mapping[int, Partner], act: Act) -> None:
    people = {person.id: person for partner in _left(done, partners) for person in partner.signatories}
    for number, cells in done.people.items():
        reversals.put_signatory_back(people[int(number)], _before(cells), act=act)


def _put_partners_back(done: Footprint, partners: Mapping[int, Partner], act: Act) -> None:
    """Restore the cells of partners; a partner that only moved within the list causes no event."""
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
