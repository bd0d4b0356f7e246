"""Importing a team's partner list, whole or not at all."""

import datetime as dt
import hashlib
from collections.abc import Mapping

import sqlalchemy as sa

from registry import clock
from registry.audit import services as audit
from registry.audit.tags import Tag
from registry.errors import N_, RuleBroken
from registry.extensions import db
from registry.partner_lists.comparing import Match, Plan, compare
from registry.partner_lists.exporting import export_list
from registry.partner_lists.lines import ListLine, PartnerList, Person, understood
from registry.partner_lists.models import ListImport
from registry.partner_lists.queries import folded_answers, own_labels, partners_in_order, register_of
from registry.partner_lists.reading import read_sheet
from registry.partner_lists.rules import Column, Layout
from registry.partners import services as partners
from registry.partners.models import Partner, Signatory
from registry.partners.trail import author_of
from registry.teams.models import Team
from registry.teams.rules import Tier

__all__ = [
    "answer_labels",
    "export_list",
    "import_list",
    "keep_list",
    "plan_of",
    "plan_of_file",
    "read_list",
]


def read_list(data: bytes) -> PartnerList:
    """Understand a file; `InvalidInput` in words where it is no list, `BadLines` where lines are wrong."""
    return understood(read_sheet(data))


def keep_list(team: Team, *, file_name: str, data: bytes, actor: audit.Actor, now: dt.datetime) -> ListImport:
    """Keep a list that can be read until its reader has seen what it does, in place of one not confirmed."""
    read = read_list(data)
    _drop_unconfirmed(team.id, actor)
    kept = ListImport(
        team_id=team.id,
        file_name=file_name[-200:],
        fingerprint=hashlib.sha256(data).hexdigest(),
        layout=read.layout.to_dict(),
        content=data,
        tier_answers={},
        uploaded_at=now,
        uploaded_by_id=author_of(actor),
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def answer_labels(kept: ListImport, answers: Mapping[str, Tier]) -> None:
    """Say which tiers the labels of a list mean; the team's own names for its tiers stay as they are."""
    _check_waits(kept)
    kept.tier_answers = {**kept.tier_answers, **{label: tier.value for label, tier in answers.items()}}


def plan_of(team: Team, kept: ListImport, *, on: dt.date) -> Plan:
    """What importing a kept list does to the register as it is now."""
    return _plan(team, read_list(kept.content), kept.tier_answers, on)


def plan_of_file(team: Team, data: bytes, answers: Mapping[str, Tier], *, on: dt.date) -> Plan:
    """What importing a file would do, without keeping it."""
    return _plan(team, read_list(data), answers, on)


def import_list(
    team: Team, kept: ListImport, *, seen: str | None = None, actor: audit.Actor, now: dt.datetime
) -> Plan:
    """Do what a list says, all of it. `seen` is the digest of the plan that was shown.

    Partners that are gone from it stay, marked so. Tiers and statuses hold from today.
    """
    _check_waits(kept)
    today = clock.local_date(now, team.timezone)
    read = read_list(kept.content)
    plan = _plan(team, read, kept.tier_answers, today)
    if plan.unknown_labels:
        raise RuleBroken(N_("Say first which tier each label means."))
    if seen is not None and seen != plan.digest():
        raise RuleBroken(
            N_(
                "The register has changed since this page was shown. "
                "Look at what the list does now, then import it."
            )
        )
    by_id = {partner.id: partner for partner in partners_in_order(team.id)}
    for line in plan.new:
        added = _add(team, line, plan.tier_of(line), actor, now)
        by_id[added.id] = added
    for match in plan.changed:
        _change(by_id[match.partner.id], match, today, actor, now)
    _put_in_order(by_id, read, plan)
    _settle(kept, read.layout, plan, actor, now)
    return plan


def _plan(team: Team, read: PartnerList, answers: Mapping[str, str], on: dt.date) -> Plan:
    return compare(read, register_of(team, on), own_labels(team) | folded_answers(answers))


def _check_waits(kept: ListImport) -> None:
    if kept.imported_at is not None:
        raise RuleBroken(N_("This list has been imported already."))


def _drop_unconfirmed(team_id: int, actor: audit.Actor) -> None:
    author = author_of(actor)
    mine = ListImport.uploaded_by_id == author if author else ListImport.uploaded_by_id.is_(None)
    db.session.execute(
        sa.delete(ListImport).where(ListImport.team_id == team_id, ListImport.imported_at.is_(None), mine)
    )


def _add(team: Team, line: ListLine, tier: Tier | None, actor: audit.Actor, now: dt.datetime) -> Partner:
    partner = partners.add_partner(
        team,
        name=line.name,
        tier=tier,
        tier_label=line.tier_label,
        sector=line.sector,
        city=line.city,
        language=line.language,
        position=line.number,
        extra_cells=line.extra,
        actor=actor,
        now=now,
    )
    if line.person:
        _add_person(partner, line.person, actor, now)
    return partner


def _add_person(partner: Partner, person: Person, actor: audit.Actor, now: dt.datetime) -> Signatory:
    return partners.add_signatory(
        partner, name=person.name, title=person.title, email=person.email, actor=actor, now=now
    )


def _change(partner: Partner, match: Match, today: dt.date, actor: audit.Actor, now: dt.datetime) -> None:
    line, what = match.line, {difference.what for difference in match.differences}
    if Column.NAME in what:
        partners.rename_partner(partner, name=line.name, on=today, actor=actor, now=now)
    if Column.TIER in what:
        partners.set_tier(
            partner, tier=match.tier, label=line.tier_label, effective_on=today, actor=actor, now=now
        )
    if what & {Column.SECTOR, Column.CITY, Column.LANGUAGE}:
        partners.change_partner(
            partner,
            sector=line.sector if Column.SECTOR in what else partner.sector,
            city=line.city if Column.CITY in what else partner.city,
            language=line.language or partner.language,
            actor=actor,
            now=now,
        )
    if what & {Column.SIGNATORY_NAME, Column.SIGNATORY_TITLE, Column.EMAIL}:
        _change_person(partner, match, actor, now)
    partner.extra_cells = {**partner.extra_cells, **line.extra}


def _change_person(partner: Partner, match: Match, actor: audit.Actor, now: dt.datetime) -> None:
    """Bring the person a line speaks of up to date; somebody new is listed, and asked first."""
    said = match.line.person
    known = next((person for person in partner.signatories if person.id == match.signatory_id), None)
    person = known or _add_person(partner, said, actor, now)
    partners.change_signatory(
        person,
        name=said.name or person.name,
        title=said.title or person.title,
        email=said.email or person.email,
        language=person.language,
        authority=person.authority,
        position=None if known else 1,
        actor=actor,
        now=now,
    )


def _put_in_order(by_id: Mapping[int, Partner], read: PartnerList, plan: Plan) -> None:
    """The register takes the order of the list; what is not on it comes after, in the order it had."""
    by_key = {partner.name_key: partner for partner in by_id.values()}
    matched = {match.line.number: by_id[match.partner.id] for match in plan.matched}
    listed = [matched.get(line.number) or by_key[line.key] for line in read.lines]
    on_list = {partner.id for partner in listed}
    rest = [partner for partner in by_id.values() if partner.id not in on_list]
    for position, partner in enumerate([*listed, *rest], start=1):
        partner.position, partner.on_latest_list = position, partner.id in on_list


def _settle(kept: ListImport, layout: Layout, plan: Plan, actor: audit.Actor, now: dt.datetime) -> None:
    kept.layout, kept.imported_at, kept.content = layout.to_dict(), now, b""
    audit.record(
        Tag.LIST_IMPORTED,
        team_id=kept.team_id,
        actor=actor,
        at=now,
        subject=("list", kept.id),
        details={
            "fingerprint": kept.fingerprint,
            "new": len(plan.new),
            "changed": len(plan.changed),
            "gone": [partner.id for partner in plan.gone],
        },
    )
