"""The pages on which lists are imported, chosen about, exported and taken back."""

import io
import re
from functools import partial

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partner_lists.models import ListImport
from registry.partners.models.partners import Partner
from tests.conftest import Client
from tests.factories import make_coordinator, make_partner, make_reader, make_team
from tests.partner_lists.builders import CASES, REAL, SMALL, archive
from tests.reading import corrected, error_on, value_of, words_of

BASE = "/teams/east/partner-list"

pytestmark = pytest.mark.usefixtures("session", "team")


def upload(client: Client, data: str | bytes, name: str = "list.csv"):
    """Send a file; what answers."""
    content = data if isinstance(data, bytes) else data.encode()
    head = f'--end\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--end--\r\n"
    multipart = "multipart/form-data; boundary=end"
    return client.post(f"{BASE}/import", data=body, content_type=multipart, follow_redirects=True)


def confirm(client: Client, page: str):
    """Say yes to the preview."""
    address = re.search(r'action="([^"]+/import/\d+)"', page)
    plan = re.search(r'name="plan" type="hidden" value="(\w+)"', page)
    assert address
    assert plan
    return client.post(address[1], data={"plan": plan[1], "do": "import"}, follow_redirects=True)


def count() -> int:
    """Partners on the register."""
    return db.session.scalar(sa.select(sa.func.count(Partner.id))) or 0


class Import:
    """A list on its way in, step by step, as somebody with a browser takes it."""

    def __init__(self, client: Client, data: str | bytes, name: str = "list.csv") -> None:
        content = data if isinstance(data, bytes) else data.encode()
        head = f'--end\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + b"\r\n--end--\r\n"
        self.client = client
        self.answer = client.post(
            f"{BASE}/import",
            data=body,
            content_type="multipart/form-data; boundary=end",
            follow_redirects=True,
        )

    @property
    def text(self) -> str:
        """The page as it is now."""
        return self.answer.text

    def filled(self) -> dict[str, object]:
        """What the form holds as it stands: what is ticked and chosen."""
        form: dict[str, object] = {
            "plan": (re.findall(r'name="plan" type="hidden" value="(\w+)"', self.text) or [""])[0],
            "left_out": re.findall(r'name="left_out" type="checkbox" value="(\d+)" checked', self.text),
        }
        for name, options in re.findall(
            r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', self.text, re.DOTALL
        ):
            form[name] = re.search(r'<option value="([^"]*)" selected', options)[1]
        for tag in re.findall(r"<input[^>]*radio[^>]*>", self.text):
            if " checked" in tag:
                form[re.search(r'name="(\w+)"', tag)[1]] = re.search(r'value="([^"]*)"', tag)[1]
        return form

    def press(self, button: str, **said: object) -> "Import":
        """Press a button, with some fields filled otherwise."""
        address = re.search(r'action="([^"]+/import/\d+)"', self.text)[1]
        self.answer = self.client.post(
            address, data=self.filled() | said | {"do": button}, follow_redirects=True
        )
        return self


def names() -> list[str]:
    """Partners on the register, in their order."""
    return list(db.session.scalars(sa.select(Partner.name).order_by(Partner.position)))


# -- importing and exporting -------------------------------------------------------------------------


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem)
def test_a_real_list_comes_in_and_goes_out_by_page(client, file):
    confirm(client, upload(client, file.read_bytes(), file.name).text)
    exported = client.get(f"{BASE}/export")
    assert exported.data == b"\xef\xbb\xbf" + file.read_bytes()
    assert "attachment" in exported.headers["Content-Disposition"]


@pytest.mark.usefixtures("team")
def test_a_list_that_is_not_what_its_name_says_is_refused_on_its_field(client):
    page = upload(client, b"%PDF-1.7 no list", "list.csv")
    assert error_on(page, "file") == "The content of this file is not what its name says."
    assert count() == 0


@pytest.mark.usefixtures("team")
def test_nothing_is_written_before_the_yes(client):
    page = upload(client, SMALL)
    assert page.status_code == 200
    assert "Maple Clinic" in page.text
    assert count() == 0


@pytest.mark.usefixtures("team")
def test_the_preview_says_what_changes_and_who_is_gone(client):
    confirm(client, upload(client, SMALL).text)
    page = upload(client, "organization,tier,city\nMaple Clinic,Anchor,Kanata\n").text
    assert "City: “Ottawa” becomes “Kanata”" in page
    assert re.search(r"No longer on the list</h2>.*Birch House", page, re.S)


