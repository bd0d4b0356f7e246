"""What happens to copies: a file is lost, a disk bends a byte, newer rows are missing, a key is gone."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

from registry.backups.rules import DATABASES, Copied, Manifest

Damaging = Callable[[Path], None]


def copy_of(folder: Path, name: str = "copied") -> Path:
    """Another copy of a back-up, to be damaged."""
    return Path(shutil.copytree(folder, folder.with_name(f"{folder.name} {name}")))


def a_file(folder: Path, kind: str = "files") -> Path:
    """One of its files, the same each time."""
    return min(path for path in (folder / kind).rglob("*") if path.is_file() and path.suffix != ".pem")


def database(folder: Path) -> Path:
    """The copy of the database."""
    [found] = [folder / name for name in DATABASES.values() if (folder / name).is_file()]
    return found


def lose_a_file(folder: Path) -> None:
    a_file(folder).unlink()


def bend_a_byte(folder: Path) -> None:
    bend(a_file(folder))


def bend(path: Path) -> None:
    """Change a byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def lose_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def cut_the_manifest_short(folder: Path) -> None:
    cut_short(folder / "manifest.json")


def change_the_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"team:1"', '"team:2"'))


def cut_short(path: Path) -> None:
    """Leave the first half of a file."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def cut_the_database_short(folder: Path) -> None:
    cut_short(database(folder))


def bend_the_database(folder: Path) -> None:
    bend(database(folder))


def lose_the_database(folder: Path) -> None:
    database(folder).unlink()


def lose_a_key(folder: Path) -> None:
    (folder / "keys" / "seal.key").unlink()


def bend_a_key(folder: Path) -> None:
    path = folder / "keys" / "seal.key"
    path.write_text(path.read_text().replace("A", "B"))


def bring_another_file(folder: Path) -> None:
    (folder / "files" / "notes.txt").write_text("Ask Robin.")


def as_if_taken_so(folder: Path) -> None:
    """Write the manifest's fingerprints anew, as if the back-up had been taken from what it holds now."""
    path = folder / "manifest.json"
    manifest = Manifest.of_json(path.read_text())
    files = {
        name: Copied((folder / name).stat().st_size, hashlib.sha256((folder / name).read_bytes()).hexdigest())
        for name in manifest.files
        if (folder / name).is_file()
    }
    said = json.loads(manifest.to_json()) | {"files": {name: vars(one) for name, one in files.items()}}
    del said["digest"]
    said["digest"] = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps(said))


def change_rows(folder: Path, *statements: str, make_dump: Callable[..., None] | None = None) -> None:
    """Do something to the rows of the copied database, as its files would look had it been there before."""
    path = database(folder)
    if path.name == DATABASES["sqlite"]:
        with sqlite3.connect(path) as connection:
            triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for statement in [*(f"DROP TRIGGER {name}" for (name,) in triggers), *statements]:
                connection.execute(statement)
        connection.close()
    else:
        assert make_dump is not None
        make_dump(path, statements)
    as_if_taken_so(folder)


def program(name: str, *arguments: object) -> None:
    """Run one of PostgreSQL's programs."""
    subprocess.run([name, *map(str, arguments)], check=True, capture_output=True)
