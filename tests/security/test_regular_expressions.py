"""No regular expression needs more time than grows as the text does: each is held against long ones."""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import registry

#: Letters of each text. A search that looks at each pair of them needs billions of steps.
LENGTH = 60_000
#: Seconds of computing that a process may spend on all texts of a pattern; a fraction of one is enough.
MOST_SECONDS = 2
#: What is done with a pattern.
ACTS = {"search", "match", "fullmatch", "sub", "findall", "finditer", "split"}
#: What patterns that are read from our own files, or from texts held to a length before, may meet.
BOUNDED = {
    "registry.sign_in.rules.passwords.TRIMMINGS": 256,  # rules.LONGEST_PASSWORD, checked before
    "registry.documents.rules.statement_template.PART": 1_000,  # the statement that is shipped
    "registry.documents.rules.statement_template.SECTION": 1_000,
}
#: Patterns without a name, which look at each letter once.
PLAIN = {
    r"'fonts/([\\w.-]+\\.woff2)'",
    r"'[^a-z0-9]+'",
    r"'\\w+'",
    r"'\\D'",
    r"'^::(?:foot)?note-[a-z]+ \\{.*\\}$'",
    "'-'",
    r"'\\(PostgreSQL\\) (\\d+)'",  # what a program of PostgreSQL says of itself
    "CODE_PATTERN",
    r"f'{CODE_PATTERN}\\.pdf'",
}
#: What texts consist of, in turn, and how they end so that a match fails late.
UNITS = (
    "a",
    "1",
    " ",
    "-",
    ".",
    "'",
    "=",
    "{",
    "{{",
    "{{ a",
    "<",
    "/",
    "/1",
    "/a-",
    "a@",
    "@a.",
    ", 1",
    "\n",
    "# ",
)
LEADS = ("", "/", "{{")
ENDS = ("", "\u20ac", "\n\u20ac")

TRIAL = """
import itertools, json, re, resource, sys
pattern, flags, acts, length, most, leads, units, ends = json.load(sys.stdin)
resource.setrlimit(resource.RLIMIT_CPU, (most, most))
found = re.compile(pattern, flags)
for lead, unit in itertools.product(leads, units):
    for end in ends:
        text = lead + unit * (length // len(unit)) + end
        for act in acts:
            result = getattr(found, act)(*([""] if act == "sub" else []), text)
            for part in result if act == "finditer" else ():
                pass
"""


@cache
def patterns() -> dict[str, re.Pattern]:
    """Every pattern that a module of ours compiles, by name."""
    modules = [
        importlib.import_module(one.name)
        for one in pkgutil.walk_packages(registry.__path__, "registry.")
        if "examiner" not in one.name
    ]
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str)
    }


@cache
def acts_on() -> dict[str, set[str]]:
    """What the source does with each thing of a name, wherever it stands."""
    found: dict[str, set[str]] = {}
    for path in Path(registry.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ACTS:
                found.setdefault(ast.unparse(node.value).rpartition(".")[2], set()).add(node.attr)
    return found


def is_quick(name: str, length: int) -> bool:
    """Whether a process that may compute for so long comes to the end of all texts."""
    found = patterns()[name]
    acts = sorted(acts_on().get(name.rpartition(".")[2], ACTS))
    asked = json.dumps([found.pattern, found.flags, acts, length, MOST_SECONDS, LEADS, UNITS, ENDS])
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", TRIAL], input=asked, text=True, capture_output=True, check=False
    )
    return done.returncode == 0


@pytest.mark.parametrize("name", sorted(patterns()))
def test_no_pattern_of_ours_runs_away(name):
    assert is_quick(name, BOUNDED.get(name, LENGTH))


def test_a_pattern_that_runs_away_is_found(monkeypatch):
    monkeypatch.setitem(patterns(), "made up", re.compile(r"\s*-\s*"))
    assert not is_quick("made up", LENGTH)


def test_every_pattern_stands_where_it_is_tried():
    """Those within a function are of a few letters; what is typed meets only those with a name."""
    inside = {
        ast.unparse(node.args[0])
        for path in Path(registry.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args
        if ast.unparse(node.func) != "re.compile"
    }
    assert inside <= PLAIN
