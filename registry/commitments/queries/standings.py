"""Standings of partners on a version, for a whole team in one query."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from registry.commitments.models import Commitment, Lapse, SigningRequest, record_of
from registry.commitments.rules.requests import SIGNATURES, Method
from registry.commitments.rules.standings import Facts, Standing, accepted_numbers, standing_of
from registry.database.queries.statements import composed_once
from registry.database.session import db, kept_while_reading
from registry.documents import hooks as document_hooks
from registry.documents.models import Version
from registry.documents.rules.documents import ChangeKind, State
from registry.partners.models.partners import Partner
from registry.partners.queries.register import Kind, RollRow, kind_of, kind_on, partner_on_roll, roll_of
from registry.signing.rules.requests import RequestState
from registry.teams.rules import Requirement, Tier


@dataclass(frozen=True)
class Chain:
    """The published versions of a document with their change kinds."""

    kinds: Mapping[int, ChangeKind]
    #: The number of each version, by its id.
    numbers: Mapping[int, int]

    @classmethod
    def of(cls, versions: Iterable[Version]) -> "Chain":
        """The chain of a document, from its versions."""
        published = [version for version in versions if version.is_published]
        return cls(
            kinds={version.number: ChangeKind(version.change_kind) for version in published},
            numbers={version.id: version.number for version in published},
        )

    @property
    def latest(self) -> int:
        """The number of the newest published version; 0 when there is none."""
        return max(self.kinds, default=0)


@dataclass
class Marks:
    """What a partner did about a document, collected from its commitments, requests and lapses."""

    signed: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    acknowledged: set[int] = field(default_factory=set)
    last_request: tuple[int, str] | None = None
    board_until: dt.date | None = None
    lapsed: bool = False


#: Of a partner that did nothing.
NO_MARKS: Final = Marks()

#: Says where a partner of a kind stands that did something, or nothing.
Judge = Callable[[Kind, Marks], Standing]


def chain_of(document_id: int) -> Chain:
    """The published versions of a document, by number."""
    rows = db.session.execute(
        sa.select(Version.id, Version.number, Version.change_kind).where(
            Version.document_id == document_id, Version.state == State.PUBLISHED
        )
    ).all()
    return Chain(
        kinds={number: ChangeKind(kind) for _id, number, kind in rows},
        numbers={version_id: number for version_id, number, _kind in rows},
    )


def marks_of(
    version: Version, chain: Chain, on: dt.date, partner_ids: Iterable[int] | None = None
) -> dict[int, Marks]:
    """What each partner of a team did about a version's document until a day, in one query."""
    marks: dict[int, Marks] = defaultdict(Marks)
    ids = list(partner_ids) if partner_ids is not None else None
    found = _marks_of(list(chain.numbers), version.id, version.document_id, on, ids)
    for kind, partner_id, which, word, day in found:
        number = chain.numbers[which] if kind == "commitment" else which
        _add_mark(marks[partner_id], kind, number, word, day)
    return marks


@dataclass(frozen=True)
class Doer:
    """A partner that did something about a document, by its kind."""

    kind: Kind
    marks: Marks


@kept_while_reading
def doers_on(version: Version, on: dt.date, *, with_days: bool) -> Mapping[int, Doer]:
    """The partners of a team that did anything about a version's document until a day, in one query, by kinds
    with or without the day on which they joined. The versions of the document are loaded.
    """
    numbers = Chain.of(version.document.versions).numbers
    doers: dict[int, Doer] = {}
    found = _doers_on(
        list(numbers), version.id, version.document_id, version.team_id, on, with_days=with_days
    )
    for mark, partner_id, which, word, day, *alike in found:
        doer = doers.setdefault(partner_id, Doer(kind_of(*alike), Marks()))
        _add_mark(doer.marks, mark, numbers[which] if mark == "commitment" else which, word, day)
    return doers


@composed_once
def _doers_on(
    chain: Sequence[int], version_id: int, document_id: int, team_id: int, on: dt.date, *, with_days: bool
) -> sa.Select[Any, *tuple[Any, ...]]:
    marks = _marks(chain, version_id, document_id, on, None).subquery()
    return (
        sa.select(*marks.c, *kind_on(on, with_days=with_days))
        .join(Partner, Partner.id == marks.c.partner_id)
        .where(Partner.team_id == team_id, Partner.stands)
    )


