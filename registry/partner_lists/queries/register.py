"""A team's register in few queries: for comparing imports and making exports."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer, selectinload

from registry.database.session import db
from registry.errors import N_, NotFound
from registry.partner_lists.models import ListImport
from registry.partner_lists.rules.choices import Choices
from registry.partner_lists.rules.columns import OWN_LAYOUT, Layout
from registry.partner_lists.rules.comparison import KnownPartner
from registry.partner_lists.rules.persons import Person
from registry.partners.models.partners import Partner, PartnerName
from registry.partners.models.people import Signatory
from registry.partners.rules.names import fold_name
from registry.teams.models import Team
from registry.teams.rules import Tier

#: Imported, and not reversed.
_IN_FORCE = sa.and_(ListImport.imported_at.is_not(None), ListImport.taken_back_at.is_(None))


def waiting_list(team_id: int, list_id: int) -> ListImport:
    """A team's list that waits for confirmation or was imported; raises `NotFound`."""
    list_import = db.session.get(ListImport, list_id)
    is_removed = list_import is not None and list_import.imported_at is None and not list_import.content
    if list_import is None or list_import.team_id != team_id or is_removed:
        raise NotFound(N_("There is no such list."))
    return list_import


def partners_in_order(team_id: int) -> Sequence[Partner]:
    """All partners of a team with tiers, statuses and signatories, in list order, without those entered by
    mistake.
    """
    query = (
        sa.select(Partner)
        .where(Partner.team_id == team_id, Partner.stands)
        .options(
            selectinload(Partner.tiers), selectinload(Partner.statuses), selectinload(Partner.signatories)
        )
        .order_by(Partner.position, Partner.id)
    )
    return db.session.scalars(query).all()


def load_words(partner_ids: Collection[int]) -> None:
    """Load the search words of partners that are about to change, in one query."""
    query = sa.select(Partner).where(Partner.id.in_(partner_ids)).options(selectinload(Partner.words))
    db.session.scalars(query).all()


def partners_added(list_import: ListImport) -> Sequence[Partner]:
    """The partners that an imported list made, by name, those entered by mistake too."""
    numbers = [int(number) for number in (list_import.changes or {}).get("partners_added", {})]
    query = sa.select(Partner).where(Partner.team_id == list_import.team_id, Partner.id.in_(numbers))
    return db.session.scalars(query.order_by(Partner.sort_key, Partner.id)).all()


def register_of(team: Team, on: dt.date) -> list[KnownPartner]:
    """A team's register on a day, in the form that lists are compared with."""
    former = _former_names(team.id)
    return [_known(partner, former[partner.id], team, on) for partner in partners_in_order(team.id)]


def own_labels(team: Team) -> dict[str, Tier]:
    """The team's labels of its tiers, folded: from its settings and from answers about earlier lists."""
    query = sa.select(ListImport.tier_answers).where(ListImport.team_id == team.id, _IN_FORCE)
    labels: dict[str, Tier] = {}
    for answers in db.session.scalars(query.order_by(ListImport.id)):
        labels |= folded_answers(answers)
    for tier, words in team.tier_labels.items():
        labels |= {fold_name(word): Tier(tier) for word in words.values() if word}
    return labels


def folded_answers(answers: Mapping[str, str]) -> dict[str, Tier]:
    """The chosen tiers by folded label."""
    return {fold_name(label): Tier(tier) for label, tier in answers.items()}


def latest_layout(team_id: int) -> Layout:
    """The layout of the list a team imported last, or the registry's own."""
    kept = db.session.scalar(_latest(ListImport.layout, team_id))
    return Layout.from_dict(kept) if kept else OWN_LAYOUT


def latest_choices(team_id: int) -> Choices:
    """The choices about the list a team imported last."""
    return Choices.from_dict(db.session.scalar(_latest(ListImport.choices, team_id)) or {})


def imports_of(team_id: int, *, most: int) -> Sequence[ListImport]:
    """The lists a team imported, newest first, including those taken back."""
    query = sa.select(ListImport).where(ListImport.team_id == team_id, ListImport.imported_at.is_not(None))
    newest_first = query.order_by(ListImport.imported_at.desc(), ListImport.id.desc())
    return db.session.scalars(newest_first.options(defer(ListImport.changes)).limit(most)).all()


def imported_list(team_id: int, list_id: int) -> ListImport:
    """An imported list of a team; raises `NotFound`."""
    found = waiting_list(team_id, list_id)
    if found.imported_at is None:
        raise NotFound(N_("There is no such list."))
    return found


def latest_import(team_id: int) -> ListImport | None:
    """The latest list that was imported and not taken back."""
    list_import: ListImport | None = db.session.scalar(_latest(ListImport, team_id))
    return list_import


def _latest(what: Any, team_id: int) -> sa.Select[Any]:
    query = sa.select(what).where(ListImport.team_id == team_id, _IN_FORCE)
    return query.order_by(ListImport.imported_at.desc(), ListImport.id.desc()).limit(1)


def shown_label(partner: Partner, team: Team, on: dt.date) -> str:
    """The label of a partner's tier in a list: the imported label, or the team's own."""
    change = partner.tier_change(on)
    if change is None or not change.tier:
        return ""
    return change.label or team.tier_label(Tier(change.tier), team.languages[0])


def _former_names(team_id: int) -> dict[int, list[str]]:
    query = (
        sa.select(PartnerName.partner_id, PartnerName.name)
        .join(Partner, Partner.id == PartnerName.partner_id)
        .where(Partner.team_id == team_id)
    )
    names: dict[int, list[str]] = defaultdict(list)
    for partner_id, name in db.session.execute(query):
        names[partner_id].append(name)
    return names


def _known(partner: Partner, former: Sequence[str], team: Team, on: dt.date) -> KnownPartner:
    return KnownPartner(
        id=partner.id,
        name=partner.name,
        keys=frozenset(map(fold_name, [partner.name, *former])),
        sector=partner.sector,
        city=partner.city,
        language=partner.language,
        tier=partner.tier(on),
        tier_label=shown_label(partner, team, on),
        status=partner.status(on),
        on_latest_list=partner.on_latest_list,
        people=[(person.id, _person(person)) for person in partner.active_signatories(on)],
        former_people=[_person(person) for person in partner.signatories if not person.is_active(on)],
        extra=partner.extra_cells,
    )


def _person(signatory: Signatory) -> Person:
    return Person(signatory.name, signatory.title, signatory.email)
