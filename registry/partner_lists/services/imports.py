"""Imports a team's partner list, completely or not at all."""

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
from registry.partner_lists.queries.register import latest_choices, load_words, partners_in_order
from registry.partner_lists.rules.choices import Choices
from registry.partner_lists.rules.columns import Column
from registry.partner_lists.rules.comparison import Match, PersonSaid, Plan
from registry.partner_lists.rules.events import ListEvent
from registry.partner_lists.rules.lines import ListLine, PartnerList
from registry.partner_lists.rules.persons import Person
from registry.partners.models.partners import Partner
from registry.partners.models.people import Signatory
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.services import newcomers, partners, signatories, tiers
from registry.partners.services.newcomers import Newcomer
from registry.partners.services.newcomers import Person as NewPerson
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
    """Store a readable list until it is confirmed, replacing an unconfirmed one.

    Choices about the columns of the last list apply to this one; a list without a single good line is refused
    with its errors.
    """
    chosen = choices_for(team, choices or Choices())
    layout = layout_if_plain(data, chosen)
    _drop_unconfirmed(team.id, act.by)
    list_import = ListImport(
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
    db.session.add(list_import)
    db.session.flush()
    return list_import


def choices_for(team: Team, choices: Choices) -> Choices:
    """The choices about a new list, including those about the columns of the team's last one."""
    return replace(choices, columns={**latest_choices(team.id).columns, **choices.columns})


def choose(list_import: ListImport, choices: Choices, answers: Mapping[str, Tier] | None = None) -> bool:
    """Store choices about a list; returns whether they differ from before."""
    before = (list_import.choices, list_import.tier_answers)
    answer_labels(list_import, answers or {})
    list_import.choices = choices.to_dict()
    return (list_import.choices, list_import.tier_answers) != before


def answer_labels(list_import: ListImport, answers: Mapping[str, Tier]) -> None:
    """Store the chosen tiers of labels; the team's own labels are unchanged."""
    _check_waits(list_import)
    list_import.tier_answers = {
        **list_import.tier_answers,
        **{label: tier.value for label, tier in answers.items()},
    }


def import_list(team: Team, list_import: ListImport, *, seen: str | None = None, act: Act) -> Plan:
    """Carry out everything a list says. `seen` is the digest of the plan that was shown.

    Partners missing from the list stay and are marked. Tiers and statuses take effect today, those of a new
    partner on the day the list gives.
    """
    _check_waits(list_import)
    today = act.on
    read = read_list(list_import.content, Choices.from_dict(list_import.choices))
    plan = plan_of_list(team, read, list_import.tier_answers, on=today)
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
    with events.together():
        by_id |= {partner.id: partner for partner in _add(list_import, team, read, plan, act)}
        load_words([match.partner.id for match in plan.changed])
        for match in plan.changed:
            _change(list_import, by_id[match.partner.id], match, act)
    _put_in_order(by_id, read, plan)
    list_import.layout = read.layout.to_dict()
    _settle(list_import, plan, before, act)
    return plan


def _check_waits(list_import: ListImport) -> None:
    if list_import.imported_at is not None:
        raise RuleBroken(N_("This list has been imported already."))


def _drop_unconfirmed(team_id: int, actor: actors.Actor) -> None:
    author = actor.account_id
    mine = ListImport.uploaded_by_id == author if author else ListImport.uploaded_by_id.is_(None)
    db.session.execute(
        sa.delete(ListImport).where(ListImport.team_id == team_id, ListImport.imported_at.is_(None), mine)
    )


def _add(list_import: ListImport, team: Team, read: PartnerList, plan: Plan, act: Act) -> list[Partner]:
    kind, number = list_import.subject
    places = {line.number: place for place, line in enumerate(read.lines, start=1)}
    return newcomers.add_partners(
        team,
        [_newcomer(line, plan.tier_of(line), places[line.number]) for line in plan.new],
        rests_on=RestsOn(Ground.LIST, list_import.file_name, f"{kind}:{number}"),
        act=act,
    )


def _newcomer(line: ListLine, tier: Tier | None, place: int) -> Newcomer:
    return Newcomer(
        name=line.name,
        tier=tier,
        tier_label=line.tier_label,
        effective_on=line.since_day,
        sector=line.sector,
        city=line.city,
        language=line.language,
        position=place,
        extra_cells=line.extra,
        people=[NewPerson(person.name, person.title, person.email) for person in line.people],
    )


def _add_person(partner: Partner, person: Person, act: Act) -> Signatory:
    return signatories.add_signatory(
        partner, name=person.name, title=person.title, email=person.email, act=act
    )


def _change(list_import: ListImport, partner: Partner, match: Match, act: Act) -> None:
    line, what = match.line, {difference.what for difference in match.differences}
    if Column.NAME in what:
        partners.rename_partner(partner, name=line.name, on=act.on, act=act)
    if Column.TIER in what:
        tiers.set_tier(
            partner,
            tier=match.tier,
            label=line.tier_label,
            effective_on=act.on,
            agreed_by=list_import.file_name,
            act=act,
        )
    if what & {Column.SECTOR, Column.CITY, Column.LANGUAGE}:
        partners.change_partner(
            partner,
            sector=line.sector if Column.SECTOR in what else partner.sector,
            city=line.city if Column.CITY in what else partner.city,
            language=line.language or partner.language,
            act=act,
        )
    for person in match.people:
        _change_person(partner, person, act)
    partner.extra_cells = {**partner.extra_cells, **line.extra}


def _change_person(partner: Partner, person_said: PersonSaid, act: Act) -> None:
    """Update a person named in a line; a new person is listed and asked in place of the former one."""
    signatory = next(
        (person for person in partner.signatories if person.id == person_said.signatory_id), None
    )
    person = signatory or _add_person(partner, person_said.person, act)
    signatories.change_signatory(
        person,
        name=person_said.person.name or person.name,
        title=person_said.person.title or person.title,
        email=person_said.person.email or person.email,
        phone=person.phone,
        language=person.language,
        authority=person.authority,
        position=None if signatory else person_said.place,
        act=act,
    )


def _put_in_order(by_id: Mapping[int, Partner], read: PartnerList, plan: Plan) -> None:
    """Sort the register like the list; partners not on it come last, in their former order."""
    by_key = {partner.name_key: partner for partner in by_id.values()}
    matched = {match.line.number: by_id[match.partner.id] for match in plan.matched}
    listed = [matched.get(line.number) or by_key[line.key] for line in read.lines]
    on_list = {partner.id for partner in listed}
    rest = [partner for partner in by_id.values() if partner.id not in on_list]
    for position, partner in enumerate([*listed, *rest], start=1):
        partner.position = position
        if partner.id not in plan.passed_over:
            partner.on_latest_list = partner.id in on_list


def _settle(list_import: ListImport, plan: Plan, before: Snapshot, act: Act) -> None:
    list_import.imported_at, list_import.content = act.at, b""
    list_import.counts = {"new": len(plan.new), "changed": len(plan.changed), "gone": len(plan.gone)}
    list_import.changes = footprint(before, snapshot(list_import.team_id)).to_dict()
    events.record(
        ListEvent.IMPORTED,
        list_import,
        act,
        fingerprint=list_import.fingerprint,
        new=len(plan.new),
        changed=len(plan.changed),
        gone=[partner.id for partner in plan.gone],
    )