@pytest.mark.usefixtures("team")
def test_unknown_labels_are_asked_about_and_then_imported(client):
    page = upload(client, SMALL.replace("Engaged", "Founding")).text
    assert "Which tier does each label mean?" in page
    address = re.search(r'action="([^"]+/import/\d+)"', page)[1]
    silent = client.post(address, data={"do": "import"})
    assert silent.status_code == 422
    assert error_on(silent, "label_0") == "Choose the tier that it means."
    answered = client.post(address, data={"label_0": "associate", "do": "look"}, follow_redirects=True)
    confirm(client, answered.text)
    assert count() == 2


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x00\x01\x02" * 500, "This is not a list"),
        (b"organization\nMaple\n", "one column only"),
        (b"organization,email\n,x@example.org\n", "Line 2: The name of the organization is missing."),
        (b"a" * (6 * 1024 * 1024), "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_list_is_answered_in_words_on_its_field(client, data, words):
    page = upload(client, data)
    assert page.status_code == 422
    assert words in page.text
    assert db.session.scalar(sa.select(sa.func.count(ListImport.id))) == 0


@pytest.mark.usefixtures("team")
def test_a_file_of_50_mb_is_answered_in_words(client):
    page = upload(client, b"Maple Clinic,Primary care,Anchor,Ottawa,,,\n" * 1_200_000)
    assert page.status_code == 413
    assert "At most 40 MB" in page.text


@pytest.mark.usefixtures("team")
def test_a_script_in_a_name_is_shown_as_text(client):
    page = upload(client, "organization,tier\n<script>alert(1)</script>,Anchor\n").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_register_that_changed_since_is_shown_anew(client, team):
    page = upload(client, SMALL).text
    with unit_of_work(team.id):
        make_partner(team, "Birch House")
    again = confirm(client, page)
    assert again.status_code == 422
    assert "The register has changed since this page was shown" in again.text
    confirm(client, again.text)
    assert count() == 2


@pytest.mark.usefixtures("team")
def test_a_yes_said_twice_imports_once(client):
    page = upload(client, SMALL).text
    confirm(client, page)
    assert "imported already" in confirm(client, page).text
    assert count() == 2


@pytest.mark.usefixtures("team")
def test_a_list_of_another_team_is_not_found(client):
    upload(client, SMALL)
    list_id = db.session.scalars(sa.select(ListImport.id)).one()
    with unit_of_work():
        client.sign_in(make_coordinator(make_team(slug="west")))
    assert client.get(f"/teams/west/partner-list/import/{list_id}").status_code == 404


def test_a_reader_may_export_and_not_import(client, team):
    with unit_of_work():
        client.sign_in(make_reader(team))
    assert client.get(f"{BASE}/export").status_code == 200
    assert client.get(f"{BASE}/import").status_code == 403


# -- choosing ----------------------------------------------------------------------------------------


def test_a_line_that_is_ticked_is_left_out_and_comes_back_when_it_is_not(client):
    step = Import(client, SMALL).press("look", left_out=["3"])
    assert re.search(r"Left out</caption>.*Birch House.*You left it out", step.text, re.DOTALL)
    assert step.filled()["left_out"] == ["3"]
    step.press("look", left_out=[])
    assert "You left it out" not in step.text
    step.press("look", left_out=["2"]).press("import")
    assert names() == ["Birch House"]


def test_a_yes_together_with_a_new_choice_shows_first_what_it_does(client):
    step = Import(client, SMALL).press("import", left_out=["3"])
    assert "Look at what the list does now, then import it" in step.text
    assert names() == []
    step.press("import")
    assert names() == ["Maple Clinic"]


def test_a_likely_total_is_ticked_already_and_taken_when_it_is_not(client):
    step = Import(client, (CASES / "total_line.csv").read_bytes())
    assert step.filled()["left_out"] == ["4"]
    assert "Likely a total, no organization" in step.text
    step.press("look", left_out=[]).press("import")
    assert names() == ["Larch Street Clinic", "Maison des aînés", "Total : 2 organismes"]


def test_a_likely_total_that_was_taken_can_be_left_out_again(client):
    step = Import(client, (CASES / "total_line.csv").read_bytes()).press("look", left_out=[])
    step.press("look", left_out=["4"]).press("import")
    assert names() == ["Larch Street Clinic", "Maison des aînés"]


def test_a_bad_line_is_told_with_its_reason_and_can_be_left_out(client):
    step = Import(client, SMALL + "Oak,,,,,,no address\n")
    assert "This is not an e-mail address" in step.text
    assert "Import the list" not in step.text
    assert step.press("import").answer.status_code == 422
    step.press("look", left_out=["4"]).press("import")
    assert names() == ["Maple Clinic", "Birch House"]


def test_a_line_that_is_left_out_leaves_its_partner_as_it_is(client, team):
    with unit_of_work(team.id):
        make_partner(team, "Birch House", sector="Shelter")
    step = Import(client, SMALL).press("look", left_out=["3"])
    assert "No longer on the list</h2>" not in step.text
    step.press("import")
    birch = db.session.scalars(sa.select(Partner).where(Partner.name == "Birch House")).one()
    assert (birch.sector, birch.on_latest_list) == ("Shelter", True)


def test_a_column_that_is_not_understood_is_shown_with_a_choice_that_is_kept(client):
    text = "Organization,Who signs,Fax\nMaple,Ann Lee,555\n"
    step = Import(client, text)
    assert re.search(r"What do these columns say\?.*Who signs.*For example: Ann Lee", step.text, re.DOTALL)
    step.press("look", column_1="signatory_name", column_2="drop").press("import")
    maple = db.session.scalars(sa.select(Partner)).one()
    assert ([one.name for one in maple.signatories], maple.extra_cells) == (["Ann Lee"], {})
    assert Import(client, text).filled()["column_1"] == "signatory_name"
    assert (
        client.get(f"{BASE}/export").data.decode("utf-8-sig") == "Organization,Who signs\r\nMaple,Ann Lee\r\n"
    )


def test_a_list_without_a_heading_for_the_organizations_asks_which_column_names_them(client):
    step = Import(client, "Who,Where\nMaple,Ottawa\n")
    assert "No heading names the organizations" in step.text
    step.press("look", column_0="name", column_1="city").press("import")
    assert names() == ["Maple"]


def test_two_columns_that_say_the_same_are_told_and_chosen_between(client):
    step = Import(client, "Organization,Organisme\nMaple,Érable\n")
    assert "Two columns say the same: “Organisme”" in step.text
    step.press("look", column_1="keep").press("import")
    assert names() == ["Maple"]


def test_a_word_that_is_no_meaning_is_refused_on_its_field(client):
    step = Import(client, "Organization,Fax\nMaple,555\n").press("look", column_1="boss")
    assert step.answer.status_code == 422
    assert error_on(step.answer, "column_1")


def test_accents_that_can_be_read_in_two_ways_are_asked_about(client):
    step = Import(client, "organisme,ville\nécole A,Ottawa\n".encode("cp1252"))
    assert "Which of these is written right?" in step.text
    assert error_on(step.press("look").answer, "encoding") == "Choose one of these."
    step.press("look", encoding="cp1252").press("import")
    assert names() == ["école A"]


def test_of_two_sheets_it_is_asked_which_is_the_list(client):
    step = Import(client, two_lists(), "list.xlsx")
    assert error_on(step.press("look").answer, "sheet") == "Choose one of these."
    step.press("look", sheet="New")
    assert "Maple New" in step.text
    step.press("look", left_out=["2"]).press("look", sheet="Old")
    assert "Maple Old" in step.text
    step.press("import")
    assert names() == ["Maple Old", "Birch Old"]


def two_lists() -> bytes:
    """A workbook of two sheets that could each be the list."""
    book = Workbook()
    book.active.title = "Old"
    for sheet in (book.active, book.create_sheet("New")):
        for row in (
            ["Organization", "Tier"],
            [f"Maple {sheet.title}", "Anchor"],
            [f"Birch {sheet.title}", "Anchor"],
        ):
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_what_stands_above_the_headings_is_told(client):
    step = Import(client, (CASES / "title_row_second_sheet.xlsx").read_bytes(), "liste.xlsx")
    assert "“Liste des partenaires, au 3 novembre 2026”" in step.text
    assert "since 1 February 2021" in step.text


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "older Excel file"),
        ("list.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "locked by a password"),
        ("list.ods", archive(**{"content.xml": "<a/>"}), "LibreOffice"),
        ("list.numbers", archive(**{"Index.zip": b"x"}), "file of Numbers"),
        ("list.docx", archive(**{"word/document.xml": "<a/>"}), "has to end in one of these"),
    ],
)
def test_a_file_of_another_program_is_refused_on_its_field_with_what_to_do(client, name, data, words):
    step = Import(client, data, name)
    assert step.answer.status_code == 422
    assert words in error_on(step.answer, "file")


