"""Who signs, as cells name them."""

import pytest

from registry.errors import InvalidInput
from registry.partner_lists.rules.persons import Person, persons_in


@pytest.mark.parametrize(
    ("cells", "people"),
    [
        (("Ann Sample", "Director", "ann@x.ca"), [Person("Ann Sample", "Director", "ann@x.ca")]),
        (("", "", ""), []),
        (("Ann\nSample", "Executive\nDirector", ""), [Person("Ann Sample", "Executive Director")]),
        (
            ("Ann Sample\nBo Poe", "Director\nChair", ""),
            [Person("Ann Sample", "Director"), Person("Bo Poe", "Chair")],
        ),
        (
            ("Ann Sample; Bo Poe", "", "a@x.ca; b@x.ca"),
            [Person("Ann Sample", "", "a@x.ca"), Person("Bo Poe", "", "b@x.ca")],
        ),
        (
            ("Ann Sample et Bo Poe", "Coprésidence", ""),
            [Person("Ann Sample", "Coprésidence"), Person("Bo Poe", "Coprésidence")],
        ),
        (("", "", "a@x.ca, b@x.ca"), [Person(email="a@x.ca"), Person(email="b@x.ca")]),
        (("Office of Strategy and Planning", "", ""), [Person("Office of Strategy and Planning")]),
        (("Sample, Ann", "", "ann@x.ca"), [Person("Sample, Ann", "", "ann@x.ca")]),
        (("Rosalind Brandt", "", ""), [Person("Rosalind Brandt")]),
    ],
)
def test_cells_name_one_person_or_several(cells, people):
    assert persons_in(*cells) == people


@pytest.mark.parametrize(
    "cells", [("Ann Sample; Bo Poe", "", "a@x.ca"), ("Ann Sample", "", "a@x.ca; b@x.ca")]
)
def test_an_address_that_could_be_either_persons_is_refused_in_words(cells):
    with pytest.raises(InvalidInput, match="Give each a line of their own"):
        persons_in(*cells)


def test_six_persons_in_a_cell_are_too_many():
    with pytest.raises(InvalidInput, match="more than 5"):
        persons_in("", "", " ".join(f"p{number}@x.ca" for number in range(6)))