@composed_once
def _marks_of(
    chain: Sequence[int], version_id: int, document_id: int, on: dt.date, partner_ids: Sequence[int] | None
) -> sa.CompoundSelect[Any, *tuple[Any, ...]]:
    return _marks(chain, version_id, document_id, on, partner_ids)


def _marks(
    chain: Sequence[int], version_id: int, document_id: int, on: dt.date, partner_ids: Sequence[int] | None
) -> sa.CompoundSelect[Any, *tuple[Any, ...]]:
    def of_these(column: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
        return column.in_(partner_ids) if partner_ids is not None else sa.true()

    # The versions by their ids: with a join, PostgreSQL misjudges the number of commitments and reads those
    # of all teams.
    commitments = sa.select(
        sa.literal("commitment").label("kind"),
        Commitment.partner_id,
        Commitment.version_id,
        sa.type_coerce(Commitment.method, sa.String).label("word"),  # united with states of requests
        Commitment.signed_on.label("day"),
    ).where(
        Commitment.version_id.in_(chain),
        Commitment.stands,
        Commitment.signed_on <= on,
        of_these(Commitment.partner_id),
    )
    requests = sa.select(
        sa.literal("request"),
        SigningRequest.partner_id,
        SigningRequest.id,
        SigningRequest.state,
        SigningRequest.board_until,
    ).where(SigningRequest.version_id == version_id, of_these(SigningRequest.partner_id))
    lapses = sa.select(
        sa.literal("lapse"), Lapse.partner_id, sa.literal(0), sa.literal(""), Lapse.effective_on
    ).where(
        Lapse.document_id == document_id,
        Lapse.effective_on <= on,
        sa.or_(Lapse.ended_on.is_(None), Lapse.ended_on > on),
        of_these(Lapse.partner_id),
    )
    return sa.union_all(commitments, requests, lapses)


def _add_mark(marks: Marks, kind: str, number: int, word: str, day: dt.date | None) -> None:
    if kind == "lapse":
        marks.lapsed = True
    elif kind == "commitment" and Method(word) in SIGNATURES:
        marks.signed[number] += 1
    elif kind == "commitment":
        marks.acknowledged.add(number)
    else:
        if word == RequestState.OPEN and day:
            marks.board_until = max(day, marks.board_until or day)
        if word in (RequestState.OPEN, RequestState.DECLINED):
            marks.last_request = max((number, word), marks.last_request or (0, ""))


def marks_among(
    version: Version,
    commitments: Iterable[Commitment],
    requests: Iterable[SigningRequest],
    lapses: Iterable[Lapse],
    *,
    on: dt.date,
) -> Marks:
    """What a partner did about a version's document until a day, from rows already loaded."""
    marks = Marks()
    for commitment in commitments:
        if commitment.stands and commitment.signed_on <= on:
            _add_mark(marks, "commitment", commitment.version.number, commitment.method, commitment.signed_on)
    for request in requests:
        if request.version_id == version.id:
            _add_mark(marks, "request", request.id, request.state, request.board_until)
    marks.lapsed = any(lapse.effective_on <= on for lapse in lapses)
    return marks


def of_row(
    row: RollRow, marks: Marks, version: Version, published: Iterable[Version], on: dt.date
) -> Standing:
    """One partner's standing on a version, from its acts and the document's published versions."""
    kinds = {known.number: ChangeKind(known.change_kind) for known in published}
    return judge_of(version, kinds, on)(row.kind, marks)


def of_roll(version: Version, roll: Sequence[RollRow], on: dt.date) -> dict[int, Standing]:
    """The standing of every partner of a team on a version, by partner."""
    return _of_roll(version, chain_of(version.document_id), roll, on)


def _of_roll(version: Version, chain: Chain, roll: Sequence[RollRow], on: dt.date) -> dict[int, Standing]:
    """Partners that did nothing about it stand alike when they are alike: each kind is judged once."""
    marks, judge = marks_of(version, chain, on), judge_of(version, chain.kinds, on)
    return {row.id: judge(row.kind, marks.get(row.id, NO_MARKS)) for row in roll}


@kept_while_reading
def of_team(version: Version, on: dt.date) -> dict[int, Standing]:
    """The standing of every partner of the team on a version, on a day. For pages that show several
    documents: the versions of its document are loaded.
    """
    return _of_roll(version, Chain.of(version.document.versions), roll_of(version.team_id, on), on)


def of_partner(partner: Partner, version: Version, on: dt.date) -> Standing:
    """One partner's standing on a version, on a day."""
    row = partner_on_roll(partner.team_id, partner.id, on)
    chain = chain_of(version.document_id)
    marks = marks_of(version, chain, on, [partner.id])[partner.id]
    return judge_of(version, chain.kinds, on)(row.kind, marks)


@document_hooks.names_signers_with
def signers_on(version: Version, on: dt.date) -> frozenset[int]:
    """The partners that a version bound on a day: each had given all the signatures it needs, and had not
    lapsed.
    """
    chain = chain_of(version.document_id)
    accepted = accepted_numbers(version.number, chain.kinds)
    signed = {
        partner_id: max(marks.signed.get(number, 0) for number in accepted)
        for partner_id, marks in marks_of(version, chain, on).items()
        if not marks.lapsed
    }
    if not signed:
        return frozenset()
    needed = sa.select(Partner.id, Partner.signatures_needed).where(Partner.id.in_(signed))
    return frozenset(
        partner_id for partner_id, count in db.session.execute(needed) if signed[partner_id] >= count
    )


def judge_of(version: Version, kinds: Mapping[int, ChangeKind], on: dt.date) -> Judge:
    """Where partners stand on a version on a day; of those that did nothing, each kind is judged once."""
    requirements = {tier: version.requirement(tier) for tier in Tier}

    def judge(kind: Kind, marks: Marks) -> Standing:
        facts = _facts(kind, marks, version, requirements, on)
        return standing_of(facts, number=version.number, kinds=kinds, on=on)

    judge_idle = cache(partial(judge, marks=NO_MARKS))
    return lambda kind, marks: judge_idle(kind) if marks is NO_MARKS else judge(kind, marks)


def _facts(
    kind: Kind, marks: Marks, version: Version, requirements: Mapping[Tier, Requirement], on: dt.date
) -> Facts:
    asks = any(requirement is not Requirement.NOTHING for requirement in requirements.values())
    return Facts(
        status=kind.status,
        tier=kind.tier,
        requirement=requirements[kind.tier] if kind.tier else Requirement.NOTHING,
        asked=asks and version.document.is_asked_of(kind.joined_on, on),
        signatures_needed=kind.signatures_needed,
        lapsed=marks.lapsed,
        signed=marks.signed,
        acknowledged=marks.acknowledged,
        board_until=marks.board_until,
        declined=marks.last_request is not None and marks.last_request[1] == RequestState.DECLINED,
    )


@dataclass(frozen=True)
class BoardMarks:
    """What a page shows beside each partner: its commitments to the document and its open requests."""

    commitments: Mapping[int, list[Commitment]]
    requests: Mapping[int, list[SigningRequest]]


def board_marks(version: Version, partner_ids: Sequence[int]) -> BoardMarks:
    """The commitments and requests of the partners on one page, newest first.

    A partner without a commitment to this version is shown with those to the latest earlier one.
    """
    commitments: dict[int, list[Commitment]] = defaultdict(list)
    requests: dict[int, list[SigningRequest]] = defaultdict(list)
    so_far = sa.select(Version.id).where(
        Version.document_id == version.document_id, Version.number <= version.number
    )
    rows = db.session.execute(
        sa.select(Partner.id, Commitment, SigningRequest)
        .select_from(Partner)
        .outerjoin(
            Commitment,
            sa.and_(
                Commitment.partner_id == Partner.id, Commitment.version_id.in_(so_far), Commitment.stands
            ),
        )
        .outerjoin(
            SigningRequest,
            sa.and_(SigningRequest.partner_id == Partner.id, SigningRequest.version_id == version.id),
        )
        .where(Partner.id.in_(partner_ids))
        .options(
            joinedload(SigningRequest.signatory),
            record_of(Commitment),
            joinedload(Commitment.version),
        )
        .order_by(Partner.id, Commitment.id.desc(), SigningRequest.id.desc())
    )
    for partner_id, commitment, request in rows.unique():
        if commitment is not None and commitment not in commitments[partner_id]:
            commitments[partner_id].append(commitment)
        if request is not None and request not in requests[partner_id]:
            requests[partner_id].append(request)
    return BoardMarks({which: _latest(of_one) for which, of_one in commitments.items()}, requests)


def _latest(commitments: Sequence[Commitment]) -> list[Commitment]:
    """The commitments to the latest version among them."""
    latest = max((item.version.number for item in commitments), default=0)
    return [item for item in commitments if item.version.number == latest]