@pytest.mark.parametrize("name", ["list.tsv", "list.tab", "LIST.TXT"])
def test_a_list_with_tabs_may_be_named_as_programs_name_it(client, name):
    Import(client, SMALL.replace(",", "\t"), name).press("import")
    assert len(names()) == 2


def take_back(client: Client):
    """Press the button on the newest import's page."""
    list_id = db.session.scalar(sa.select(sa.func.max(ListImport.id)))
    return client.post(f"{BASE}/imports/{list_id}/take-back", follow_redirects=True)


def test_an_import_is_taken_back_from_its_page(client):
    Import(client, SMALL).press("import")
    listed = client.get(f"{BASE}/imports").text
    page = client.get(re.search(r'href="([^"]+/imports/\d+)"', listed)[1]).text
    assert "Take the import back" in page
    answer = take_back(client)
    assert "the register is as it was before it" in answer.text
    assert names() == []
    assert "taken back" in client.get(f"{BASE}/imports").text
    assert "Take the import back" not in answer.text


def test_a_page_of_an_import_says_what_keeps_it_from_being_taken_back(client, team):
    Import(client, SMALL).press("import")
    with unit_of_work(team.id):
        birch = db.session.scalars(sa.select(Partner).where(Partner.name == "Birch House")).one()
        birch.city = "York"
    answer = take_back(client)
    assert answer.status_code == 422
    assert "Birch House: what the list said of it was changed since" in " ".join(answer.text.split())
    assert len(names()) == 2


