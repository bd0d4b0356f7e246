"""Notes and files of a case, each for those whom it is meant for."""

import datetime as dt
from pathlib import PurePath

from registry import clock
from registry.accounts.models import User
from registry.audit.tags import Tag
from registry.conflicts import doing, trail
from registry.conflicts.annexes import CaseFile, CaseNote
from registry.conflicts.models import Case, CaseParty
from registry.conflicts.rules import Visibility, check_said
from registry.errors import N_, InvalidInput, Refused
from registry.extensions import db
from registry.records.scans import keep_scan
from registry.teams.acting import Person

FILE_NAME_LENGTH = 200
#: What a file may be, by the ending of its name: its first bytes, and how it is given out.
KINDS = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".png": (b"\x89PNG", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}


def add_note(
    case: Case,
    *,
    text: str,
    visibility: Visibility,
    party: CaseParty | None = None,
    user: User,
    now: dt.datetime,
) -> CaseNote:
    """Write something down: for all parties, for one party's own file, or for the committee alone."""
    by = _writer(case, visibility, party, user, clock.local_date(now, case.team.timezone))
    note = CaseNote(
        case_id=case.id,
        visibility=visibility.value,
        party=party,
        text=check_said(text, field="text"),
        recorded_at=now,
    )
    note.done_by(by)
    db.session.add(note)
    db.session.flush()
    trail.note(Tag.CASE_NOTED, case, by, now, note=note.id, visibility=visibility.value)
    return note


def add_file(
    case: Case,
    *,
    name: str,
    data: bytes,
    visibility: Visibility,
    party: CaseParty | None = None,
    user: User,
    now: dt.datetime,
) -> CaseFile:
    """Bring a file into a case; refuse in words what is too large or not what its name says."""
    by = _writer(case, visibility, party, user, clock.local_date(now, case.team.timezone))
    name = _bare(name)
    media_type = _check_is_what_it_says(name, data)
    file = CaseFile(
        case_id=case.id,
        visibility=visibility.value,
        party=party,
        name=name,
        media_type=media_type,
        fingerprint=keep_scan(data, field="file"),
        size=len(data),
        recorded_at=now,
    )
    file.done_by(by)
    db.session.add(file)
    db.session.flush()
    trail.note(Tag.CASE_FILE_ADDED, case, by, now, file=file.id, fingerprint=file.fingerprint)
    return file


def _writer(case: Case, visibility: Visibility, party: CaseParty | None, user: User, on: dt.date) -> Person:
    """The committee's part is written by who handles the case, a party's own file by that party."""
    sight = doing.sight(case, user, on)
    if (visibility is Visibility.PARTY) != (party is not None):
        raise InvalidInput(N_("Choose who reads it."), field="visibility")
    if visibility is Visibility.COMMITTEE:
        return doing.handler(case, user, on)
    if party is not None:
        return doing.for_party(case, party, user, on)
    if sight.handles:
        return doing.as_handler(sight)
    if not sight.parties:
        raise Refused(N_("You do not answer for this party."))
    return doing.as_party(sight, sight.parties[0])


def _bare(name: str) -> str:
    """The name without folders, not too long, its ending kept."""
    bare = PurePath(name.replace("\\", "/")).name.strip()
    ending = PurePath(bare).suffix
    stem = bare.removesuffix(ending) if ending else bare
    return f"{stem[: FILE_NAME_LENGTH - len(ending)]}{ending}"[:FILE_NAME_LENGTH]


def _check_is_what_it_says(name: str, data: bytes) -> str:
    beginning, media_type = KINDS.get(PurePath(name).suffix.lower(), (None, ""))
    if beginning is None:
        raise InvalidInput(N_("Choose a PDF, PNG or JPEG file."), field="file")
    if data and not data.startswith(beginning):
        raise InvalidInput(N_("This file is not what its name says."), field="file")
    return media_type
