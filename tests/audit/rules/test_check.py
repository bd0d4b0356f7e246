"""Rows changed, removed, added, reordered in the database: both checkers name the first broken link."""

import pytest

from registry.audit import queries
from registry.audit.rules import hash_chain
from registry.database.transactions import unit_of_work
from tests.audit.conftest import lengthen
from tests.audit.tampering import LENGTH, TAMPERINGS, change_content, rewrite
from tests.factories import make_team

NAMES = [tampering.__name__.replace("_", " ") for tampering, _, _ in TAMPERINGS]


@pytest.fixture
def other(team):
    """Another team with as many events."""
    with unit_of_work():
        other = make_team(slug="west")
        lengthen(other, LENGTH)
    return other


@pytest.mark.parametrize(("tampering", "seq", "kind"), TAMPERINGS, ids=NAMES)
def test_the_command_and_the_exported_checker_name_the_first_break(
    team, tamper, run, exported, tampering, seq, kind
):
    tamper(tampering)
    said = f"{hash_chain.chain_of(team.id)}: event {seq}: {kind}: "
    result, (code, told) = run("audit-check"), exported()
    assert (result.exit_code, code) == (1, 1)
    assert result.output.startswith(said)
    assert told == result.output


def test_whole_chains_are_said_to_be_whole(team, run, exported):
    assert run("audit-check").output.startswith("Every chain of events is whole.\n")
    code, told = exported()
    assert (code, f"{LENGTH} events, the chain is whole. Head: {queries.head_of(team.id)}" in told) == (
        0,
        True,
    )


def test_an_event_moved_to_another_team_is_missed_there_and_found_here(team, other, tamper, run):
    here, there = hash_chain.chain_of(team.id), hash_chain.chain_of(other.id)
    tamper(lambda chain: chain.change(LENGTH, chain=here, seq=LENGTH + 1), of=other)
    output = run("audit-check").output
    assert f"{here}: event {LENGTH + 1}: added" in output
    assert f"{there}: event {LENGTH}: removed" in output


def test_a_break_in_one_chain_says_nothing_of_another(team, other, tamper, run, exported):
    tamper(change_content, of=other)
    assert run("audit-check").output.count(": event ") == 1
    assert exported(slug="east")[0] == 0
    assert exported(slug="west")[0] == 1


def test_a_chain_whose_end_was_forgotten_is_named(team, tamper, run):
    tamper(lambda chain: chain.connection.exec_driver_sql("DELETE FROM audit_chain_head"))
    result = run("audit-check")
    assert (result.exit_code, hash_chain.chain_of(team.id) in result.output) == (1, True)


# -- heads that somebody has kept --------------------------------------------------------------------


def test_a_head_on_paper_finds_a_chain_that_was_rewritten_whole(team, tamper, exported):
    head = queries.head_of(team.id)
    assert exported("--head", head)[0] == 0
    tamper(rewrite)
    assert exported()[0] == 0
    code, told = exported("--head", head)
    assert (code, "no event has the head" in told) == (1, True)


def test_a_head_may_be_typed_in_groups_and_in_capitals(team, exported):
    head = queries.head_of(team.id).upper()
    code, told = exported("--head", f"{head[:8]} {head[8:]}")
    assert (code, f"at event {LENGTH}" in told) == (0, True)


def test_what_is_no_export_is_said_to_be_none(team, exported, tmp_path):
    code, told = exported(str(tmp_path / "nothing"))
    assert (code, "no export that can be read" in told) == (2, True)
