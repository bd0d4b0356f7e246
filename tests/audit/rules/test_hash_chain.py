"""One link of the chain: what its digest covers, and how it writes a moment."""

import datetime as dt
import hashlib
from dataclasses import replace

import pytest

from registry.audit.rules.hash_chain import Link, canonical_moment, chain_of
from tests.factories import NOW

LINK = Link(
    chain="team:5",
    seq=2,
    at=NOW,
    tag="partner:changed",
    actor="user:3",
    subject="partner:12",
    details={"b": 1, "a": "é"},
    previous="0" * 64,
)
#: The canonical JSON of LINK, written out by hand: a list in the order of the export, no blanks.
CANONICAL = (
    '["team:5",2,"2026-11-24T15:00:00.000000Z","partner:changed","user:3","partner:12",{"a":"é","b":1},'
    f'"{"0" * 64}"]'
)


def test_the_digest_is_that_of_the_canonical_line():
    assert LINK.digest == hashlib.sha256(CANONICAL.encode()).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"chain": "team:6"},
        {"seq": 3},
        {"at": NOW + dt.timedelta(microseconds=1)},
        {"tag": "partner:added"},
        {"actor": "user:4"},
        {"subject": "partner:13"},
        {"details": {"b": 2, "a": "é"}},
        {"previous": "1" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nothing_of_an_event_changes_without_its_digest(change):
    assert replace(LINK, **change).digest != LINK.digest


def test_the_order_in_which_details_were_given_is_no_change():
    assert replace(LINK, details={"a": "é", "b": 1}).digest == LINK.digest


@pytest.mark.parametrize(
    "moment",
    [
        dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=-5))),
        dt.datetime(2026, 11, 25, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=9, minutes=30))),
    ],
    ids=["UTC", "Toronto", "Adelaide"],
)
def test_a_moment_is_written_the_same_wherever_it_was(moment):
    assert canonical_moment(moment) == "2026-11-24T15:00:00.000000Z"


def test_each_team_has_a_chain_and_what_belongs_to_none_has_one():
    assert (chain_of(5), chain_of(None)) == ("team:5", "installation")
