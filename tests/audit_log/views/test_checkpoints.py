"""The export from the page: what its reader may not know of is a link of the chain, without content."""

import zipfile

from registry.database.transactions import unit_of_work
from tests.audit.conftest import run_checker
from tests.factories import make_reader

EXPORT = "/teams/east/trail/export"


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
