"""What a Statement may fix, and how it is stored."""

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.documents.rules.provisions import (
    DECISION_QUORUMS,
    DEFAULTS,
    VOTE_QUORUMS,
    ProvisionKind,
    Provisions,
    Quorum,
    QuorumKind,
    Scale,
    TierVoice,
    as_json,
    check_threshold,
    check_tier_voices,
    from_json,
)
from registry.errors import InvalidInput, RuleBroken
from registry.teams.rules import Tier
from tests.documents.builders import OTHER_PROVISIONS, PROVISIONS, quorums
from tests.refusals import allowed

ROLLS = st.integers(1, 300)


def test_the_defaults_are_those_of_the_domain() -> None:
    assert DEFAULTS.as_json() == {
        "conflict_days": 45,
        "counted_from": "raised",
        "expenses": "as_agreed",
        "notice_days": "none",
        "scale": "round",
        "threshold": 4,
        "quorum": "everyone",
        "pass_rule": "none",
        "vote_quorum": "more_than_half",
        "voices": {"anchor": "decides", "associate": "consulted", "observer": "informed"},
        "steering_committee": "none",
    }


def test_there_is_an_attribute_for_each_kind_and_no_other() -> None:
    assert set(vars(DEFAULTS)) == set(ProvisionKind)


@given(PROVISIONS)
def test_whatever_may_be_fixed_is_allowed_and_read_as_it_was_stored(provisions: Provisions) -> None:
    provisions.check()
    assert Provisions.from_json(json.loads(json.dumps(provisions.as_json()))) == provisions


@given(PROVISIONS)
def test_null_is_the_json_of_no_value(provisions: Provisions) -> None:
    assert None not in provisions.as_json().values()


@pytest.mark.parametrize("kind", ProvisionKind)
def test_the_other_provisions_differ_from_the_defaults_in_every_kind(kind: ProvisionKind) -> None:
    assert OTHER_PROVISIONS[kind] != DEFAULTS[kind]


def test_a_kind_that_was_not_stored_has_its_default() -> None:
    assert Provisions.from_json({"conflict_days": 30}) == replace(DEFAULTS, conflict_days=30)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("conflict_days", [0, 366, -1]),
        ("notice_days", [0, 731]),
        ("threshold", [0, 6]),
        ("quorum", [Quorum.at_least(0), Quorum.at_least(301), Quorum(QuorumKind.MORE_THAN_HALF)]),
        ("quorum", [Quorum.part(0, 1), Quorum.part(4, 3), Quorum.part(1, 101)]),
        ("vote_quorum", [Quorum(QuorumKind.EVERYONE), Quorum(QuorumKind.CHOSEN)]),
    ],
)
def test_what_lies_out_of_bounds_is_refused_on_its_field(field: str, values: list[Any]) -> None:
    for value in values:
        with pytest.raises(InvalidInput) as refused:
            replace(DEFAULTS, **{field: value}).check()
        assert refused.value.field == field


@pytest.mark.parametrize(("days", "most"), [("conflict_days", 365), ("notice_days", 730)])
def test_the_bounds_themselves_are_allowed(days: str, most: int) -> None:
    for value in (1, most):
        replace(DEFAULTS, **{days: value}).check()


@pytest.mark.parametrize(("scale", "level"), [(Scale.ROUND, 4), (Scale.AGREEMENT, 5)])
def test_a_team_may_be_as_strict_as_the_scale_or_stricter(scale: Scale, level: int) -> None:
    assert allowed(lambda one: check_threshold(scale, one), range(8)) == list(range(1, level + 1))


@pytest.mark.parametrize(("scale", "level"), [(Scale.ROUND, 5), (Scale.AGREEMENT, 6), (Scale.ROUND, 0)])
def test_a_laxer_threshold_is_refused_on_its_field(scale: Scale, level: int) -> None:
    with pytest.raises(RuleBroken, match="or better") as refused:
        check_threshold(scale, level)
    assert refused.value.field == "threshold"


def test_a_threshold_is_checked_on_the_scale_that_the_text_fixes() -> None:
    with pytest.raises(RuleBroken, match="or better"):
        replace(DEFAULTS, threshold=5).check()


def test_somebody_decides() -> None:
    with pytest.raises(RuleBroken, match="must decide"):
        check_tier_voices(dict.fromkeys(Tier, TierVoice.CONSULTED))


@pytest.mark.parametrize(
    ("quorum", "roll", "needed"),
    [
        (Quorum(QuorumKind.EVERYONE), 7, 7),
        (Quorum(QuorumKind.MORE_THAN_HALF), 7, 4),
        (Quorum(QuorumKind.MORE_THAN_HALF), 8, 5),
        (Quorum.at_least(5), 7, 5),
        (Quorum.at_least(9), 7, 7),
        (Quorum.part(2, 3), 7, 5),
        (Quorum.part(2, 3), 6, 4),
        (Quorum.part(3, 10), 10, 3),
        (Quorum(QuorumKind.CHOSEN), 7, 7),
    ],
)
def test_a_quorum_of_a_roll(quorum: Quorum, roll: int, needed: int) -> None:
    assert quorum.of(roll) == needed


@given(st.sampled_from([DECISION_QUORUMS, VOTE_QUORUMS]).flatmap(quorums), ROLLS)
def test_a_quorum_can_always_be_reached_and_is_never_nobody(quorum: Quorum, roll: int) -> None:
    assert 1 <= quorum.of(roll) <= roll


@given(st.fractions(0, 1, max_denominator=100).filter(bool), ROLLS)
def test_a_share_is_the_smallest_number_that_is_no_less(share: Fraction, roll: int) -> None:
    needed = Quorum(QuorumKind.SHARE, share=share).of(roll)
    assert needed - 1 < share * roll <= needed


@pytest.mark.parametrize("kind", ProvisionKind)
@pytest.mark.parametrize("stored", ["", "x", "1/0", "1/2/3", [], {}, 1.5, True, None])
def test_what_cannot_be_a_value_is_refused_on_its_field(kind: ProvisionKind, stored: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        from_json(kind, stored)
    assert refused.value.field == kind.value


@pytest.mark.parametrize("kind", ProvisionKind)
def test_every_value_is_read_from_what_a_form_sends(kind: ProvisionKind) -> None:
    stored = as_json(OTHER_PROVISIONS[kind])
    sent = str(stored) if isinstance(stored, int) else stored
    assert from_json(kind, sent) == OTHER_PROVISIONS[kind]
