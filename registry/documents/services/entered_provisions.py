"""Enters what a version says that does not carry its provisions, and confirms it by a second person."""

from collections.abc import Collection, Mapping

from registry.audit.services import events
from registry.database.session import db
from registry.documents import access, hooks, messages
from registry.documents.models import EnteredProvision, Version
from registry.documents.queries import provisions as provision_queries
from registry.documents.rules.events import DocumentEvent
from registry.documents.rules.figures import Reading, check_reading
from registry.documents.rules.provisions import ProvisionKind, Scale, as_json, check_threshold
from registry.errors import N_, Refused, RuleBroken
from registry.security import actors
from registry.security.actors import Act


def enter(version: Version, *, readings: Mapping[ProvisionKind, Reading], act: Act) -> list[EnteredProvision]:
    """Enter what somebody read in a version, by kind; what is known already, as it was read, stays as it is.

    What ran so far runs on until a second person has confirmed the entries.
    """
    _check_takes_entries(version)
    known = {
        one.figure.kind: one.read
        for one in provision_queries.comparisons_of(version)
        if one.read is not None and not one.is_asked
    }
    new = {kind: reading for kind, reading in readings.items() if known.get(kind) != reading}
    if not new:
        raise RuleBroken(N_("Nothing new was entered."))
    for kind, reading in new.items():
        check_reading(kind, reading)
    _check_together(version, known | new)
    rows = [_row(version, kind, reading, act) for kind, reading in new.items()]
    db.session.add_all(rows)
    db.session.flush()
    _record(DocumentEvent.PROVISIONS_ENTERED, version, new, act)
    messages.ToConfirm.post(version, rows, act)
    return rows


def confirm(version: Version, *, entry_ids: Collection[int], act: Act) -> list[EnteredProvision]:
    """Confirm entries that one has found in the text as well; they run for what begins from now on.

    Raises `Refused` where an entry is not for this person to confirm.
    """
    _check_takes_entries(version)
    newest = {entry.id: entry for entry in provision_queries.entries_of(version).values()}
    if not entry_ids:
        raise RuleBroken(N_("Tick what you have found in the text."), field="entries")
    if not set(entry_ids) <= set(newest) or any(newest[number].is_confirmed for number in entry_ids):
        raise RuleBroken(N_("Something else was entered or confirmed meanwhile. Look at it again."))
    confirmed = [newest[number] for number in entry_ids]
    capacities = [_capacity(entry, version, act) for entry in confirmed]
    for entry, capacity in zip(confirmed, capacities, strict=True):
        entry.confirmed_at = act.at
        entry.confirmed_by_id, entry.confirmed_by_name = act.by.id, act.by.name
        entry.confirmed_as = capacity
    db.session.flush()
    by = actors.person(act.by.id, act.by.name, capacities[0])
    kinds = [entry.kind for entry in confirmed]
    _record(DocumentEvent.PROVISIONS_CONFIRMED, version, kinds, Act(by, act.at, act.on))
    return confirmed


def _capacity(entry: EnteredProvision, version: Version, act: Act) -> actors.Capacity:
    if act.by.id is None:
        raise Refused(N_("A second person confirms this."))
    capacity = access.capacity_to_confirm(
        act.by.id, team_id=version.team_id, entered_by_id=entry.by_id, on=act.on
    )
    if capacity is None:
        raise Refused(N_("A second person confirms this."))
    return capacity


def _check_takes_entries(version: Version) -> None:
    if not version.takes_entries:
        raise RuleBroken(N_("The provisions of this version are part of it."))


def _check_together(version: Version, readings: Mapping[ProvisionKind, Reading]) -> None:
    """The threshold must be one of the scale, where the text says both; a committee must be the team's."""
    scale, threshold = (
        readings[kind].value if kind in readings else None
        for kind in (ProvisionKind.SCALE, ProvisionKind.THRESHOLD)
    )
    if isinstance(scale, Scale) and isinstance(threshold, int):
        check_threshold(scale, threshold)
    steering = readings.get(ProvisionKind.STEERING_COMMITTEE)
    if steering and not steering.is_silent and steering.value not in hooks.committees_of(version.team_id):
        raise RuleBroken(N_("Choose one of the committees."), field="steering_committee")


def _row(version: Version, kind: ProvisionKind, reading: Reading, act: Act) -> EnteredProvision:
    row = EnteredProvision(
        version_id=version.id,
        kind=kind,
        value=None if reading.is_silent else as_json(reading.value),
        place_kind=reading.place.kind if reading.place else "",
        place=reading.place.number if reading.place else "",
        entered_at=act.at,
    )
    row.done_by(act.by)
    return row


def _record(tag: DocumentEvent, version: Version, kinds: Collection[ProvisionKind], act: Act) -> None:
    details = {
        "document": version.document_id,
        "number": version.number,
        "provisions": sorted(kind.value for kind in kinds),
    }
    events.record(tag, version, act, **details)
