"""Features that can be removed: `python -m tests.removable` deletes them one after the other in a copy.

Each goes as a folder, with its templates and tests, and its name goes from `FEATURES` and from the contract
of the kinds. After each the application is started, and the tests that remain are run: those of the rooms and
of the features that are left. A test that cuts across features says by a marker which of these it needs,
`needs("conflicts")`, and is left out once one of them is gone. All others have to be there and to pass; cases
of a test with parameters may be about what is gone. Migrations and the catalogue stay whole.

Exit 1 where something does not start, fails, or is missing without a reason.
"""

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from _pytest.mark import ParameterSet

TOP = Path(__file__).resolve().parent.parent
#: Each needs only what comes after it here, and what cannot be removed.
REMOVABLE = ("demo", "announcements", "withdrawals", "admissions", "conflicts", "decisions")
#: The marker of a test that counts what is there, or holds it against a list, a paper or the migrations; the
#: demonstration brings none of that but a command and some texts.
NEEDS_ALL = pytest.mark.needs(*REMOVABLE[1:])
#: Where a feature has a folder.
FOLDERS = ("registry", "templates", "templates/mail", "templates/records", "tests")
#: Lines that name a feature and go with it, by the file in which they stand.
LINES = {"registry/app.py": '    "{feature}",\n', "pyproject.toml": '    "registry.{feature}",\n'}
#: What a copy can do without.
NOT_COPIED = (".git", ".venv", ".*_cache", "__pycache__", "instance")
#: Where the plugin that this module is leaves what it saw.
REPORT = "REMOVABLE_REPORT"
#: Seconds that a server may take to answer.
PATIENCE = 60

#: What tests need, by their name: `tests/a/test_b.py::test_c[sqlite]`.
Needs = Mapping[str, Sequence[str]]


# -- as a plugin of pytest: what is collected, and what passed ---------------------------------------

_seen: dict[str, list[str]] = {}
_passed: set[str] = set()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note which features each test needs."""
    for item in session.items:
        _seen[item.nodeid] = [name for mark in item.iter_markers("needs") for name in mark.args]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note what passed."""
    if report.when == "call" and report.passed:
        _passed.add(report.nodeid)


def pytest_sessionfinish() -> None:
    """Leave all of it where whoever started the run looks for it; processes beside the first say nothing."""
    if REPORT in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
        seen = {"collected": _seen, "passed": sorted(_passed)}
        Path(os.environ[REPORT]).write_text(json.dumps(seen), encoding="utf-8")


# -- for tests ---------------------------------------------------------------------------------------


def case(value: str, *, about: str) -> ParameterSet:
    """A case of a test with parameters, marked where what it is about names features that can be removed."""
    features = [feature for feature in REMOVABLE if re.search(rf"\b{feature}\b", about)]
    return pytest.param(value, marks=[pytest.mark.needs(*features)] if features else [], id=value)


# -- the run -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tests:
    """What becomes of the tests once some features are gone."""

    #: Those that have to pass.
    remaining: set[str]
    #: How many went with the folders of their features.
    own: int
    #: How many are left out by their marker.
    left_out: set[str]


def without(features: Sequence[str], needs: Needs) -> Tests:
    """Part the tests of the whole: what is left, what went along, what is left out."""
    own = {name for name in needs if name.startswith(tuple(f"tests/{feature}/" for feature in features))}
    left_out = {name for name, needed in needs.items() if not set(needed).isdisjoint(features)} - own
    return Tests(needs.keys() - own - left_out, len(own), left_out)


def arguments_without(tests: Tests) -> list[str]:
    """How pytest is told what to leave out: whole files, so that they are not imported, or single tests."""
    still_there = {_file_of(name) for name in tests.remaining}
    files = {_file_of(name) for name in tests.left_out}
    return [
        *(f"--ignore={file}" for file in sorted(files - still_there)),
        *(f"--deselect={name}" for name in sorted(tests.left_out) if _file_of(name) in still_there),
    ]


def _file_of(name: str) -> str:
    return name.partition("::")[0]


def _function_of(name: str) -> str:
    return name.partition("[")[0]


def remove(feature: str, top: Path) -> list[str]:
    """Delete a feature; the files that had to be touched besides, with what went from each."""
    for folder in FOLDERS:
        shutil.rmtree(top / folder / feature, ignore_errors=True)
    touched = []
    for file, form in LINES.items():
        text, line = (top / file).read_text(encoding="utf-8"), form.format(feature=feature)
        if line in text:
            (top / file).write_text(text.replace(line, "", 1), encoding="utf-8")
            touched.append(f"{file}: {line.strip()}")
    return touched