def test_the_page_of_an_import_that_was_confirmed_is_the_page_of_what_it_did(client):
    Import(client, SMALL).press("import")
    list_id = db.session.scalar(sa.select(sa.func.max(ListImport.id)))
    assert client.get(f"{BASE}/import/{list_id}").location.endswith(f"/imports/{list_id}")


def send(client, page, **said):
    return client.post(page, data=said)


def test_a_line_entered_by_mistake_is_marked_from_the_page_of_its_import(client):
    Import(client, SMALL).press("import")
    before = names()
    address = f"{BASE}/imports/{db.session.scalar(sa.select(sa.func.max(ListImport.id)))}"
    page = client.get(address).text
    link = r'href="(/teams/east/partners/\d+/mistake)">It was entered by mistake<span[^>]*>: ([^<]+)'
    line = re.search(link, page)
    assert line is not None
    revision = value_of(client.get(line[1]), "revision")
    corrected(partial(send, client), line[1], revision=revision, reason="A total")
    said = words_of(client.get(address))
    assert f"{line[2]} Entered by mistake" in said
    assert said.count("It was entered by mistake") == len(before) - 1
    listed = words_of(client.get("/teams/east/partners"))
    assert [name for name in before if name in listed] == [name for name in before if name != line[2]]


def test_an_import_of_another_team_and_one_that_waits_have_no_page(client):
    Import(client, SMALL)
    waiting = db.session.scalar(sa.select(sa.func.max(ListImport.id)))
    assert client.get(f"{BASE}/imports/{waiting}").status_code == 404
    assert take_back(client).status_code == 404
    with unit_of_work():
        client.sign_in(make_coordinator(make_team(slug="west")))
    assert client.get(f"/teams/west/partner-list/imports/{waiting}").status_code == 404


def test_a_reader_takes_no_import_back(client, team):
    Import(client, SMALL).press("import")
    with unit_of_work():
        client.sign_in(make_reader(team))
    assert take_back(client).status_code == 403
    assert len(names()) == 2


def test_the_timeline_of_a_list_that_was_taken_back_still_tells_of_its_partners(client):
    Import(client, SMALL).press("import")
    take_back(client)
    page = client.get("/teams/east/trail").text
    assert "took back the import of the partner list" in page
    assert re.search(r"took a partner \(\d+\) off the register, listed by mistake", page)
