"""The page on signing by hand: what it prints, what it takes and refuses."""

import io

import pytest

from registry.commitments.rules.standings import Standing
from registry.database.transactions import unit_of_work
from registry.teams.rules import Tier
from tests.commitments.builders import add_partner, enter_paper, where
from tests.factories import make_coordinator, make_pdf, make_reader, make_team
from tests.reading import error_on

VERSION = "/teams/east/documents/privacy-policy/versions/1"
PAGES = [f"{VERSION}/paper", f"{VERSION}/signature-sheet-pages.pdf", f"{VERSION}/signature-sheet-table.pdf"]

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def two(team, version, partner):
    """Two partners that have still to sign."""
    return partner, add_partner(team, "Cedar Care")


def sheet(*signed, **said):
    """What the form sends: a name, a title and a day for each partner that signed, and the scan."""
    lines = {}
    for partner in signed:
        lines |= {
            f"name_{partner.id}_1": "Bo Roe",
            f"title_{partner.id}_1": "Chair",
            f"signed_on_{partner.id}_1": "2026-11-20",
        }
    return lines | {"language": "en", "scan": (io.BytesIO(make_pdf()), "scan.pdf")} | said


@pytest.mark.usefixtures("signed_in", "two")
@pytest.mark.parametrize("address", PAGES)
def test_a_coordinator_opens_the_page_and_prints_the_sheets(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("address", PAGES)
def test_a_reader_opens_none_and_a_stranger_finds_none(team, client, address):
    with unit_of_work():
        client.sign_in(make_reader(team))
    assert client.get(address).status_code == 403
    with unit_of_work():
        client.sign_in(make_coordinator(make_team(slug="west")))
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("signed_in")
def test_the_sheet_of_one_partner_is_printed_alone(client, team, version, two):
    observer = add_partner(team, "Library", tier=Tier.OBSERVER)
    assert client.get(f"{PAGES[1]}?partner={two[1].id}&language=fr").data.startswith(b"%PDF-")
    assert client.get(f"{PAGES[1]}?partner={observer.id}").status_code == 404


@pytest.mark.usefixtures("signed_in")
def test_a_table_is_entered_with_one_scan_for_all_who_signed_it(client, version, two):
    page = client.post(PAGES[0], data=sheet(*two), follow_redirects=True)
    assert "2 paper signatures are entered" in page.text
    assert [where(partner, version) for partner in two] == [Standing.CURRENT] * 2


@pytest.mark.usefixtures("signed_in")
def test_a_line_without_a_day_is_not_signed(client, version, two):
    page = client.post(
        PAGES[0], data=sheet(two[0], **{f"name_{two[1].id}_1": "Ann Lee"}), follow_redirects=True
    )
    assert "One paper signature is entered" in page.text
    assert where(two[1], version) is Standing.OUTSTANDING


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize(
    ("stem", "typed", "words"),
    [
        ("signed_on", "2026-11-25", "This day lies ahead."),
        ("signed_on", "soon", "“soon” is not a day"),
        ("name", " ", "Enter who signed."),
    ],
)
def test_a_bad_line_is_named_and_no_line_is_entered(client, version, two, stem, typed, words):
    field = f"{stem}_{two[1].id}_1"
    page = client.post(PAGES[0], data=sheet(*two, **{field: typed}))
    assert error_on(page, field).startswith(words)
    assert where(two[0], version) is Standing.OUTSTANDING


@pytest.mark.usefixtures("signed_in", "two")
def test_a_sheet_without_any_day_or_without_its_scan_is_refused(client, two):
    assert "Give the day of at least one signature." in client.post(PAGES[0], data=sheet()).text
    page = client.post(PAGES[0], data={**sheet(*two), "scan": (io.BytesIO(b""), "")})
    assert error_on(page, "scan") == "Attach the scan of the signed paper."


@pytest.mark.usefixtures("signed_in")
def test_where_all_have_signed_there_is_nothing_to_print_or_to_enter(client, version, partner):
    enter_paper(version, partner)
    page = client.get(PAGES[0])
    assert "No partner has still to sign this version." in page.text
    assert 'name="scan"' not in page.text
    assert client.get(PAGES[1]).status_code == 404


@pytest.mark.usefixtures("signed_in", "two")
@pytest.mark.parametrize("address", [VERSION, f"{VERSION}/standing"])
def test_the_page_is_found_from_the_version_and_from_its_standings(client, address):
    assert f'href="{PAGES[0]}"' in client.get(address).text


@pytest.mark.usefixtures("signed_in")
def test_the_page_of_one_signature_prints_its_sheet(client, two):
    page = client.get(f"{VERSION}/partners/{two[0].id}/paper")
    assert f"{PAGES[1]}?partner={two[0].id}" in page.text.replace("&amp;", "&")
