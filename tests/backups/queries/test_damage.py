"""Each kind of damage to a back-up is named in words, and none passes for whole."""

import pytest

from registry.database.postgresql import programs
from tests import databases
from tests.backups import damaging
from tests.backups.running import runs

DAMAGES = [
    (damaging.lose_a_file, "missing file: files/"),
    (damaging.bend_a_byte, "altered file: files/"),
    (damaging.lose_the_manifest, "missing manifest"),
    (damaging.cut_the_manifest_short, "damaged manifest: The manifest cannot be read"),
    (damaging.change_the_manifest, "damaged manifest: The manifest was altered"),
    (damaging.lose_the_database, "missing file: database."),
    (damaging.cut_the_database_short, "it is cut short"),
    (damaging.cut_the_database_short, "damaged database"),
    (damaging.bend_the_database, "altered file: database."),
    (damaging.lose_a_key, "missing key: keys/seal.key"),
    (damaging.bend_a_key, "altered file: keys/seal.key"),
    (damaging.bring_another_file, "file that does not belong to it: files/notes.txt"),
]


@pytest.mark.parametrize(("damage", "words"), DAMAGES)
def test_what_is_wrong_is_named(taken, run, damage, words):
    folder = damaging.copy_of(taken)
    damage(folder)
    result = run("check-backup", folder)
    assert result.exit_code == 1
    assert words in result.output


def test_what_is_no_folder_is_no_back_up(run, tmp_path):
    assert "missing manifest" in run("check-backup", tmp_path / "nowhere").output


def test_events_that_are_missing_after_the_last_sealed_checkpoint_are_told(change, run):
    result = run("check-backup", change(*damaging.without_newest("team:1", 2)))
    assert result.exit_code == 1
    assert "missing events: team:1: events " in result.output
    assert "all after the last sealed checkpoint (2026-11-24, record " in result.output


def test_events_that_are_missing_from_before_it_are_told_apart(change, run):
    result = run("check-backup", change(*damaging.without_newest("team:1", 20)))
    assert "those from before the last sealed checkpoint" in result.output


def test_an_event_that_was_changed_breaks_its_chain(change, run):
    result = run("check-backup", change("UPDATE audit_event SET actor = 'user:99' WHERE seq = 4"))
    assert "broken chain: team:1: event 4: changed" in result.output


def test_another_head_is_told(change, run):
    statement = "UPDATE audit_chain_head SET digest = 'f' WHERE chain = 'team:1'"
    assert "another head: team:1: its head is f" in run("check-backup", change(statement)).output


def test_a_chain_that_is_gone_is_missed(change, run):
    result = run("check-backup", change("DELETE FROM audit_chain_head WHERE chain = 'team:1'"))
    assert "missing events: team:1: events 1 to " in result.output


def test_a_row_whose_file_was_never_taken_along_is_told(change, run):
    result = run("check-backup", change(f"UPDATE commitment SET scan = '{'a' * 64}' WHERE scan <> ''"))
    assert f"missing file: files/aa/{'a' * 64} (named by commitment " in result.output


# -- the secret --------------------------------------------------------------------------------------


@pytest.fixture
def with_secrets(elsewhere):
    """Runs commands of an installation elsewhere that was told other secrets."""
    return lambda **environ: runs(elsewhere(**environ))


def test_a_secret_that_does_not_open_the_keys_is_told(taken, with_secrets):
    result = with_secrets(REGISTRY_SECRET_KEY="s" * 40)("check-backup", taken)
    assert result.exit_code == 1
    assert "secret wrong: REGISTRY_SECRET_KEY is set, and does not open the keys" in result.output


def test_a_secret_that_is_missing_is_told_by_its_name(source, taken, with_secrets, monkeypatch):
    result = with_secrets(REGISTRY_SECRET_KEY="")("check-backup", taken)
    assert "secret missing: the keys do not open without it: bring REGISTRY_SECRET_KEY" in result.output


def test_where_the_secret_is_not_to_be_known_it_is_not_asked_for(taken, with_secrets):
    run = with_secrets(REGISTRY_SECRET_KEY="s" * 40)
    assert run("check-backup", "--without-secret", taken).exit_code == 0


# -- programs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_dump_that_no_program_here_reads_is_not_taken_for_whole(taken, run, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "INSTALLED", tmp_path)
    result = run("check-backup", taken)
    assert (result.exit_code, "not examined: " in result.output) == (1, True)
    assert "apt-get install postgresql-client-" in result.output


# -- the installation that runs ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "words"),
    [(damaging.lose_a_file, "missing file: files/"), (damaging.bend_a_byte, "altered file: files/")],
)
def test_audit_check_names_files_that_the_installation_itself_has_lost(source, run, damage, words):
    assert run("audit-check", "--files").exit_code == 0
    damage(source.settings.instance)
    result = run("audit-check", "--files")
    assert (result.exit_code, words in result.output) == (1, True)


def test_a_lost_file_is_missed_by_the_daily_check_too(source, run):
    damaging.lose_a_file(source.settings.instance)
    assert "1 files that rows name are not there, such as files/" in run("check").output


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_audit_check_says_in_words_that_the_database_is_damaged(source, run):
    path = source.settings.instance / "registry.db"
    databases.disconnect(source.app)
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 40_000)
    result = run("audit-check")
    assert (result.exit_code, "damaged database" in result.output) == (1, True)
