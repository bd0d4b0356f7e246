"""The sheets that are printed and signed by hand."""

import io

import pikepdf
import pytest

from registry.commitments.queries.signature_sheets import lines_of
from registry.commitments.rules.signature_sheets import SheetLayout
from registry.commitments.services import signature_sheets
from tests.commitments.builders import TODAY, add_partner
from tests.pdf.structure import problems_of
from tests.reading import words_of_pdf

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def two(team, partner):
    """Two partners that have still to sign."""
    return partner, add_partner(team, "Élan santé")


def printed(version, layout, language="en"):
    """The sheet of all that have still to sign."""
    return signature_sheets.signature_sheet(
        version,
        lines_of(version, on=TODAY),
        layout,
        on=TODAY,
        language=language,
        entry_of=lambda partner: f"https://registry.example/enter/{partner.id}",
    )


def pages(content):
    """How many pages a file has."""
    with pikepdf.open(io.BytesIO(content)) as file:
        return len(file.pages)


@pytest.mark.parametrize("layout", SheetLayout)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_sheet_names_the_version_its_fingerprint_and_every_partner(
    version, two, layout, language, tmp_path
):
    content = printed(version, layout, language)
    words = words_of_pdf(content, tmp_path)
    assert version.fingerprint in "".join(words.split())
    assert version.title[language] in words
    assert all(partner.name in words for partner in two)
    assert two[0].signatories[0].name in words
    assert problems_of(content, language) == []


def test_each_partner_has_a_page_of_its_own_with_the_address_at_which_it_is_entered(version, two, tmp_path):
    content = printed(version, SheetLayout.PAGES)
    assert pages(content) == 2
    assert f"https://registry.example/enter/{two[1].id}" in words_of_pdf(content, tmp_path)


def test_a_table_has_all_on_one_page(version, two):
    assert pages(printed(version, SheetLayout.TABLE)) == 1
