"""What events are about and who acted, by the names that stand in the tables now: in one query for a page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from registry.accounts.models import User
from registry.admissions.models import Admission
from registry.commitments.models import Commitment, SigningRequest
from registry.committees.models import Committee, Seat
from registry.conflicts.models.cases import Case
from registry.database.session import db
from registry.decisions.models.decisions import Decision
from registry.documents.models import Document, Version
from registry.outbox.models import Message
from registry.partner_lists.models import ListImport
from registry.partners.models.partners import Partner
from registry.partners.models.people import Grant, Signatory
from registry.records.models import Record
from registry.teams.models import Team
from registry.text import whole_number
from registry.withdrawals.models import NoticeRequest, Withdrawal

Query = sa.Select[Any, *tuple[Any, ...]]


@dataclass(frozen=True)
class Named:
    """A thing or person that an event names: `kind` and `id` as in `partner:12`."""

    kind: str
    id: int
    name_en: str
    name_fr: str
    #: Its word in addresses, and a number beside it: of a version.
    word: str = ""
    number: int = 0

    def name(self, language: str) -> str:
        """Its name in a language, or in the other where it has one only."""
        return (self.name_fr or self.name_en) if language == "fr" else (self.name_en or self.name_fr)


@dataclass(frozen=True)
class _Columns:
    """Where the names of one kind stand."""

    id: InstrumentedAttribute[int]
    name_en: InstrumentedAttribute[str]
    name_fr: InstrumentedAttribute[str]
    #: Columns too, where it has them.
    word: Any = None
    number: Any = None
    join: Callable[[Query], Query] = lambda query: query


def _one_name(
    identity: InstrumentedAttribute[int],
    name: InstrumentedAttribute[str],
    **more: Any,
) -> _Columns:
    return _Columns(identity, name, name, **more)


def _of_partner(
    identity: InstrumentedAttribute[int], partner_id: InstrumentedAttribute[int], **more: Any
) -> _Columns:
    join = lambda query: query.join(Partner, Partner.id == partner_id)  # noqa: E731
    return _one_name(identity, Partner.name, join=join, **more)


#: Of each kind that events name, where its name is found.
KINDS: dict[str, _Columns] = {
    "user": _one_name(User.id, User.name),
    "signatory": _one_name(Signatory.id, Signatory.name),
    "partner": _one_name(Partner.id, Partner.name),
    "committee": _Columns(Committee.id, Committee.name_en, Committee.name_fr),
    "decision": _one_name(Decision.id, Decision.title),
    "conflict_case": _one_name(Case.id, Case.subject, word=Case.reference),
    "admission": _one_name(Admission.id, Admission.organization),
    "applicant": _one_name(Admission.id, Admission.contact_name),
    "document": _Columns(Document.id, Document.title_en, Document.title_fr, word=Document.slug),
    "version": _Columns(
        Version.id,
        Document.title_en,
        Document.title_fr,
        word=Document.slug,
        number=Version.number,
        join=lambda query: query.join(Document, Document.id == Version.document_id),
    ),
    "commitment": _one_name(Commitment.id, Commitment.partner_name, number=Commitment.partner_id),
    "signing_request": _of_partner(SigningRequest.id, SigningRequest.partner_id),
    "withdrawal": _of_partner(Withdrawal.id, Withdrawal.partner_id),
    "withdrawal_request": _of_partner(NoticeRequest.id, NoticeRequest.partner_id),
    "record": _one_name(Record.id, Record.title, word=Record.code),
    "list": _one_name(ListImport.id, ListImport.file_name),
    "message": _one_name(Message.id, Message.to_name),
    "team": _Columns(Team.id, Team.name_en, Team.name_fr),
    # told of by events about their committee and their partner
    "seat": _Columns(Seat.id, Seat.label_en, Seat.label_fr, number=Seat.committee_id),
    "grant": _of_partner(Grant.id, Grant.partner_id, number=Grant.partner_id),
}


def split(token: str) -> tuple[str, int]:
    """Kind and number of `partner:12`; of `command`, the kind and 0."""
    kind, _, number = token.partition(":")
    return kind, whole_number(number) or 0


def names_of(tokens: Iterable[str]) -> dict[str, Named]:
    """The names of what some tokens stand for, by token; one that is not there any more has none."""
    wanted: dict[str, set[int]] = {}
    for kind, number in map(split, tokens):
        if kind in KINDS and number:
            wanted.setdefault(kind, set()).add(number)
    if not wanted:
        return {}
    parts = [_query(kind, sorted(ids)) for kind, ids in sorted(wanted.items())]
    rows = db.session.execute(sa.union_all(*parts) if len(parts) > 1 else parts[0])
    found = (Named(kind, row_id, en, fr, word, number) for kind, row_id, en, fr, word, number in rows)
    return {f"{one.kind}:{one.id}": one for one in found}


def _query(kind: str, ids: Sequence[int]) -> Query:
    columns = KINDS[kind]
    word = sa.literal("") if columns.word is None else columns.word
    number = sa.literal(0) if columns.number is None else columns.number
    query: Query = sa.select(sa.literal(kind), columns.id, columns.name_en, columns.name_fr, word, number)
    return columns.join(query.select_from(columns.id.class_)).where(columns.id.in_(ids))
