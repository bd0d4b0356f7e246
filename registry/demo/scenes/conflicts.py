"""Conflicts of the demonstration: one late in its term, one overdue, one with a mediator, one settled."""

from registry.accounts.models import User
from registry.committees.models import Committee
from registry.conflicts.models.cases import Case, CaseParty
from registry.conflicts.queries.parties import of_partner
from registry.conflicts.rules.cases import HelperRole, State, Visibility
from registry.conflicts.rules.money import equal_shares, party_key
from registry.conflicts.services import attachments, cases, expenses, outcomes, proposals, recusals
from registry.demo import cast
from registry.demo.stage import Stage, Table
from registry.documents.rules.provisions import DEFAULTS


def raise_cases(stage: Stage, table: Table) -> None:
    """Raise the cases and lead each to its state."""
    _settled(stage, table)
    _overdue(stage, table)
    _late_in_its_term(stage, table)
    _with_a_mediator(stage, table)


def _late_in_its_term(stage: Stage, table: Table) -> None:
    """Day 40 of 45: the paramedics have proposed a later day, and home care has not answered yet."""
    case = _raise(
        stage,
        table.steering,
        (cast.HOME_CARE, cast.PARAMEDICS),
        days=DEFAULTS.conflict_days - 5,
        by=table.users[cast.PARAMEDICS],
        subject="Visits to the same person on the same day",
        account="Both of us call at the same doors, sometimes an hour apart, and each bills the visit. "
        "We have asked three times who goes on which days.",
    )
    member = table.users[cast.HEALTH_CENTRE]
    recusals.recuse(
        case,
        whom=member,
        reason="Ma sœur travaille pour l’une des parties.",
        act=stage.act(member, stage.ago(days=38)),
    )
    attachments.add_note(
        case,
        text="Both parties sent their visits of the last quarter; 61 of 400 fell on the same day.",
        visibility=Visibility.SHARED,
        act=stage.act(stage.user, stage.ago(days=20)),
    )
    proposed = proposals.propose_extension(
        case,
        to_on=stage.day(35),
        reason="The shared calendar starts next week, and a month of it would show whether it helps.",
        act=stage.act(table.users[cast.PARAMEDICS], stage.ago(days=3)),
    )
    proposals.answer(
        proposed,
        party=_party(stage, case, cast.PARAMEDICS),
        is_yes=True,
        act=stage.act(table.users[cast.PARAMEDICS], stage.ago(days=3)),
    )


def _overdue(stage: Stage, table: Table) -> None:
    """A week overdue: the case came from the working group, and the chair must decide it."""
    case = _raise(
        stage,
        table.group,
        (cast.PALLIATIVE, cast.HOME_CARE),
        days=DEFAULTS.conflict_days + 7,
        by=table.users[cast.PALLIATIVE],
        subject="Langue du dossier partagé",
        account="Les notes du dossier partagé ne sont tenues qu’en anglais, alors que la moitié de nos "
        "patients et patientes parlent français.",
    )
    cases.escalate(
        case,
        reason="The working group has two members, and both are parties.",
        act=stage.act(stage.user, stage.ago(days=33)),
    )


def _with_a_mediator(stage: Stage, table: Table) -> None:
    """With a mediator; of the two payers of the expense, housing has confirmed its share and Juniper has
    not.
    """
    case = _raise(
        stage,
        table.steering,
        (cast.MENTAL_HEALTH, cast.HOUSING),
        days=34,
        by=table.users[cast.HOUSING],
        subject="Who answers when a tenant is in crisis",
        account="At night nobody comes, and our caretakers are not trained for it. Juniper says that the "
        "agreement speaks of office hours.",
    )
    cases.bring_in_helper(
        case,
        role=HelperRole.MEDIATOR,
        name="Terry Inventado",
        organization="Millbrook Mediation (invented)",
        proposed_by="Steering Committee",
        agreed_by="Both parties",
        act=stage.act(table.users[cast.HOSPITAL], stage.ago(days=24)),
    )
    total = 185_050
    cents = equal_shares(total, len(case.parties))
    expense = expenses.enter_expense(
        case,
        what="Two sessions of mediation, with rooms",
        total=total,
        shares=dict(zip([party_key(party.id) for party in case.parties], cents, strict=True)),
        ground="Equal shares, as the team has settled.",
        act=stage.act(stage.user, stage.ago(days=10)),
    )
    housing = _party(stage, case, cast.HOUSING)
    share = next(share for share in expense.shares if share.party_id == housing.id)
    expenses.confirm_share(share, act=stage.act(table.users[cast.HOUSING], stage.ago(days=8)))


def _settled(stage: Stage, table: Table) -> None:
    """Settled by the parties within three weeks, with a record in each language."""
    case = _raise(
        stage,
        table.steering,
        (cast.HEALTH_CENTRE, cast.RESIDENCE),
        days=58,
        by=table.users[cast.HEALTH_CENTRE],
        subject="Rendez-vous annulés la veille",
        account="Un rendez-vous sur cinq est annulé la veille, et la place reste vide.",
    )
    outcomes.close_without_decision(
        case,
        state=State.SETTLED,
        text="The residence confirms every visit two days before, by phone. The health centre keeps two "
        "places a week for short notice. Both look at the numbers again in June.",
        on=stage.day(-41),
        act=stage.act(stage.user, stage.ago(days=40)),
    )


def _raise(
    stage: Stage,
    committee: Committee,
    parties: tuple[cast.Organization, ...],
    *,
    days: int,
    by: User,
    subject: str,
    account: str,
) -> Case:
    return cases.raise_case(
        stage.team,
        committee=committee,
        named=[of_partner(stage.partners[who]) for who in parties],
        subject=subject,
        account=account,
        act=stage.act(by, stage.ago(days=days)),
    )


def _party(stage: Stage, case: Case, organization: cast.Organization) -> CaseParty:
    return next(party for party in case.parties if party.partner_id == stage.partners[organization].id)
