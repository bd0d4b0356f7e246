"""Gaps and conflicts in the authority to act: for one partner, for a list page, for a whole team."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from registry.accounts.models import User
from registry.database.queries.statements import composed_once
from registry.partners.models.partners import Partner
from registry.partners.models.people import Grant, Representative, Signatory
from registry.partners.queries.register import status_on
from registry.partners.rules.authority import Authority, Finding, FindingKind, findings
from registry.partners.rules.partners import ENDED, Status


@dataclass(frozen=True)
class Flag:
    """A problem with a partner's authority, and the names of the persons concerned."""

    partner_id: int
    partner_name: str
    finding: Finding
    names: Sequence[str] = ()

    @property
    def kind(self) -> FindingKind:
        """The kind of problem."""
        return self.finding.kind


def flags_of(partner: Partner, grants: Sequence[Grant], on: dt.date) -> list[Flag]:
    """The problems of one partner on a day or later, from its grants."""
    standing = [grant for grant in grants if grant.stands]
    names = [grant.called for grant in standing]
    return _flags(partner.id, partner.name, [grant.authority for grant in standing], names, on)


def flags_of_team(team_id: int, on: dt.date) -> list[Flag]:
    """The problems of all participating partners of a team on a day, by name, in a single query."""
    named: dict[int, str] = {}
    grants: dict[int, list[Authority]] = defaultdict(list)
    names: dict[int, list[str]] = defaultdict(list)
    for row in _of_team(team_id, on):
        named[row.partner_id] = row.partner_name
        if row.id is not None:
            grants[row.partner_id].append(
                Authority(row.signatory_id, row.user_id, row.started_on, row.ended_on, row.is_alternate)
            )
            names[row.partner_id].append(
                row.signatory_name or row.signatory_title or row.email or row.user_name
            )
    return [
        flag
        for partner_id, name in named.items()
        for flag in _flags(partner_id, name, grants[partner_id], names[partner_id], on)
    ]


@cache
def spans_on_list() -> sa.ScalarSelect[str]:
    """SQL expression: a partner's grants in compact form, read by `kinds_on_list`."""
    return (
        sa.select(sa.func.aggregate_strings(_span(), ","))
        .select_from(Grant)
        .outerjoin(Representative, Representative.id == Grant.representative_id)
        .where(Grant.partner_id == Partner.id, Grant.stands)
        .correlate(Partner)
        .scalar_subquery()
    )


def kinds_on_list(spans: str | None, on: dt.date, status: Status) -> list[Finding]:
    """The problems of a listed partner on a day or later."""
    if status in ENDED:
        return []
    return findings([_read_span(span) for span in (spans or "").split(",") if span], on)


def _flags(
    partner_id: int, partner_name: str, grants: Sequence[Authority], names: Sequence[str], on: dt.date
) -> list[Flag]:
    return [
        Flag(partner_id, partner_name, finding, _names(finding, grants, names))
        for finding in findings(grants, on)
    ]


def _names(finding: Finding, grants: Sequence[Authority], names: Sequence[str]) -> list[str]:
    if finding.kind is FindingKind.ENDS_SOON:
        return [names[place] for place in finding.whom]
    return list(
        dict.fromkeys(
            name for grant, name in zip(grants, names, strict=True) if grant.speaker in finding.whom
        )
    )


@composed_once
def _of_team(team_id: int, on: dt.date) -> sa.Select[Any, *tuple[Any, ...]]:
    return (
        sa.select(
            Partner.id.label("partner_id"),
            Partner.name.label("partner_name"),
            Grant.id,
            Grant.signatory_id,
            Representative.user_id,
            Grant.started_on,
            Grant.ended_on,
            Grant.is_alternate,
            Signatory.name.label("signatory_name"),
            Signatory.title.label("signatory_title"),
            Signatory.email,
            User.name.label("user_name"),
        )
        .outerjoin(Grant, sa.and_(Grant.partner_id == Partner.id, Grant.stands))
        .outerjoin(Signatory, Signatory.id == Grant.signatory_id)
        .outerjoin(Representative, Representative.id == Grant.representative_id)
        .outerjoin(User, User.id == Representative.user_id)
        .where(Partner.team_id == team_id, _may_be_flagged(on))
        .where(sa.func.coalesce(status_on(on), "").not_in([status.value for status in ENDED]))
        .order_by(Partner.sort_key, Partner.id, Grant.id)
    )


def _may_be_flagged(on: dt.date) -> sa.ColumnElement[bool]:
    """SQL condition: true of every partner with a problem, and of few others.

    There is none where somebody may sign without end, no grant ends, and no two let somebody speak.
    """
    begun = sa.or_(Grant.started_on.is_(None), Grant.started_on <= on)
    signs_on = sa.and_(Grant.signatory_id.is_not(None), Grant.ended_on.is_(None), begun)
    speaks = sa.and_(Grant.representative_id.is_not(None), ~Grant.is_alternate)
    may_be = sa.or_(
        sa.func.count(sa.case((signs_on, 1))) == 0,
        sa.func.count(Grant.ended_on) > 0,
        sa.func.count(sa.case((speaks, 1))) > 1,
    )
    grants = sa.select(may_be).where(Grant.partner_id == Partner.id, Grant.stands)
    return grants.correlate(Partner).scalar_subquery()


def _span() -> sa.ColumnElement[str]:
    """SQL expression for a grant: signer, speaker, first day, end day, whether it is an alternate's."""
    parts = (
        Grant.signatory_id,
        Representative.user_id,
        Grant.started_on,
        Grant.ended_on,
    )
    words = [sa.func.coalesce(sa.cast(part, sa.String), "") for part in parts]
    alternate = sa.case((Grant.is_alternate, "a"), else_="")
    return words[0] + "/" + words[1] + "/" + words[2] + "/" + words[3] + "/" + alternate


def _read_span(word: str) -> Authority:
    signer, speaker, started_on, ended_on, alternate = word.split("/")
    return Authority(
        int(signer) if signer else None,
        int(speaker) if speaker else None,
        dt.date.fromisoformat(started_on) if started_on else None,
        dt.date.fromisoformat(ended_on) if ended_on else None,
        bool(alternate),
    )
