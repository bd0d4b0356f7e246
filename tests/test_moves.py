"""A thing goes from state to state along its table alone, and whoever would lead it elsewhere is told why."""

from enum import StrEnum
from importlib import import_module
from pathlib import Path

import pytest

from registry.errors import RuleBroken
from registry.moves import Moves

SOURCES = Path(__file__).resolve().parent.parent / "registry"


class Light(StrEnum):
    """Where a light stands."""

    RED = "red"
    GREEN = "green"
    OUT = "out"


MOVES = Moves(
    {Light.RED: {Light.GREEN, Light.OUT}, Light.GREEN: [Light.RED], Light.OUT: ()},
    lambda now, then: f"{now} is not followed by {then}.",
    field="light",
)


@pytest.mark.parametrize(
    ("now", "then"), [(Light.RED, Light.GREEN), (Light.RED, Light.OUT), (Light.GREEN, Light.RED)]
)
def test_a_thing_moves_along_its_table(now, then):
    MOVES.check(now, then)


@pytest.mark.parametrize(
    ("now", "then"), [(Light.GREEN, Light.OUT), (Light.RED, Light.RED), (Light.OUT, Light.RED)]
)
def test_every_other_way_is_refused_in_words_on_its_field(now, then):
    with pytest.raises(RuleBroken) as refused:
        MOVES.check(now, then)
    assert (refused.value.message, refused.value.field) == (f"{now} is not followed by {then}.", "light")


def test_what_nothing_follows_is_an_end():
    assert MOVES.ends == {Light.OUT}


def all_tables() -> dict[str, Moves]:
    """All tables of the registry, by where they stand."""
    found = {}
    for path in SOURCES.rglob("*.py"):
        if "= Moves(" in path.read_text():
            name = ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts)
            named = vars(import_module(name)).items()
            found |= {f"{name}.{key}": value for key, value in named if isinstance(value, Moves)}
    return found


@pytest.mark.parametrize("moves", all_tables().values(), ids=all_tables().keys())
def test_every_table_has_a_word_on_every_pair_of_states(moves):
    states = set(type(next(iter(moves))))
    refused = [(now, then) for now in states for then in states - moves[now]]
    assert set(moves) == states
    assert [pair for pair in refused if not moves.why_not(*pair)] == []
