"""The list of a team's partners as of a day: searched, filtered, counted, page by page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from registry.database.queries import keysets
from registry.database.queries.keysets import Place
from registry.database.session import db, kept_while_reading
from registry.partners.models.organizations import Organization
from registry.partners.models.partners import Partner, PartnerWord
from registry.partners.models.people import Signatory
from registry.partners.queries.authority_gaps import kinds_on_list, spans_on_list
from registry.partners.queries.register import status_on, tier_on
from registry.partners.rules.authority import Finding
from registry.partners.rules.names import search_words
from registry.partners.rules.partners import ENDED, Reach, Status, reach
from registry.teams.rules import Tier
from registry.unchanged.figures import kept_while_unchanged

#: Partners on one page of the list.
PAGE = 50
#: The order of the list.
ORDER = sa.tuple_(Partner.sort_key, Partner.id)
#: Above this number, a list only says "1,000+".
MOST_COUNTED = 1_000
#: The most sectors offered in the filter.
MOST_SECTORS = 200
#: The most words of a search that are used.
MOST_WORDS = 8
#: The most partners offered for a choice.
MOST_OFFERED = 20
#: Up to so many partners with a word are read before the others are asked for.
MOST_READ_FIRST = 1_000
#: Greater than any letter, so that all words with a common beginning are smaller than the beginning plus
#: this.
LAST_LETTER = "\U0010ffff"
#: A value of the tier filter: partners whose tier is still to be set.
NO_TIER = "none"


@dataclass(frozen=True)
class Wanted:
    """The filter of a list, and its day."""

    on: dt.date
    #: On a past day, only partners that were listed by then; the others are shown with their later values.
    only_listed: bool = False
    words: str = ""
    #: A tier, or `NO_TIER`.
    tier: str = ""
    status: str = ""
    sector: str = ""
    reach: str = ""

    @property
    def narrows(self) -> bool:
        """Whether the filter excludes any partner."""
        return any((self.words, self.tier, self.status, self.sector, self.reach))


@dataclass(frozen=True)
class ListedPartner:
    """One partner on the list, on a day."""

    id: int
    name: str
    sort_key: str
    sector: str
    city: str
    on_latest_list: bool
    tier: Tier | None
    status: Status
    reach: Reach
    is_merged: bool
    is_closed: bool
    #: Whether its organization was merged or closed, or will be on a known day.
    has_ended: bool
    #: Problems with the authority to sign and speak for it.
    flags: Sequence[Finding] = ()

    @property
    def place(self) -> Place[str]:
        """Its position in the list."""
        return Place(self.sort_key, self.id)


@dataclass(frozen=True)
class PartnerPage:
    """A page of the list, by name."""

    rows: Sequence[ListedPartner]
    #: Where the pages before and after this one begin.
    before: Place[str] | None
    after: Place[str] | None


@dataclass(frozen=True)
class Count:
    """The number of partners on a list, counted up to a limit."""

    number: int

    @property
    def is_more(self) -> bool:
        """Whether the limit was exceeded."""
        return self.number > MOST_COUNTED

    @property
    def shown(self) -> int:
        """The number to display."""
        return min(self.number, MOST_COUNTED)


def page_of(
    team_id: int, wanted: Wanted, *, after: Place[str] | None = None, before: Place[str] | None = None
) -> PartnerPage:
    """A page of a team's partners by name: the first one, or the one after or before a position."""
    backwards = before is not None and after is None
    query = wanted_partners(team_id, wanted)
    found = keysets.page(query, ORDER, before if backwards else after, PAGE, descending=backwards)
    more, listed = found.after is not None, [_listed(row, wanted.on) for row in found.rows]
    rows = listed[::-1] if backwards else listed
    return PartnerPage(
        rows,
        before=rows[0].place if rows and (more if backwards else after is not None) else None,
        after=rows[-1].place if rows and (more or backwards) else None,
    )