class Copy:
    """A copy of the checkout, in which features are removed."""

    def __init__(self, folder: Path) -> None:
        self.top = folder / "checkout"
        self.report = folder / "report.json"
        shutil.copytree(TOP, self.top, ignore=shutil.ignore_patterns(*NOT_COPIED))
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}

    def needs(self, chosen: Sequence[str]) -> Needs:
        """The tests that are chosen, with the features that each needs."""
        self._pytest(["--collect-only", "--quiet", "--quiet", *chosen])
        needs: Needs = self._reported()["collected"]
        return needs

    def passed(self, chosen: Sequence[str], tests: Tests) -> tuple[bool, set[str]]:
        """Run the tests that remain of those chosen: whether all went well, and which passed."""
        gone = {path for path in chosen if (TOP / _file_of(path)).exists() and not self._has(path)}
        code = self._pytest([*(path for path in chosen if path not in gone), *arguments_without(tests)])
        return code == 0, set(self._reported()["passed"])

    def starts(self) -> bool:
        """Whether an empty installation is made and served, and says that it is ready."""
        with tempfile.TemporaryDirectory() as instance:
            environ = self.environ | {"REGISTRY_INSTANCE": instance, "REGISTRY_MODE": "development"}
            flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
            if subprocess.run([*flask, "db", "upgrade"], cwd=self.top, env=environ, check=False).returncode:
                return False
            port = _free_port()
            serve = [*flask, "registry", "serve", f"--port={port}", "--workers=1"]
            with _served(serve, self.top, environ):
                return _answers(f"http://127.0.0.1:{port}/readyz")

    def _has(self, path: str) -> bool:
        return (self.top / _file_of(path)).exists()

    def _pytest(self, arguments: Sequence[str]) -> int:
        self.report.unlink(missing_ok=True)
        said = self.report.with_suffix(".txt")
        said.write_text("\n".join(arguments), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-p", "tests.removable", f"@{said}"]
        environ = self.environ | {REPORT: str(self.report)}
        return subprocess.run(command, cwd=self.top, env=environ, check=False).returncode

    def _reported(self) -> dict[str, Any]:
        if not self.report.exists():
            return {"collected": {}, "passed": []}
        reported: dict[str, Any] = json.loads(self.report.read_text(encoding="utf-8"))
        return reported


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _served(command: Sequence[str], top: Path, environ: Mapping[str, str]) -> Iterator[None]:
    with subprocess.Popen(command, cwd=top, env=environ, stdout=subprocess.DEVNULL) as server:
        try:
            yield
        finally:
            server.terminate()


def _answers(address: str) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(address, timeout=PATIENCE) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.2)
    return False


def step(copy: Copy, features: Sequence[str], needs: Needs, *, runs: bool, options: Sequence[str]) -> bool:
    """Remove the last of some features, the others being gone, and see what is left; whether all is well."""
    touched = remove(features[-1], copy.top)
    print(f"\n== without {', '.join(features)}")
    print(f"touched besides its folders: {'; '.join(touched) or 'nothing'}", flush=True)
    is_well = copy.starts()
    print("the application starts" if is_well else "THE APPLICATION DOES NOT START")
    tests = without(features, needs)
    if runs:
        is_well = _run(copy, tests, options) and is_well
    by_file = Counter(_file_of(name) for name in tests.left_out)
    print(f"{tests.own} tests went with their features, {len(tests.left_out)} are left out by marker:")
    for file, count in sorted(by_file.items()):
        print(f"  {count:4} of {file}")
    return is_well


def _run(copy: Copy, tests: Tests, options: Sequence[str]) -> bool:
    is_well, passed = copy.passed(options, tests)
    missing = tests.remaining - passed
    functions = {_function_of(name) for name in missing} - {_function_of(name) for name in passed}
    print(f"{len(passed)} tests passed; {len(missing)} cases of others are gone with what they were about")
    for name in sorted(functions):
        print(f"  DID NOT PASS: {name}")
    return is_well and not functions


def main(arguments: list[str]) -> int:
    """Remove one after the other; 0 where all is well after each."""
    asked, options = _parser().parse_known_args(arguments)
    features = REMOVABLE[: REMOVABLE.index(asked.until) + 1]
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder))
        needs = copy.needs(options)
        print(f"{len(needs)} tests of the whole")
        is_well = [
            step(
                copy,
                features[: index + 1],
                needs,
                runs=asked.each or index + 1 == len(features),
                options=options,
            )
            for index in range(len(features))
        ]
    return 0 if all(is_well) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.removable",
        description="Delete features in a copy, one after the other, and run the tests that remain.",
        epilog="What else is said goes to pytest, such as: -n 2 tests/teams tests/partners",
    )
    parser.add_argument(
        "--until", choices=REMOVABLE, default=REMOVABLE[-1], help="the last to be removed; all without it"
    )
    parser.add_argument(
        "--last-only",
        dest="each",
        action="store_false",
        help="run the tests once, after the last, and only start the application after the others",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
