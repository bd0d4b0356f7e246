"""Names that are easily taken for one another."""

import pytest

from registry.partners.rules.names import fold_name, mixes_alphabets, skeleton

CYRILLIC_A = "\u0410nn Lee"


@pytest.mark.parametrize(("one", "other"), [(CYRILLIC_A, "Ann Lee"), ("ΚΑΤΕ", "KATE"), ("раул", "pаул")])
def test_names_of_one_shape_have_one_skeleton_and_differ(one, other):
    assert skeleton(one) == skeleton(other)
    assert fold_name(one) != fold_name(other)


@pytest.mark.parametrize(
    ("name", "mixes"), [(CYRILLIC_A, True), ("Анна Lee", False), ("Ελένη Papa", False), ("Ann 3M", False)]
)
def test_two_alphabets_in_one_word_are_seen(name, mixes):
    assert mixes_alphabets(name) is mixes


def test_a_sign_without_width_makes_no_other_name():
    assert fold_name("An\u200bn") == fold_name("Ann")