def wanted_partners(team_id: int, wanted: Wanted) -> sa.Select[Any, *tuple[Any, ...]]:
    """The query of all partners that match a filter, with the values shown in the list."""
    return _shown(wanted.on).where(*_conditions(team_id, wanted))


@lru_cache
def _shown(on: dt.date) -> sa.Select[Any, *tuple[Any, ...]]:
    query = sa.select(
        Partner.id,
        Partner.name,
        Partner.sort_key,
        Partner.sector,
        Partner.city,
        Partner.on_latest_list,
        Partner.signatures_needed,
        tier_on(on).label("tier"),
        status_on(on).label("status"),
        _signatories(on).label("listed"),
        _signatories(on, with_address=True).label("with_address"),
        spans_on_list().label("grants"),
        Organization.merged_on,
        Organization.closed_on,
    )
    return query.join(Organization, Organization.id == Partner.organization_id)


def count_of(team_id: int, wanted: Wanted) -> Count:
    """The number of matching partners, counted up to a limit."""
    some = sa.select(Partner.id).where(*_conditions(team_id, wanted)).limit(MOST_COUNTED + 1).subquery()
    return Count(db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0)


@kept_while_unchanged
def sectors_of(team_id: int) -> list[str]:
    """The sectors used in a team's list."""
    return list(db.session.scalars(sectors_query(team_id)))


def sectors_query(team_id: int) -> sa.Select[str]:
    """The query of the sectors."""
    return (
        sa.select(Partner.sector)
        .where(Partner.team_id == team_id, Partner.stands, Partner.sector != "")
        .distinct()
        .order_by(Partner.sector)
        .limit(MOST_SECTORS)
    )


def others_like(partner: Partner, text: str, *, on: dt.date) -> list[ListedPartner]:
    """Other partners of the team, found by name, into which a partner may have been merged."""
    rows = page_of(partner.team_id, Wanted(on=on, words=text)).rows
    others = [row for row in rows if row.id != partner.id and not row.has_ended]
    return others[:MOST_OFFERED]


