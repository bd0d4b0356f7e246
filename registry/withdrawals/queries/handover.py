"""The hand-over list: what a leaving organization holds, owes and carries out, computed for any day."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from registry.accounts.models import User
from registry.committees.models import Seat
from registry.committees.queries import committees
from registry.committees.rules import TermKind, covers
from registry.conflicts.access import visibility
from registry.conflicts.queries import cases
from registry.conflicts.wording import dollars
from registry.database.session import db
from registry.dates import day
from registry.decisions import access as decision_access
from registry.decisions.models.decisions import Decision
from registry.decisions.queries import decisions
from registry.partners.models.partners import Note, Partner, ScheduleLine
from registry.partners.rules.partners import NoteKind
from registry.teams.rules import LANGUAGES
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules.withdrawals import Kind, Line


def lines_for(partner: Partner, on: dt.date, reader_id: int) -> Iterator[Line]:
    """The lines about cases for one reader; nothing about a case they may not know of, not even a number."""
    onlooker = visibility.onlooker(db.session.get_one(User, reader_id), partner.team_id, on)
    for sight in visibility.visible(cases.open_cases_of_partner(partner.id), onlooker):
        case = sight.case
        text = dict.fromkeys(LANGUAGES, f"{case.reference} · {case.title}")
        yield _line(Kind.CASE, text, case.id)
    for share in cases.unpaid_shares_of_partner(partner.id):
        case = share.expense.case
        if visibility.sight_of(case, onlooker).may_know:
            text = {
                language: f"{case.reference} · {_dollars(share.cents, language)}" for language in LANGUAGES
            }
            yield _line(Kind.SHARE, text, case.id)


def _line(kind: Kind, text: dict[str, str], case_id: int) -> Line:
    return Line(kind, text, "conflicts.show", {"case_id": case_id}, is_confidential=True)


def _dollars(cents: int, language: str) -> str:
    with force_locale(language):
        return dollars(cents)


#: Lines that only coordinators see on the page, such as noted promises.
FOR_COORDINATORS = frozenset({Kind.PROMISE})


def list_of(partner: Partner, on: dt.date) -> list[Line]:
    """Everything an organization holds, owes and carries out on a day, without confidential lines."""
    return [
        *_seats(partner, on),
        *(line for line in _decisions(partner, None, on) if not line.is_confidential),
        *_requests(partner),
        *_promises(partner),
        *_contributions(partner, on),
    ]


def list_for(partner: Partner, on: dt.date, *, reader_id: int, is_coordinator: bool) -> list[Line]:
    """The list for one reader, with confidential lines only if the reader may know of them."""
    lines = list_of(partner, on)
    if not is_coordinator:
        lines = [line for line in lines if line.kind not in FOR_COORDINATORS]
    secret = [line for line in _decisions(partner, reader_id, on) if line.is_confidential]
    return [*lines, *secret, *lines_for(partner, on, reader_id)]


def kept(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The lines as stored and printed: without confidential ones."""
    return [
        {"kind": line.kind.value, "text": line.on_paper or line.text}
        for line in lines
        if not line.is_confidential
    ]


def grouped(lines: Sequence[Line]) -> dict[Kind, list[Line]]:
    """The lines by kind, in order, including empty kinds."""
    return {kind: [line for line in lines if line.kind is kind] for kind in Kind}


def _seats(partner: Partner, on: dt.date) -> Iterator[Line]:
    for seat in committees.seats_for_partner(partner.id, on):
        place = {"committee_id": seat.committee_id}
        yield Line(
            Kind.SEAT, _both(lambda language, seat=seat: _seat(seat, language, on)), "committees.show", place
        )


def _seat(seat: Seat, language: str, on: dt.date) -> str:
    name = f"{seat.committee.name(language)} · {seat.name(language)}"
    holder = next((term for term in committees.terms_of(seat.id, TermKind.HOLDER) if covers(term, on)), None)
    return f"{name} · {holder.person_name if holder else _('vacant')}"


def _decisions(partner: Partner, reader_id: int | None, on: dt.date) -> Iterator[Line]:
    """The open decisions in which it has a voice, and those that it carries out, if the reader may read
    them.
    """
    for decision in decisions.open_for_partner(partner.id):
        if _may_know_of(decision, reader_id, on):
            yield _decision_line(Kind.DECISION, decision, decision.title)
    for action in decisions.actions_of(partner.id):
        decision = action.resolution.decision
        if _may_know_of(decision, reader_id, on):
            yield _decision_line(Kind.ACTION, decision, f"{decision.title} · {action.text}")


def _decision_line(kind: Kind, decision: Decision, text: str) -> Line:
    return Line(
        kind,
        dict.fromkeys(LANGUAGES, text),
        "decisions.show",
        {"decision_id": decision.id},
        is_confidential=decision.is_for_roll_only,
    )


def _may_know_of(decision: Decision, reader_id: int | None, on: dt.date) -> bool:
    """Whether a reader may know of a decision; without a reader, nobody may know of one for its roll only."""
    if not decision.is_for_roll_only:
        return True
    if reader_id is None:
        return False
    query = sa.select(Decision.id).where(Decision.id == decision.id, decision_access.may_read(reader_id, on))
    return db.session.scalar(query) is not None


def _requests(partner: Partner) -> Iterator[Line]:
    for request in withdrawals.open_signing_requests(partner.id):
        title, person = request.version.document.title, request.signatory.called
        text = {language: f"{title(language)} · {person}" for language in LANGUAGES}
        yield Line(Kind.REQUEST, text, "requests.show", {"request_id": request.id})


def _promises(partner: Partner) -> Iterator[Line]:
    query = sa.select(Note).where(Note.partner_id == partner.id, Note.kind == NoteKind.PROMISE.value)
    for note in db.session.scalars(query.order_by(Note.on, Note.id)):
        dated = _both(lambda language, note=note: _dated(note))
        text = {one: f"{texts}: {note.text}" for one, texts in dated.items()}
        yield Line(Kind.PROMISE, text, "partner_notes.index", {"partner_id": partner.id}, on_paper=dated)


def _dated(note: Note) -> str:
    made = day(note.on)
    if note.due_on is None:
        return _("Promise of %(day)s", day=made)
    return _("Promise of %(day)s, due on %(due)s", day=made, due=day(note.due_on))


def _contributions(partner: Partner, on: dt.date) -> Iterator[Line]:
    for line in partner.schedule(on):
        yield Line(Kind.CONTRIBUTION, _both(lambda language, line=line: _contribution(line, language)))


def _contribution(line: ScheduleLine, language: str) -> str:
    """A schedule line; marked when it has text in the other language only."""
    text_language = line.language_of(language)
    if text_language == language:
        return line.text(language)
    if text_language == "en":
        return str(_("%(text)s (in English only)", text=line.text(language)))
    return str(_("%(text)s (in French only)", text=line.text(language)))


def _both(words: Any) -> dict[str, str]:
    texts = {}
    for language in LANGUAGES:
        with force_locale(language):
            texts[language] = words(language)
    return texts


def kept_lines(handed_over: Sequence[dict[str, Any]]) -> dict[Kind, list[dict[str, str]]]:
    """The lines stored on the day of leaving, by kind, without empty kinds."""
    by_kind = {kind: [line["text"] for line in handed_over if line["kind"] == kind] for kind in Kind}
    return {kind: texts for kind, texts in by_kind.items() if texts}
