"""The rules of the house, of `docs` and of the design: who may do what in which file."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
SOURCES = sorted((TOP / "registry").rglob("*.py"))
TEMPLATES = sorted((TOP / "templates").rglob("*.*"))

#: Lines that a file may have before it is time to look for the missing noun.
LONGEST_FILE = 400

CLOCK_READERS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
}


def name_of(path: Path) -> str:
    """A file's name from the top of the repository."""
    return path.relative_to(TOP).as_posix()


def calls_in(path: Path) -> Iterator[tuple[int, str]]:
    """Each call in a source file: its line and the dotted name of what is called."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def found_calls(paths: list[Path], is_sought: Callable[[str], bool]) -> list[str]:
    """The calls that are sought, as `file:line name`."""
    return [
        f"{name_of(path)}:{line} {called}"
        for path in paths
        for line, called in calls_in(path)
        if is_sought(called)
    ]


def others_than(*names: str) -> list[Path]:
    """All source files but these."""
    return [path for path in SOURCES if name_of(path) not in names]


def test_features_import_downwards_only():
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter, "--no-cache"], cwd=TOP, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_only_a_unit_of_work_commits():
    assert not found_calls(
        others_than("registry/transactions.py"), lambda called: called.rpartition(".")[2] == "commit"
    )


def test_only_the_clock_module_reads_the_clock():
    def reads_the_clock(called: str) -> bool:
        return ".".join(called.split(".")[-2:]) in CLOCK_READERS

    assert not found_calls(others_than("registry/clock.py"), reads_the_clock)


def test_views_and_forms_ask_services_not_the_database():
    pages = [path for path in SOURCES if path.stem.endswith(("views", "forms"))]
    assert not found_calls(
        pages, lambda called: "db.session" in called or called in ("select", "sa.select", "sa.text")
    )


def test_no_lazy_text_holds_what_somebody_typed():
    """A lazy text is taken for safe HTML by templates: inside functions values go into `gettext` alone."""
    assert not [
        f"{name_of(path)}:{call.lineno}"
        for path in SOURCES
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_l", "_ln") and call.keywords
    ]


def test_no_file_is_named_for_nothing_in_particular():
    assert not [name_of(path) for path in SOURCES if path.stem in ("utils", "helpers", "common", "misc")]


def test_no_file_outgrows_its_noun():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in SOURCES}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_templates_hold_no_rules():
    # None, one or many is grammar; any other number is a rule.
    comparing = re.compile(r"\{[{%][^}]*(?:[<>]=?\s*(?![01]\b)\d|(?<!\d)(?![01]\b)\d+\s*[<>])[^}]*[%}]\}")
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in TEMPLATES
        if path.suffix in (".html", ".txt")
        for match in comparing.finditer(path.read_text())
    ]
    assert not found, "a template compares with a number: let the object answer, as in `case.is_overdue`"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_page_says_who_may_enter(app):
    silent = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "registry_access")
    }
    assert not silent, "decorate these views with @requires(...) or @public('why')"
