"""Importing a team's partner list, whole or not at all."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa

from registry.audit.services import events
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.partner_lists.models import ListImport
from registry.partner_lists.queries.footprints import Snapshot, footprint, snapshot
from registry.partner_lists.queries.previews import layout_if_plain, plan_of_list, read_list
from registry.partner_lists.queries.register import latest_choices, partners_in_order
from registry.partner_lists.rules.choices import Choices
from registry.partner_lists.rules.columns import Column
from registry.partner_lists.rules.comparison import Match, PersonSaid, Plan
from registry.partner_lists.rules.events import ListEvent
from registry.partner_lists.rules.lines import ListLine, PartnerList
from registry.partner_lists.rules.persons import Person
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.services import partners, signatories, status
from registry.security import actors
from registry.security.actors import Act
from registry.teams.models import Team
from registry.teams.rules import Tier


def keep_list(
    team: Team,
    *,
    file_name: str,
    data: bytes,
    choices: Choices | None = None,
    act: Act,
) -> ListImport:
    """Keep a list that can be read until its reader has seen what it does, in place of one not confirmed.

    What was chosen about the columns of the last list holds for this one; a list without a single good
    line is refused with its lines.
    """
    chosen = choices_for(team, choices or Choices())
    layout = layout_if_plain(data, chosen)
    _drop_unconfirmed(team.id, act.by)
    kept = ListImport(
        team_id=team.id,
        file_name=file_name[-200:],
        fingerprint=hashlib.sha256(data).hexdigest(),
        layout=layout.to_dict(),
        content=data,
        tier_answers={},
        choices=chosen.to_dict(),
        uploaded_at=act.at,
        uploaded_by_id=act.by.account_id,
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def choices_for(team: Team, choices: Choices) -> Choices:
    """Choices about a new list of a team, with those about the columns of its last one."""
    return replace(choices, columns={**latest_choices(team.id).columns, **choices.columns})


def choose(kept: ListImport, choices: Choices, answers: Mapping[str, Tier] | None = None) -> bool:
    """Say how a list is read and what of it is taken; whether that is something else than before."""
    before = (kept.choices, kept.tier_answers)
    answer_labels(kept, answers or {})
    kept.choices = choices.to_dict()
    return (kept.choices, kept.tier_answers) != before


def answer_labels(kept: ListImport, answers: Mapping[str, Tier]) -> None:
    """Say which tiers the labels of a list mean; the team's own names for its tiers stay as they are."""
    _check_waits(kept)
    kept.tier_answers = {**kept.tier_answers, **{label: tier.value for label, tier in answers.items()}}


def import_list(team: Team, kept: ListImport, *, seen: str | None = None, act: Act) -> Plan:
    """Do what a list says, all of it. `seen` is the digest of the plan that was shown.

    Partners that are gone from it stay, marked so. Tiers and statuses hold from today, those of a new
    partner from the day the list says.
    """
    _check_waits(kept)
    today = act.on
    read = read_list(kept.content, Choices.from_dict(kept.choices))
    plan = plan_of_list(team, read, kept.tier_answers, on=today)
    if plan.unknown_labels:
        raise RuleBroken(N_("Say first which tier each label means."))
    if seen is not None and seen != plan.digest():
        raise RuleBroken(
            N_(
                "The register has changed since this page was shown. "
                "Look at what the list does now, then import it."
            )
        )
    before = snapshot(team.id)
    by_id = {partner.id: partner for partner in partners_in_order(team.id)}
    for line in plan.new:
        added = _add(team, line, plan.tier_of(line), act)
        by_id[added.id] = added
    for match in plan.changed:
        _change(by_id[match.partner.id], match, act)
    _put_in_order(by_id, read, plan)
    kept.layout = read.layout.to_dict()
    _settle(kept, plan, before, act)
    return plan


def _check_waits(kept: ListImport) -> None:
    if kept.imported_at is not None:
        raise RuleBroken(N_("This list has been imported already."))


def _drop_unconfirmed(team_id: int, actor: actors.Actor) -> None:
    author = actor.account_id
    mine = ListImport.uploaded_by_id == author if author else ListImport.uploaded_by_id.is_(None)
    db.session.execute(
        sa.delete(ListImport).where(ListImport.team_id == team_id, ListImport.imported_at.is_(None), mine)
    )


def _add(team: Team, line: ListLine, tier: Tier | None, act: Act) -> Partner:
    partner = partners.add_partner(
        team,
        name=line.name,
        tier=tier,
        tier_label=line.tier_label,
        effective_on=line.since_day,
        sector=line.sector,
        city=line.city,
        language=line.language,
        position=line.number,
        extra_cells=line.extra,
        act=act,
    )
    for person in line.people:
        _add_person(partner, person, act)
    return partner


def _add_person(partner: Partner, person: Person, act: Act) -> Signatory:
    return signatories.add_signatory(
        partner, name=person.name, title=person.title, email=person.email, act=act
    )


def _change(partner: Partner, match: Match, act: Act) -> None:
    line, what = match.line, {difference.what for difference in match.differences}
    if Column.NAME in what:
        partners.rename_partner(partner, name=line.name, on=act.on, act=act)
    if Column.TIER in what:
        status.set_tier(partner, tier=match.tier, label=line.tier_label, effective_on=act.on, act=act)
    if what & {Column.SECTOR, Column.CITY, Column.LANGUAGE}:
        partners.change_partner(
            partner,
            sector=line.sector if Column.SECTOR in what else partner.sector,
            city=line.city if Column.CITY in what else partner.city,
            language=line.language or partner.language,
            act=act,
        )
    for said in match.people:
        _change_person(partner, said, act)
    partner.extra_cells = {**partner.extra_cells, **line.extra}


def _change_person(partner: Partner, said: PersonSaid, act: Act) -> None:
    """Bring a person a line speaks of up to date; somebody new is listed, and asked in their place there."""
    known = next((person for person in partner.signatories if person.id == said.signatory_id), None)
    person = known or _add_person(partner, said.person, act)
    signatories.change_signatory(
        person,
        name=said.person.name or person.name,
        title=said.person.title or person.title,
        email=said.person.email or person.email,
        phone=person.phone,
        language=person.language,
        authority=person.authority,
        position=None if known else said.place,
        act=act,
    )


def _put_in_order(by_id: Mapping[int, Partner], read: PartnerList, plan: Plan) -> None:
    """The register takes the order of the list; what is not on it comes after, in the order it had."""
    by_key = {partner.name_key: partner for partner in by_id.values()}
    matched = {match.line.number: by_id[match.partner.id] for match in plan.matched}
    listed = [matched.get(line.number) or by_key[line.key] for line in read.lines]
    on_list = {partner.id for partner in listed}
    rest = [partner for partner in by_id.values() if partner.id not in on_list]
    for position, partner in enumerate([*listed, *rest], start=1):
        partner.position = position
        if partner.id not in plan.passed_over:
            partner.on_latest_list = partner.id in on_list


def _settle(kept: ListImport, plan: Plan, before: Snapshot, act: Act) -> None:
    kept.imported_at, kept.content = act.at, b""
    kept.counts = {"new": len(plan.new), "changed": len(plan.changed), "gone": len(plan.gone)}
    kept.changes = footprint(before, snapshot(kept.team_id)).to_dict()
    events.record(
        ListEvent.IMPORTED,
        kept,
        act,
        fingerprint=kept.fingerprint,
        new=len(plan.new),
        changed=len(plan.changed),
        gone=[partner.id for partner in plan.gone],
    )
