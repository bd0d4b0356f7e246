"""Lines that are likely no organization."""

import pytest

from registry.partner_lists.rules.totals import LeftOut, likely_no_organization

HEADINGS = ["organization", "tier", "city"]


@pytest.mark.parametrize(
    "cells",
    [
        ["Total : 2 organismes", ""],
        ["TOTAL"],
        ["Total", "", "12"],
        ["", "Totaux :", "1 234"],
        ["Somme", "15"],
        ["Sous-total", "4"],
        ["Grand total: 3 organizations"],
        ["Nombre d’organismes : 12"],
        ["2 partners"],
        ["15"],
    ],
)
def test_a_total_is_told_from_an_organization(cells):
    assert likely_no_organization(cells, HEADINGS) is LeftOut.TOTAL


@pytest.mark.parametrize(
    "cells",
    [
        ["Total Health Centre", "Anchor"],
        ["Total", "Anchor", "Ottawa"],
        ["211 Ontario"],
        ["Partners", "Anchor"],
        ["Organisme"],
        ["The Members’ House", "", "2"],
        ["Maple Clinic"],
    ],
)
def test_an_organization_is_no_total(cells):
    assert likely_no_organization(cells, HEADINGS) is None


def test_headings_that_stand_again_on_a_new_page_are_no_organization():
    assert likely_no_organization(["Organization", "TIER", "City"], HEADINGS) is LeftOut.HEADINGS
