"""Asking for a notice, and the life of its link, on both databases."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.partners.rules.partners import Status
from registry.signing.services import requests as signing_requests
from registry.withdrawals.services import requests
from tests.acts import act_of
from tests.factories import BY_AND_WHEN, NOW, WHO_AND_WHEN, make_signatory
from tests.mailbox import links_in
from tests.withdrawals.builders import TODAY, add_partner, ask, day, later, messages, sign

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_asking_changes_nothing_but_sends_a_link(partner):
    ask(partner)
    assert partner.status(TODAY) is Status.PARTNER
    assert [message.to_address for message in messages("request")] == ["ann@example.org"]


def test_one_person_of_an_organization_is_asked_at_a_time(partner, asked):
    with pytest.raises(RuleBroken, match="asked already"):
        ask(partner)


def test_nobody_without_an_address_is_asked(team):
    partner = add_partner(team, "Elm House")
    with unit_of_work():
        partner.signatories[0].email = ""
    with pytest.raises(RuleBroken) as refusal:
        ask(partner)
    assert refusal.value.field == "signatory"


def test_the_signatory_of_another_organization_is_not_asked(team, partner):
    other = add_partner(team, "Elm House")
    with pytest.raises(RuleBroken), unit_of_work(team.id):
        requests.ask_for_notice(partner, other.signatories[0], **BY_AND_WHEN)


def test_a_resent_link_ends_the_one_before(asked):
    with unit_of_work(asked.partner.team_id):
        signing_requests.resend(asked, act=act_of(WHO_AND_WHEN["act"].by, NOW))
    assert asked.generation == 2
    assert [message.fate for message in messages("request")] == ["cancelled", "planned"]


def test_a_revoked_link_signs_nothing(asked):
    with unit_of_work(asked.partner.team_id):
        signing_requests.revoke(asked, reason="They stay.", **BY_AND_WHEN)
    with pytest.raises(RuleBroken, match="taken back"):
        sign(asked)


def test_an_expired_link_signs_nothing(asked):
    with pytest.raises(RuleBroken, match="expired"):
        sign(asked, now=later(46), effective_on=day(60))


def test_a_link_is_renewed_once_in_a_while(asked):
    with pytest.raises(RuleBroken, match="few minutes ago"), unit_of_work(asked.partner.team_id):
        signing_requests.renew(asked, act=asked.act_by_link(NOW + dt.timedelta(minutes=5)))


def test_a_signatory_who_no_longer_signs_is_not_asked(team, partner):
    with unit_of_work(team.id):
        ended = make_signatory(partner)
        ended.ended_on = TODAY
    with pytest.raises(RuleBroken, match="no longer signs"), unit_of_work(team.id):
        requests.ask_for_notice(partner, ended, **BY_AND_WHEN)


def test_the_link_to_a_notice_is_sent_once_more(client, asked, mailbox, work, stopped_clock):
    work()
    stopped_clock.pass_by(hours=1)
    client.post("/links", data={"email": "ann@example.org"})
    work()
    first, second = mailbox.to("ann@example.org")
    assert links_in(first) == links_in(second)
