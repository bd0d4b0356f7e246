"""Notes and files of a case, each for those whom it is meant for."""

import datetime as dt

from registry.audit.services import events
from registry.conflicts.access import capacity
from registry.conflicts.models.attachments import CaseFile, CaseNote
from registry.conflicts.models.cases import Case, CaseParty
from registry.conflicts.rules.cases import Visibility, check_said
from registry.conflicts.rules.events import CaseEvent
from registry.database.session import db
from registry.errors import N_, InvalidInput, Refused
from registry.files.intake import SCANS, accept
from registry.security.actors import Act, Actor


def add_note(
    case: Case,
    *,
    text: str,
    visibility: Visibility,
    party: CaseParty | None = None,
    act: Act,
) -> CaseNote:
    """Write something down: for all parties, for one party's own file, or for the committee alone."""
    by = _writer(case, visibility, party, act.by, act.on)
    note = CaseNote(
        case_id=case.id,
        visibility=visibility,
        party=party,
        text=check_said(text, field="text"),
        recorded_at=act.at,
    )
    note.done_by(by)
    db.session.add(note)
    db.session.flush()
    events.record(CaseEvent.NOTED, case, act.as_(by), note=note.id, visibility=visibility)
    return note


def add_file(
    case: Case,
    *,
    name: str,
    data: bytes,
    visibility: Visibility,
    party: CaseParty | None = None,
    act: Act,
) -> CaseFile:
    """Bring a file into a case; refuse in words what is too large or not what its name says."""
    by = _writer(case, visibility, party, act.by, act.on)
    stored = accept(data, name, SCANS, field="file")
    file = CaseFile(
        case_id=case.id,
        visibility=visibility,
        party=party,
        name=stored.name,
        media_type=stored.media_type,
        fingerprint=stored.fingerprint,
        size=stored.size,
        recorded_at=act.at,
    )
    file.done_by(by)
    db.session.add(file)
    db.session.flush()
    events.record(CaseEvent.FILE_ADDED, case, act.as_(by), file=file.id, fingerprint=file.fingerprint)
    return file


def _writer(case: Case, visibility: Visibility, party: CaseParty | None, user: Actor, on: dt.date) -> Actor:
    """The committee's part is written by who handles the case, a party's own file by that party."""
    sight = capacity.sight(case, user, on)
    if (visibility is Visibility.PARTY) != (party is not None):
        raise InvalidInput(N_("Choose who reads it."), field="visibility")
    if visibility is Visibility.COMMITTEE:
        return capacity.handler(case, user, on)
    if party is not None:
        return capacity.for_party(case, party, user, on)
    if sight.handles:
        return capacity.as_handler(sight)
    if not sight.parties:
        raise Refused(N_("You do not answer for this party."))
    return capacity.as_party(sight, sight.parties[0])
