"""Expenses of a case and who pays which share, on both databases."""

import datetime as dt

import pytest

from registry.conflicts.queries import cases
from registry.conflicts.queries.payers import Payers
from registry.conflicts.rules.money import TEAM, PayerGroup, equal_shares, partner_key, party_key
from registry.conflicts.services import expenses
from registry.database.transactions import unit_of_work
from registry.decisions.rules.decisions import Channel
from registry.errors import InvalidInput, NotFound, Refused, RuleBroken
from registry.partners.rules.partners import Status
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.conflicts.builders import TODAY, at_steering, confirm, deny, enter, raise_one, relay, sight, spend
from tests.factories import NOW, make_partner, make_representative


def test_each_who_pays_confirms_once(cast):
    case = at_steering(cast)
    share = spend(case, cast.coordinator, {0: 50_01, 1: 50_00}).shares[0]
    confirm(share, cast.recused)
    assert share.confirmation.by_for == "Riverside Hospital"
    with pytest.raises(RuleBroken, match="confirmed already"):
        confirm(share, cast.for_riverside)


def test_nobody_confirms_the_share_of_another(cast):
    share = spend(raise_one(cast), cast.coordinator, {0: 100, 1: 100}).shares[0]
    with pytest.raises(Refused):
        confirm(share, cast.for_maple)


def test_shares_that_do_not_sum_write_nothing(cast):
    case = raise_one(cast)
    with pytest.raises(InvalidInput, match="must be the same"):
        spend(case, cast.coordinator, {0: 100, 1: 100}, total=201)
    assert case.expenses == []


def test_an_expense_set_aside_no_longer_waits(cast):
    case = raise_one(cast)
    expense = spend(case, cast.coordinator, {0: 100, 1: 100})
    with unit_of_work(case.team_id):
        expenses.set_aside(expense, reason="Entered twice", act=act_of(cast.coordinator, NOW))
    assert cases.unconfirmed(case) == []
    with pytest.raises(RuleBroken, match="set aside"):
        confirm(expense.shares[0], cast.for_riverside)


# -- confirmed elsewhere -------------------------------------------------------------------------------


@pytest.fixture
def silent_share(cast):
    """A share of an organization that nobody represents."""
    with unit_of_work(cast.team.id):
        silent = make_partner(cast.team, "Oak House")
    return enter(raise_one(cast), cast.coordinator, {partner_key(silent.id): 100}).shares[0]


def test_a_coordinator_enters_the_word_of_a_payer_that_nobody_represents(cast, silent_share):
    case = silent_share.expense.case
    assert cases.unconfirmed(case) == [silent_share]
    relayed = relay(silent_share, cast.coordinator)
    assert (relayed.said_by, relayed.channel, relayed.said_on) == ("Ann Lee", Channel.PHONE, TODAY)
    assert relayed.by_name == "Cora Cole"
    assert silent_share.confirmation is None
    assert cases.unconfirmed(case) == []
    with pytest.raises(RuleBroken, match="confirmed already"):
        relay(silent_share, cast.coordinator)


def test_who_pays_confirms_later_what_was_relayed(cast, silent_share):
    relay(silent_share, cast.coordinator)
    with unit_of_work(cast.team.id):
        user = make_representative(silent_share.partner)
    assert cases.to_confirm(sight(silent_share.expense.case, user)) == [silent_share]
    confirm(silent_share, user)
    assert silent_share.confirmation.by_for == "Oak House"
    assert silent_share.relayed is None
    with pytest.raises(RuleBroken, match="Nothing stands"):
        deny(silent_share, user)


@pytest.mark.parametrize("who", ["payer", "coordinator"])
def test_what_was_relayed_is_struck_out_stays_and_may_be_entered_again(cast, silent_share, who):
    relay(silent_share, cast.coordinator)
    with unit_of_work(cast.team.id):
        payer = make_representative(silent_share.partner)
    deny(silent_share, payer if who == "payer" else cast.coordinator)
    (wrong,) = silent_share.all_relayed
    assert (wrong.stands, wrong.struck_reason) == (False, "Never asked")
    assert cases.unconfirmed(silent_share.expense.case) == [silent_share]
    relay(silent_share, cast.coordinator, channel=Channel.LETTER)
    assert [relayed.stands for relayed in silent_share.all_relayed] == [False, True]


