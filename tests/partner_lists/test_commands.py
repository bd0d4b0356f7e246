"""The commands that import and export lists."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import Workbook

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.partners import Partner
from registry.teams.models import Team
from tests.factories import make_team
from tests.partner_lists.builders import REAL, SMALL

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def team(session: object) -> Team:
    """A team without partners."""
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def run(app: Flask, team: Team):
    """Runs a command of the registry."""
    runner = app.test_cli_runner()

    def run(*arguments: str):
        result = runner.invoke(args=["registry", *arguments])
        db.session.rollback()
        return result

    return run


@pytest.fixture
def file(tmp_path: Path):
    """Writes a list to a file."""

    def write(text: str) -> str:
        path = tmp_path / "list.csv"
        path.write_bytes(text.encode())
        return str(path)

    return write


def count() -> int:
    """Partners on the register."""
    return db.session.scalar(sa.select(sa.func.count(Partner.id))) or 0


@pytest.mark.parametrize("real", REAL, ids=lambda real: real.stem)
def test_a_real_list_comes_in_and_goes_out_by_command(run, real):
    assert run("import-partners", "east", str(real)).exit_code == 0
    assert run("export-partners", "east").stdout_bytes == real.read_bytes()


def test_a_dry_run_says_what_the_list_does_and_writes_nothing(run, file):
    result = run("import-partners", "east", file(SMALL), "--dry-run")
    assert "new: Maple Clinic" in result.output
    assert "2 new, 0 changed, 0 unchanged, 0 gone. Nothing was written." in result.output
    assert count() == 0


def test_a_newer_list_says_what_is_new_changed_and_gone(run, file):
    run("import-partners", "east", file(SMALL))
    newer = SMALL.replace("Ottawa", "Kanata").replace("Birch House", "Cedar House")
    output = run("import-partners", "east", file(newer)).output
    assert "changed: Maple Clinic: city: “Ottawa” becomes “Kanata”" in output
    assert "new: Cedar House" in output
    assert "gone from the list, kept: Birch House" in output


def test_unknown_labels_end_with_2_and_name_the_option_to_add(run, file):
    listed = file(SMALL.replace("Anchor", "Founding body").replace("Engaged", "Ally"))
    result = run("import-partners", "east", listed)
    assert result.exit_code == 2
    assert "Ally: add --tier Ally=" in result.output
    assert "Founding body: add --tier 'Founding body='anchor" in result.output
    assert count() == 0


def test_labels_that_are_answered_are_imported(run, file):
    listed = file(SMALL.replace("Anchor", "Founding body"))
    assert run("import-partners", "east", listed, "--tier", "Founding body=anchor").exit_code == 0
    assert count() == 2


@pytest.mark.parametrize("option", ["Ally", "Ally=", "=anchor", "Ally=boss"])
def test_an_answer_that_makes_no_sense_is_refused_in_words(run, file, option):
    result = run("import-partners", "east", file(SMALL), "--tier", option)
    assert result.exit_code == 2
    assert "write LABEL=TIER" in result.output


def test_bad_lines_end_with_1_and_each_is_named(run, file):
    result = run("import-partners", "east", file(SMALL + ",,,,,,\nmaple clinic,,,,,,\n,Housing,,,,,\n"))
    assert result.exit_code == 1
    assert "Line 5: It repeats the organization of line 2." in result.output
    assert "Line 6: The name of the organization is missing." in result.output
    assert count() == 0


def test_a_bad_line_can_be_left_out_by_its_number(run, file):
    listed = file(SMALL + "Oak,,,,,,no address\n")
    assert run("import-partners", "east", listed).exit_code == 1
    result = run("import-partners", "east", listed, "--leave-out", "4")
    assert (result.exit_code, "left out: line 4, Oak, no address" in result.output) == (0, True)


def test_a_likely_total_is_told_with_the_option_that_takes_it(run, file):
    listed = file(SMALL + "Total : 2 organismes,,,,,,\n")
    assert (
        "if it is an organization, add --take-in 4"
        in run("import-partners", "east", listed, "--dry-run").output
    )
    run("import-partners", "east", listed, "--take-in", "4")
    assert count() == 3


def test_unclear_accents_end_with_2_and_name_the_option_to_add(run, tmp_path):
    listed = tmp_path / "list.csv"
    listed.write_bytes("organisme,ville\nécole A,Ottawa\n".encode("cp1252"))
    result = run("import-partners", "east", str(listed))
    assert (result.exit_code, "école: add --encoding cp1252" in result.output) == (2, True)
    assert run("import-partners", "east", str(listed), "--encoding", "cp1252").exit_code == 0


def test_several_sheets_end_with_2_and_name_the_option_to_add(run, tmp_path):
    listed, book = tmp_path / "list.xlsx", Workbook()
    book.active.title = "Old list"
    for sheet in (book.active, book.create_sheet("New")):
        sheet.append(["Organization", "Tier"])
        sheet.append([f"Maple {sheet.title}", "Anchor"])
    book.save(listed)
    result = run("import-partners", "east", str(listed))
    assert (result.exit_code, "add --sheet 'Old list'" in result.output) == (2, True)
    assert "new: Maple New" in run("import-partners", "east", str(listed), "--sheet", "New").output


def test_columns_that_are_unclear_end_with_2_and_name_the_option_to_add(run, file):
    listed = file("Who,Where\nMaple,Ottawa\n")
    result = run("import-partners", "east", listed)
    assert (result.exit_code, "Who: add --column Who=MEANING" in result.output) == (2, True)
    assert (
        run("import-partners", "east", listed, "--column", "Who=name", "--column", "Where=city").exit_code
        == 0
    )
    assert db.session.scalars(sa.select(Partner.city)).all() == ["Ottawa"]


@pytest.mark.parametrize("option", ["Who", "Who=boss", "Who="])
def test_a_meaning_that_makes_no_sense_is_refused_in_words(run, file, option):
    result = run("import-partners", "east", file(SMALL), "--column", option)
    assert (result.exit_code, "write HEADING=MEANING" in result.output) == (2, True)


def test_the_latest_import_is_taken_back_by_command(run, file):
    run("import-partners", "east", file(SMALL))
    assert "The import of list.csv is taken back" in run("take-back-import", "east").output
    assert count() == 0
    assert "There is no import to take back" in run("take-back-import", "east").output


def test_a_command_that_takes_nothing_back_names_what_depends(run, file):
    run("import-partners", "east", file(SMALL))
    with unit_of_work():
        db.session.scalars(sa.select(Partner).where(Partner.name == "Birch House")).one().city = "York"
    result = run("take-back-import", "east")
    assert (result.exit_code, count()) == (1, 2)
    assert "Birch House: what the list said of it was changed since" in result.output


def test_a_team_that_is_not_there_is_named(run, file):
    result = run("import-partners", "nowhere", file(SMALL))
    assert (result.exit_code, "There is no team “nowhere”." in result.output) == (1, True)
