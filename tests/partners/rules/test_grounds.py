"""What it rests on that an organization is a partner, over all statuses and grounds."""

import itertools

import pytest

from registry.errors import InvalidInput, RuleBroken
from registry.partners.rules.grounds import (
    NAMED,
    OUTSIDE,
    WORDS_LENGTH,
    Ground,
    Offer,
    RestsOn,
    check_rests_on,
    chosen_ground,
)
from registry.partners.rules.partners import Status

A_DECISION = Offer(Ground.DECISION, "decision:12", "“Admit Oak House”, decided on 3 May 2026")


@pytest.mark.parametrize("before", [None, *Status])
def test_nobody_becomes_a_partner_without_a_ground_and_every_other_status_needs_none(before):
    for status in Status:
        if status is Status.PARTNER and before in OUTSIDE:
            with pytest.raises(RuleBroken, match="Say what it rests on"):
                check_rests_on(None, status, before=before)
        else:
            check_rests_on(None, status, before=before)


@pytest.mark.parametrize("ground", Ground)
def test_an_agreement_and_a_decision_are_named(ground):
    for status in Status:
        check_rests_on(RestsOn(ground, "Of 3 May"), status)
        if ground in NAMED:
            with pytest.raises(InvalidInput, match="Say which one"):
                check_rests_on(RestsOn(ground, " "), status)
        else:
            check_rests_on(RestsOn(ground), status)


def test_too_many_words_are_told_on_their_field():
    with pytest.raises(InvalidInput) as refused:
        check_rests_on(RestsOn(Ground.LIST, "x" * (WORDS_LENGTH + 1)), Status.PARTNER)
    assert refused.value.field == "rests_on_words"


def test_what_the_registry_has_names_itself_and_a_persons_words_come_first():
    named = chosen_ground(Ground.DECISION, "", A_DECISION)
    assert named == RestsOn(Ground.DECISION, A_DECISION.words, "decision:12")
    assert chosen_ground(Ground.DECISION, "Round 2", A_DECISION).words == "Round 2"


def test_what_was_chosen_is_of_the_kind_that_was_chosen():
    for ground, offer in itertools.product(Ground, [A_DECISION]):
        if ground is not offer.ground:
            with pytest.raises(InvalidInput, match="not what you say"):
                chosen_ground(ground, "", offer)