@pytest.mark.parametrize("who", ["chair", "for_riverside", "for_birch"])
def test_only_a_coordinator_relays(cast, silent_share, who):
    with pytest.raises((Refused, NotFound)):
        relay(silent_share, getattr(cast, who))


def test_nobody_relays_for_the_team_itself(cast):
    share = enter(raise_one(cast), cast.coordinator, {TEAM: 100}).shares[0]
    with pytest.raises(Refused, match="never for the team"):
        relay(share, cast.coordinator)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"said_by": " "}, "said_by"),
        ({"channel": Channel.MEETING}, "channel"),
        ({"channel": Channel.ONLINE}, "channel"),
        ({"said_on": TODAY + dt.timedelta(days=1)}, "said_on"),
    ],
)
def test_what_is_relayed_says_who_how_and_when(cast, silent_share, said, field):
    with pytest.raises(InvalidInput) as refused:
        relay(silent_share, cast.coordinator, **said)
    assert refused.value.field == field
    assert silent_share.all_relayed == []


# -- who pays besides the parties ----------------------------------------------------------------------


@pytest.fixture
def partners(cast):
    """Two more partners: one that decides and one that is heard."""
    with unit_of_work(cast.team.id):
        oak = make_partner(cast.team, "Oak House", tier=Tier.ANCHOR)
        elm = make_partner(cast.team, "Elm House", tier=Tier.ASSOCIATE)
    return oak, elm


def test_the_groups_that_can_pay(cast, partners):
    oak, _elm = partners
    with unit_of_work(cast.team.id):
        make_partner(cast.team, "Gone", status=Status.WITHDRAWN)
    payers = Payers(raise_one(cast), TODAY)
    names = {group: [payer.name for payer in payers.group(group)] for group in PayerGroup}
    assert names == {
        PayerGroup.PARTIES: ["Riverside Hospital", "Maple Clinic"],
        PayerGroup.COMMITTEE: ["Riverside Hospital"],
        PayerGroup.TEAM: [cast.team.name()],
        PayerGroup.DECIDING: ["Riverside Hospital", "Maple Clinic", "Birch Home Care", oak.name],
    }
    assert "Gone" not in [payer.name for payer in payers.partners()]


def test_who_is_a_party_pays_once_and_as_the_party(cast):
    case = raise_one(cast)
    paying = Payers(case, TODAY).chosen(list(PayerGroup), [cast.maple.id, cast.birch.id, 9999])
    assert [payer.key for payer in paying] == [
        party_key(case.parties[0].id),
        party_key(case.parties[1].id),
        TEAM,
        partner_key(cast.birch.id),
    ]


@pytest.mark.parametrize("key", ["partner:9999", "party:9999", "committee:1", ""])
def test_nobody_else_pays(cast, key):
    case = raise_one(cast)
    with pytest.raises(InvalidInput, match="nobody who can pay"):
        enter(case, cast.coordinator, {key: 100})
    assert case.expenses == []


def test_shares_of_many_come_to_the_total_to_the_cent(cast, partners):
    case = raise_one(cast)
    paying = Payers(case, TODAY).chosen(list(PayerGroup))
    for total in (1_00, 99_99, 185_050, 1_000_01):
        cents = equal_shares(total, len(paying))
        shares = {payer.key: part for payer, part in zip(paying, cents, strict=True)}
        expense = enter(case, cast.coordinator, shares, total=total)
        assert sum(share.cents for share in expense.shares) == total
        assert len(expense.shares) == len(paying)


def test_an_unpaid_share_is_handed_over_by_a_partner_that_is_no_party(cast):
    share = enter(raise_one(cast), cast.coordinator, {partner_key(cast.birch.id): 100}).shares[0]
    assert [one.id for one in cases.unpaid_shares_of_partner(cast.birch.id)] == [share.id]
