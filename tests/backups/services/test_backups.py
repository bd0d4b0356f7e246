"""A back-up holds all that is needed and no secret, and is there whole or not at all."""

import json
import subprocess

import pytest
import sqlalchemy as sa

from registry.backups.services import backups
from registry.database.session import db
from registry.files import references, storage
from tests.backups.builders import records


def manifest_of(folder):
    """What a back-up says that it holds."""
    return json.loads((folder / "manifest.json").read_text())


def files_in(folder, kind="files"):
    """The files of a folder, by their names."""
    return {path.name: path for path in (folder / kind).rglob("*") if path.is_file()}


def test_a_back_up_that_was_taken_is_found_whole(taken, run):
    result = run("check-backup", taken)
    assert result.exit_code == 0, result.output
    assert "is whole: " in result.output


def test_it_holds_every_file_that_a_row_names_and_no_other(taken, source, session):
    with db.engines[None].connect() as connection:
        named = {one.fingerprint for one in references.named_in(connection)}
    assert set(files_in(taken)) == named == set(files_in(source.settings.instance))


def test_its_manifest_tells_heads_checkpoints_newest_event_and_keys(taken):
    said = manifest_of(taken)
    chain = said["facts"]["chains"]["team:1"]
    assert chain["events"] > chain["sealed"]["events"] > 0
    assert said["facts"]["newest"]["at"] == "2026-11-25T15:00:00+00:00"
    assert {"keys/root.key", "keys/issuing.key", "keys/seal.key"} <= set(said["keys"])
    assert all(set(one) == {"size", "sha256"} for one in said["files"].values())


def test_no_secret_goes_along(taken, source):
    secret = source.settings.secret_key.encode()
    assert not [path for path in taken.rglob("*") if path.is_file() and secret in path.read_bytes()]
    assert not (taken / "secret_key").exists()


def test_the_secret_that_a_development_instance_makes_for_itself_stays_there(taken, source, run, tmp_path):
    (source.settings.instance / "secret_key").write_text(source.settings.secret_key)
    result = run("backup", tmp_path / "another")
    assert not (tmp_path / "another" / "secret_key").exists()
    assert "the content of the file secret_key of the former instance folder" in result.output


def test_a_file_that_came_after_the_last_row_is_left_out(source, run, tmp_path, session):
    stray = storage.store_file(b"of a change that was never committed")
    run("backup", tmp_path / "taken")
    assert stray not in files_in(tmp_path / "taken")


def test_a_place_that_is_taken_is_refused_in_words(taken, run):
    result = run("backup", taken)
    assert (result.exit_code, "is there already" in result.output) == (1, True)


def test_a_disk_that_is_full_leaves_nothing(source, run, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "write_synced", full)
    result = run("backup", tmp_path / "taken")
    assert (result.exit_code, "the disk is full" in result.output) == (1, True)
    assert not list(tmp_path.glob("taken*"))


def test_one_that_is_killed_never_passes_for_whole(source, run, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "_finish", lambda *_: (_ for _ in ()).throw(SystemExit(9)))
    monkeypatch.setattr(backups.shutil, "rmtree", lambda *_, **__: None)
    run("backup", tmp_path / "taken")
    [left] = tmp_path.glob("taken*")
    result = run("check-backup", left)
    assert (result.exit_code, "unfinished back-up" in result.output) == (1, True)
    left.rename(tmp_path / "taken")
    assert "missing manifest" in run("check-backup", tmp_path / "taken").output


def test_a_file_that_the_installation_has_lost_is_told(source, run, tmp_path, session):
    [path, *_] = files_in(source.settings.instance).values()
    path.unlink()
    result = run("backup", tmp_path / "taken")
    assert (result.exit_code, path.name in result.output) == (1, True)
    result = run("check-backup", tmp_path / "taken")
    assert "it was not there when the back-up was taken" in result.output


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_no_password_stands_on_a_command_line(source, run, tmp_path, monkeypatch):
    commands = []
    usual = subprocess.run

    def run_it(command, **said):
        commands.append(command)
        return usual(command, **said)

    monkeypatch.setattr(subprocess, "run", run_it)
    monkeypatch.setenv("PGPASSWORD", "hush")
    assert run("backup", tmp_path / "taken").exit_code == 0
    assert commands
    assert "hush" not in str(commands)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_pg_dump_of_another_version_is_refused_with_what_to_install(
    source, run, tmp_path, monkeypatch, session
):
    other = tmp_path / "bin" / "pg_dump"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 11.2'\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(other.parent))
    monkeypatch.setattr("registry.database.postgresql.programs.INSTALLED", tmp_path / "nowhere")
    result = run("backup", tmp_path / "taken")
    major = db.session.scalar(sa.text("SHOW server_version_num"))[:2]
    assert result.exit_code == 1
    assert f"of PostgreSQL {major}, and this machine has pg_dump 11" in result.output
    assert f"apt-get install postgresql-client-{major}" in result.output


def test_records_are_among_what_is_backed_up(taken, session):
    fingerprints = {record.fingerprint for record in records()}
    assert len(fingerprints) >= 3
    assert fingerprints <= set(files_in(taken))
