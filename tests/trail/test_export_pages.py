"""The export from the page: what its reader may not know of is a link of the chain, without content."""

import io
import json
import zipfile

import pytest

from registry.conflicts.services import recusals
from registry.database.transactions import unit_of_work
from tests.acts import act_of
from tests.audit.conftest import run_checker
from tests.conflicts.making import at_steering, raise_one
from tests.factories import NOW, make_reader

EXPORT = "/teams/east/trail/export"


@pytest.fixture
def fetched(client):
    """Fetches the export: the names in it, and its events."""

    def fetch():
        content = client.get(EXPORT).data
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            lines = packed.read("events.jsonl").decode().splitlines()
            return content, packed.namelist(), [json.loads(line) for line in lines]

    return fetch


def test_a_coordinator_gets_the_events_and_what_checks_them(cast, client, fetched, tmp_path):
    raise_one(cast)
    client.sign_in(cast.coordinator)
    content, names, events = fetched()
    (tmp_path / "east.zip").write_bytes(content)
    code, told = run_checker(tmp_path, tmp_path / "east.zip")
    assert sorted(names) == ["README.txt", "check.py", "events.jsonl", "heads.json"]
    assert (code, f"{len(events)} events, the chain is whole" in told) == (0, True)
    assert not any("withheld" in event for event in events)


def test_a_recused_coordinator_gets_no_word_of_the_case(cast, client, fetched, tmp_path):
    case = at_steering(cast)
    with unit_of_work(cast.team.id):
        recusals.recuse(case, whom=cast.coordinator, reason="A friend", act=act_of(cast.coordinator, NOW))
    client.sign_in(cast.coordinator)
    content, _names, events = fetched()
    (tmp_path / "east.zip").write_bytes(content)
    code, told = run_checker(tmp_path, tmp_path / "east.zip")
    assert "conflict_case" not in json.dumps(events)
    assert (code, "3 events are withheld" in told) == (0, True)


def test_an_export_changed_on_its_way_is_found(cast, client, tmp_path):
    client.sign_in(cast.coordinator)
    (tmp_path / "east.zip").write_bytes(client.get(EXPORT).data)
    run_checker(tmp_path, tmp_path / "east.zip")
    path = tmp_path / "east" / "events.jsonl"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:2], lines[3], lines[2], *lines[4:]]))
    assert check_again(tmp_path)[1].startswith(f"team:{cast.team.id}: event 3: reordered: ")


def check_again(folder):
    """Run the checker on what was unpacked."""
    with zipfile.ZipFile(folder / "again.zip", "w") as packed:
        [packed.write(path, path.name) for path in (folder / "east").iterdir()]
    return run_checker(folder, folder / "again.zip")


def test_who_only_reads_exports_nothing(cast, client):
    with unit_of_work(cast.team.id):
        client.sign_in(make_reader(cast.team))
    assert client.get(EXPORT).status_code == 403
