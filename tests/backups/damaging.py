"""What happens to copies: a file is lost, a disk bends a byte, newer rows are missing, a key is gone."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from registry.backups.rules import DATABASES, MANIFEST
from tests import postgres
from tests.unguarded import without_guards

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
    (folder / MANIFEST).unlink()


def cut_the_manifest_short(folder: Path) -> None:
    cut_short(folder / MANIFEST)


def change_the_manifest(folder: Path) -> None:
    path = folder / MANIFEST
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
    said = json.loads((folder / MANIFEST).read_text())
    for name, copied in said["files"].items():
        content = (folder / name).read_bytes()
        copied |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    say_otherwise(folder, files=said["files"])


def say_otherwise(folder: Path, **values: Any) -> None:
    """Let the manifest say something else, and be right in itself."""
    path = folder / MANIFEST
    said = json.loads(path.read_text())
    for name, value in values.items():
        said[name] = said[name] | value if isinstance(value, dict) else value
    del said["digest"]
    said["digest"] = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps(said))


def without_newest(chain: str, events: int) -> tuple[str, ...]:
    """Statements that take the newest events of a chain away, and let its end be as it was before them."""
    kept = f"(SELECT max(seq) - {events} FROM audit_event WHERE chain = '{chain}')"
    digest = f"(SELECT digest FROM audit_event WHERE chain = '{chain}' ORDER BY seq DESC LIMIT 1)"
    seq = f"(SELECT max(seq) FROM audit_event WHERE chain = '{chain}')"
    return (
        f"DELETE FROM audit_event WHERE chain = '{chain}' AND seq > {kept}",
        f"UPDATE audit_chain_head SET seq = {seq}, digest = {digest} WHERE chain = '{chain}'",
    )


def change_sqlite(path: Path, statements: Sequence[str]) -> None:
    """Do something to the rows of a copied SQLite database."""
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for statement in [*(f"DROP TRIGGER {name}" for (name,) in triggers), *statements]:
            connection.execute(statement)


def change_dump(path: Path, statements: Sequence[str], server: str) -> None:
    """Do something to the rows of a dump: put back, changed, and dumped again."""
    url = postgres.make_database(server, "damaged_dump")
    access = f"{url.replace('+psycopg', '')}"
    _program("pg_restore", "--no-owner", f"--dbname={access}", path)
    with without_guards(url) as engine, engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    path.unlink()
    _program("pg_dump", "--format=custom", f"--file={path}", f"--dbname={access}")
    postgres.drop_database(server, "damaged_dump")


def _program(name: str, *arguments: object) -> None:
    subprocess.run([name, *map(str, arguments)], check=True, capture_output=True)
