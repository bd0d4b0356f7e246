"""Cells that a spreadsheet would run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.partner_lists.rules.cells import harmless, restored


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1"])
def test_a_cell_that_looks_like_a_formula_goes_out_behind_an_apostrophe(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Maple Clinic", "'t Hof", "a=b"])
def test_another_cell_goes_out_as_it_is(cell):
    assert harmless(cell) == cell


@given(st.text(alphabet="'=+-@\ta ", max_size=8))
def test_what_goes_out_comes_in_as_it_was(cell):
    assert restored(harmless(cell)) == cell
