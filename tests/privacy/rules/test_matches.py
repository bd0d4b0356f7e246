"""Whom a text or a bundle of values names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.privacy.rules.matches import Sought, mentions

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_of_a_bundle_of_values_only_the_part_that_names_the_person_is_given():
    cells = {"Contact": "Ann Lee", "Assistant": "Joann Lee", "Others": ["Ann Leeson", "ann@valley.example"]}
    sought = Sought(emails=frozenset(["ann@valley.example"]), names=frozenset(["ann lee"]), in_texts=True)
    assert mentions(cells, sought) == {"Contact": "Ann Lee", "Others": ["ann@valley.example"]}


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Ask Ann Lee.", True),
        ("Ann Lee’s deputy", True),
        ("le mot d’Ann Lee", True),
        ("(ANN  LEE)", True),
        ("Ann Lee - on leave", True),
        ("Joann Lee", False),
        ("Jo-Ann Lee", False),
        ("Ann Leeson", False),
        ("Ann Lee-Roy", False),
        ("Ann Lee’Roy", False),
        ("write to ann@valley.example.", True),
        ("mailto:ANN@valley.example", True),
        ("joann@valley.example", False),
        ("jo.ann@valley.example", False),
        ("ann@valley.example.org", False),
        ("ann@valley.example-site", False),
    ],
)
def test_a_text_names_a_person_by_whole_words(text, is_named):
    sought = Sought(emails=frozenset(["ann@valley.example"]), names=frozenset(["ann lee"]), in_texts=True)
    assert (mentions(text, sought) is not None) is is_named


@given(st.text(alphabet="abn.-@é'", min_size=1, max_size=12), st.text(alphabet="abn.-é'", max_size=4))
def test_a_longer_address_is_never_taken_for_the_one_inside_it(local, more):
    sought = Sought(emails=frozenset(["ann@b.example"]), in_texts=True)
    longer = f"{more}n{local.replace('@', '')}xann@b.example"
    assert mentions(longer, sought) is None