def _conditions(team_id: int, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    struck_at = Partner.struck_at
    stands = struck_at.is_not(None) if wanted.status == Status.MISTAKE else struck_at.is_(None)
    conditions = [Partner.team_id == team_id, stands]
    conditions += _has_words(team_id, _sought(wanted.words))
    if wanted.sector:
        conditions.append(Partner.sector == wanted.sector)
    if wanted.tier == NO_TIER:
        conditions.append(_tier(wanted.on) == "")
    elif wanted.tier:
        conditions.append(tier_on(wanted.on) == wanted.tier)
    if wanted.status:
        conditions.append(_status(wanted.on) == wanted.status)
    if wanted.reach:
        conditions.append(_reach(wanted.on) == wanted.reach)
    if wanted.only_listed:
        conditions.append(status_on(wanted.on).is_not(None))
    return conditions


def _sought(text: str) -> tuple[str, ...]:
    """The folded words of a search; a word that is only the beginning of another one is dropped."""
    folded = sorted(search_words(text))
    wholes = [word for word, after in pairwise([*folded, ""]) if not after.startswith(word)]
    return tuple(wholes[:MOST_WORDS])


def _has_words(team_id: int, words: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """SQL conditions: for each of these words, one of the partner begins with it.

    Where few partners have the rarest, they are read first. Else each partner of the list is asked in turn:
    that ends with the page, or with what is counted, and does not grow with the roll.
    """
    if not words:
        return []
    hits = dict(zip(words, _hits(team_id, words), strict=True))
    rarest = min(words, key=hits.__getitem__)
    if hits[rarest] > MOST_READ_FIRST:
        return [_has_word(word) for word in words]
    with_it = sa.select(PartnerWord.partner_id).where(PartnerWord.team_id == team_id, _begins_with(rarest))
    return [Partner.id.in_(with_it), *(_has_word(word) for word in words if word != rarest)]


@kept_while_reading
def _hits(team_id: int, words: Sequence[str]) -> Sequence[int]:
    """How many words of a team's partners begin with each of these, counted up to a limit."""
    bounds = {f"word_{place}": word for place, word in enumerate(words)}
    ends = {f"end_{place}": word + LAST_LETTER for place, word in enumerate(words)}
    return db.session.execute(_counted(len(words)), {"team_id": team_id, **bounds, **ends}).one()


@lru_cache
def _counted(number: int) -> sa.Select[*tuple[int, ...]]:
    """The query of `_hits` for so many words."""
    counts = []
    for place in range(number):
        found = (
            sa.select(PartnerWord.partner_id)
            .where(PartnerWord.team_id == sa.bindparam("team_id"))
            .where(PartnerWord.word >= sa.bindparam(f"word_{place}"))
            .where(PartnerWord.word < sa.bindparam(f"end_{place}"))
            .limit(MOST_READ_FIRST + 1)
            .subquery()
        )
        counts.append(sa.select(sa.func.count()).select_from(found).scalar_subquery())
    return sa.select(*counts)


def _has_word(word: str) -> sa.ColumnElement[bool]:
    """SQL condition: a word of the partner begins with this one."""
    theirs = sa.select(PartnerWord.id).where(PartnerWord.partner_id == Partner.id, _begins_with(word))
    return theirs.correlate(Partner).exists()


def _begins_with(word: str) -> sa.ColumnElement[bool]:
    return sa.and_(PartnerWord.word >= word, PartnerWord.word < word + LAST_LETTER)


@lru_cache
def _signatories(on: dt.date, *, with_address: bool = False) -> sa.ScalarSelect[int]:
    """SQL expression: how many people may sign for a partner on a day."""
    query = sa.select(sa.func.count(Signatory.id)).where(
        Signatory.partner_id == Partner.id,
        sa.or_(Signatory.started_on.is_(None), Signatory.started_on <= on),
        sa.or_(Signatory.ended_on.is_(None), Signatory.ended_on > on),
    )
    if with_address:
        query = query.where(Signatory.email != "")
    return query.correlate(Partner).scalar_subquery()


def _reach(on: dt.date) -> sa.ColumnElement[str]:
    """SQL expression equivalent to `rules.reach`."""
    with_address = _signatories(on, with_address=True)
    return sa.case(
        (_status(on).in_([status.value for status in ENDED]), Reach.ENDED.value),
        (_signatories(on) == 0, Reach.NO_SIGNATORY.value),
        (with_address == 0, Reach.NO_ADDRESS.value),
        (with_address < Partner.signatures_needed, Reach.TOO_FEW.value),
        (_tier(on) == "", Reach.NO_TIER.value),
        else_=Reach.READY.value,
    )


def _tier(on: dt.date) -> sa.ColumnElement[str]:
    """SQL expression: the tier on a day; empty while it is to be set."""
    return sa.func.coalesce(tier_on(on), "")


def _status(on: dt.date) -> sa.ColumnElement[str]:
    """SQL expression: the status on a day; joining before the first."""
    return sa.func.coalesce(status_on(on), Status.JOINING.value)


def _listed(row: sa.Row[Any], on: dt.date) -> ListedPartner:
    status = row.status or Status.JOINING
    return ListedPartner(
        id=row.id,
        name=row.name,
        sort_key=row.sort_key,
        sector=row.sector,
        city=row.city,
        on_latest_list=row.on_latest_list,
        tier=Tier(row.tier) if row.tier else None,
        status=status,
        reach=reach(
            status=status,
            has_tier=bool(row.tier),
            listed=row.listed,
            with_address=row.with_address,
            needed=row.signatures_needed,
        ),
        is_merged=row.merged_on is not None and row.merged_on <= on,
        is_closed=row.closed_on is not None and row.closed_on <= on,
        has_ended=row.merged_on is not None or row.closed_on is not None,
        flags=kinds_on_list(row.grants, on, status),
    )
