"""PostgreSQL's own programs: finds the right version, and runs it without a secret on its command line."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from registry.errors import RegistryError

#: Where Debian and Ubuntu install the programs of each version; the ones on PATH are wrappers that choose a
#: version.
INSTALLED = Path("/usr/lib/postgresql")
#: The name of the section, in a file that only its owner can read, with the parameters of the connection.
SERVICE = "registry"


@dataclass(frozen=True)
class Access:
    """How to connect to a database, in libpq's names, and the password, which never appears on a command
    line.
    """

    parameters: Mapping[str, str]
    password: str = field(repr=False)


class ProgramMissing(RegistryError):
    """A PostgreSQL program of the required version is not installed."""


class ProgramFailed(RegistryError):
    """A PostgreSQL program failed; the text is its error message."""


def find(name: str, *, major: int, or_newer: bool = False) -> Path:
    """A program of a major version; with `or_newer`, the oldest version that is new enough.

    Raises `ProgramMissing`, which says what is installed and what to install.
    """
    versions = dict(_versions(name))
    fitting = [version for version in versions if version == major or (or_newer and version > major)]
    if fitting:
        return versions[min(fitting)]
    others = ", ".join(map(str, sorted(versions)))
    installed = f"this machine has {name} {others}" if versions else f"this machine has no {name}"
    raise ProgramMissing(
        f"The database is of PostgreSQL {major}, and {installed}. "
        f"Install the one of version {major}: apt-get install postgresql-client-{major}"
    )


def _versions(name: str) -> Iterator[tuple[int, Path]]:
    """The installed major versions of a program; the distribution's own folders come first."""
    folders = [*os.environ.get("PATH", os.defpath).split(os.pathsep), *map(str, INSTALLED.glob("*/bin"))]
    for folder in folders:
        path = Path(folder) / name
        if folder and os.access(path, os.X_OK):
            major = _major_of(path)
            if major:
                yield major, path


def _major_of(path: Path) -> int | None:
    try:
        result = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", result.stdout)
    return int(match.group(1)) if match else None


def run(program: Path, *arguments: str, access: Access) -> None:
    """Run a program that connects to a database. Raises `ProgramFailed`."""
    with _service(access.parameters) as service:
        environ = {**os.environ, "PGSERVICEFILE": str(service)}
        if access.password:
            environ["PGPASSWORD"] = access.password
        command = (str(program), "--no-password", f"--dbname=service={SERVICE}", *arguments)
        done = subprocess.run(  # noqa: S603  # a program that was looked for
            command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    if done.returncode != 0:
        raise ProgramFailed(f"{program.name}: {last_words(done.stderr) or 'it failed without a word'}")


@contextmanager
def reading(program: Path, *arguments: str) -> Iterator[Iterator[bytes]]:
    """The lines that a program writes, as it writes them. Raises `ProgramFailed` when it fails."""
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603  # a program that was looked for
            [program, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
        ) as running,
    ):
        assert running.stdout is not None
        yield iter(running.stdout)
        for _rest in running.stdout:
            pass
        if running.wait() != 0:
            errors.seek(0)
            message = last_words(errors.read().decode(errors="replace"))
            raise ProgramFailed(f"{program.name}: {message or 'it failed without a word'}")


def last_words(text: str) -> str:
    """The last line of an error message, without the name of the program."""
    lines = [line.strip() for line in text.splitlines() if "error:" in line] or text.split("\n")[:1]
    return lines[0].partition("error:")[2].strip() or lines[0].strip()


@contextmanager
def _service(parameters: Mapping[str, str]) -> Iterator[Path]:
    """A temporary service file that says where to connect to; deleted when the program has ended."""
    parameters_said = {
        name: value for name, value in parameters.items() if name != "service"
    }  # it is resolved
    lines = [f"[{SERVICE}]", *(f"{name}={value}" for name, value in parameters_said.items())]
    with tempfile.NamedTemporaryFile("w", prefix="registry-", encoding="utf-8") as file:  # mode 0600
        file.write("\n".join(lines) + "\n")
        file.flush()
        yield Path(file.name)
