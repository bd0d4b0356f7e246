"""What keeps spam out: the trap, the time it takes, the limits; and that people get through."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.admissions.rules import spam
from registry.errors import InvalidInput, RuleBroken
from tests.refusals import allowed, refusal_of

NOW = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
SECRET = "a secret"


def check(typed, *, team=1, after=60.0, secret=SECRET):
    """Send a form some seconds after NOW."""
    spam.check_stamp(typed, team, now=NOW + dt.timedelta(seconds=after), secret=secret)


def test_a_form_sent_after_a_minute_passes():
    longest = spam.MOST_HOURS * 3600
    ages = [spam.LEAST_SECONDS - 1, spam.LEAST_SECONDS, 60, longest, longest + 1]
    stamp = spam.stamp(1, NOW, secret=SECRET)
    assert allowed(lambda age: check(stamp, after=age), ages) == ages[1:-1]


@pytest.mark.parametrize("after", [0, 4])
def test_a_form_sent_at_once_does_not_pass(after):
    with pytest.raises(RuleBroken, match="quicker"):
        check(spam.stamp(1, NOW, secret=SECRET), after=after)


def test_a_form_of_yesterday_does_not_pass():
    with pytest.raises(RuleBroken, match="long time"):
        check(spam.stamp(1, NOW, secret=SECRET), after=spam.MOST_HOURS * 3600 + 1)


@given(st.text(max_size=60))
def test_nobody_makes_up_when_a_form_was_opened(typed):
    with pytest.raises(InvalidInput, match="not opened here"):
        check(typed)


def test_a_form_of_another_team_or_installation_does_not_pass():
    stamp = spam.stamp(1, NOW, secret=SECRET)
    with pytest.raises(InvalidInput):
        check(stamp, team=2)
    with pytest.raises(InvalidInput):
        check(stamp, secret="another")


def test_a_good_stamp_is_kept_so_that_who_was_quick_only_sends_again():
    stamp = spam.stamp(1, NOW, secret=SECRET)
    assert spam.renewed(stamp, 1, now=NOW + dt.timedelta(seconds=3), secret=SECRET) == stamp


#: One as forms carried them before.
FORMER = "1795532400-53a084e8072988b59855491a79266049"


@pytest.mark.parametrize("typed", ["", FORMER, "x"])
def test_a_stamp_that_is_no_good_is_renewed(typed):
    assert spam.renewed(typed, 1, now=NOW, secret=SECRET) == spam.stamp(1, NOW, secret=SECRET)


def test_an_old_stamp_is_renewed():
    later = NOW + dt.timedelta(hours=spam.MOST_HOURS, seconds=1)
    old = spam.stamp(1, NOW, secret=SECRET)
    assert spam.renewed(old, 1, now=later, secret=SECRET) == spam.stamp(1, later, secret=SECRET)


def test_a_filled_trap_is_told_in_words():
    assert refusal_of(spam.check_trap, "") is None
    with pytest.raises(RuleBroken, match="people do not see"):
        spam.check_trap("https://example.com")


@pytest.mark.parametrize(("mailbox", "network"), [(0, 0), (2, 9)])
def test_a_few_an_hour_pass(mailbox, network):
    assert refusal_of(spam.check_limits, from_mailbox=mailbox, from_network=network) is None


@pytest.mark.parametrize(("mailbox", "network"), [(3, 0), (0, 10), (99, 99)])
def test_many_an_hour_do_not(mailbox, network):
    with pytest.raises(RuleBroken, match="last hour"):
        spam.check_limits(from_mailbox=mailbox, from_network=network)


def network(address, secret=SECRET):
    """What is kept of an address."""
    return spam.network_of(address, secret=secret)


def test_no_network_address_is_kept():
    assert "192.0.2" not in network("192.0.2.1")
    assert network("192.0.2.1") != network("192.0.2.1", secret="another")


def test_a_network_counts_with_those_that_were_kept_before():
    assert network("192.0.2.1", "a secret of thirty-two characters") == "bac894ca12582e0ab6f380f641b2eecb"


def test_addresses_of_one_household_count_together():
    assert network("2001:db8::1") == network("2001:db8::ffff")
    assert network("2001:db8::1") != network("2001:db8:0:1::1")


def test_an_address_written_as_ipv6_is_the_same():
    assert network("::ffff:192.0.2.1") == network("192.0.2.1")


def test_what_is_no_address_counts_too():
    kept = [network(address) for address in ("", "unknown", "192.0.2.1")]
    assert [len(one) for one in kept] == [32, 32, 32]
    assert len(set(kept)) == 3
