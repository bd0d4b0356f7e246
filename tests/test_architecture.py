"""The rules of the house, of `docs` and of the design: who may do what in which file."""

import ast
import builtins
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint

from registry.app import FEATURES

TOP = Path(__file__).resolve().parent.parent
SOURCES = sorted((TOP / "registry").rglob("*.py"))
TEMPLATES = sorted((TOP / "templates").rglob("*.*"))

#: What the interpreter leaves behind.
IGNORED = {"__pycache__"}
#: What a folder may hold before it is time to look for the missing noun.
MOST_ENTRIES = 12
#: Folders that are no feature: they know none.
ROOMS = {"assets", "certificates", "database", "demo", "files", "jobs", "pdf", "security", "unchanged", "web"}
#: File names in -ing that the field has.
NOUNS_IN_ING = {"joining", "offboarding", "signing", "wording"}
#: Modules in `views` without pages of their own, and whom they serve.
VIEWS_WITHOUT_PAGES = {
    "records/views": "every page that gives out a record",
    "sign_in/views/link_requests": "every page that sends a link by mail",
    "sign_in/views/oidc_client": "sign-on by a directory, and as a second proof",
    "sign_in/views/session_cookie": "all pages on signing in",
    "sign_in/views/sign_on_state": "sign-on by a directory, and as a second proof",
    "signing/views/links": "the pages behind personal links",
    "signing/views/step_up": "the pages on which somebody signs",
    "teams/views/notices": "every page after which mail goes out",
}

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

#: What enumerations of the registry are made of.
ENUMERATIONS = {"Enum", "StrEnum", "Labelled", "Tag"}
#: What marks a text for the catalogue.
TRANSLATORS = {"N_", "_", "_l", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"}

#: Kinds whose every module is tested in a file of its name.
MIRRORED_KINDS = {"rules", "access", "services", "views"}
#: Folders of tests that cut across features, and files at the top that test no module of their name.
ACROSS = {"bad_input", "benchmarks", "concurrency", "conformance", "faults", "journeys", "security"}
ACROSS_AT_THE_TOP = {
    "test_access",
    "test_architecture",
    "test_catalogue",
    "test_config",
    "test_contracts",
    "test_fixtures",
    "test_frozen",
    "test_glossary",
    "test_migrations",
    "test_page_scripts",
    "test_papers",
    "test_provisions",
    "test_refusal_words",
    "test_scripts",
    "test_security_table",
    "test_statement_facts",
    "test_success_sentences",
    "test_templates",
    "test_two_teams",
}
#: Tests beside the program that they take a sample of, or of several modules of a feature.
SAMPLES = {
    "tests/backups/test_under_load.py",
    "tests/audit_log/views/test_cases_and_decisions.py",
    "tests/audit_log/test_hidden.py",
    "tests/unchanged/test_random_acts.py",
}


def name_of(path: Path) -> str:
    """A file's name from the top of the repository."""
    return path.relative_to(TOP).as_posix()


def in_registry(path: Path) -> tuple[str, ...]:
    """Where a source file stands: `("conflicts", "services", "proposals")`."""
    return path.relative_to(TOP / "registry").with_suffix("").parts


def kind_of(path: Path) -> str:
    """The kind of a feature's source file, such as `services`; empty for others."""
    feature, *rest = in_registry(path)
    return rest[0] if rest and feature in FEATURES else ""


@cache
def calls_in(path: Path) -> list[tuple[int, str]]:
    """Each call in a source file: its line and the dotted name of what is called; read once a process."""
    return [
        (node.lineno, ast.unparse(node.func))
        for node in ast.walk(ast.parse(path.read_text(), str(path)))
        if isinstance(node, ast.Call)
    ]


def found_calls(paths: list[Path], is_sought: Callable[[str], bool]) -> list[str]:
    """The calls that are sought, as `file:line name`."""
    return [
        f"{name_of(path)}:{line} {called}"
        for path in paths
        for line, called in calls_in(path)
        if is_sought(called)
    ]


def entries_of(folder: Path) -> set[str]:
    """What a folder holds, besides its `__init__.py`."""
    return {path.name for path in folder.iterdir()} - IGNORED - {"__init__.py"}


def contracts() -> list[dict[str, Any]]:
    """The contracts of import-linter, in their order."""
    settings = tomllib.loads((TOP / "pyproject.toml").read_text())
    found: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return found


def names_in(layer: str) -> set[str]:
    """The modules of a layer, such as `(admissions) | (conflicts)`."""
    return set(re.findall(r"\w+", layer))


def layers_of(features: Sequence[str], layers: list[set[str]]) -> list[set[str]]:
    """Features in the order in which they are loaded, those of one layer together."""
    layer_of = {name: index for index, layer in enumerate(layers) for name in layer}
    return [set(group) for _, group in groupby(features, key=lambda name: layer_of[name])]


def is_docstring_alone(path: Path) -> bool:
    """Whether a file holds a docstring and nothing else."""
    body = ast.parse(path.read_text()).body
    return len(body) == 1 and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)


def blueprint_of(module: str) -> Blueprint | None:
    """The blueprint of a module with pages."""
    return getattr(import_module("registry." + module.replace("/", ".")), "bp", None)


def _last_name(expression: ast.expr | None) -> str:
    """`Status` of `Status` and of `partners.Status`."""
    return ast.unparse(expression).rpartition(".")[2] if expression else ""


def is_table_of_texts(node: ast.AST, kinds: set[str]) -> bool:
    """Whether this is a dictionary from members of one enumeration to texts of the catalogue."""
    if not isinstance(node, ast.Dict) or not node.keys:
        return False
    owners = {_last_name(key.value) if isinstance(key, ast.Attribute) else "" for key in node.keys}
    marked = [isinstance(one, ast.Call) and _last_name(one.func) in TRANSLATORS for one in node.values]
    return len(owners) == 1 and owners <= kinds and all(marked)


def others_than(*names: str) -> list[Path]:
    """All source files but these."""
    return [path for path in SOURCES if name_of(path) not in names]


def mirrored_file_of(module: Path) -> Path:
    """Where the tests of a module stand: `tests/conflicts/services/test_proposals.py`."""
    *folders, stem = in_registry(module)
    return TOP.joinpath("tests", *folders, f"test_{stem}.py")


def module_of(test_file: Path) -> Path:
    """The module whose name a file of tests bears."""
    folder = test_file.parent.relative_to(TOP / "tests")
    return TOP / "registry" / folder / f"{test_file.stem.removeprefix('test_')}.py"


def mirrored_modules() -> Iterator[Path]:
    """The modules that have a file of tests of their own; what the pages of a feature share has none."""
    for path in SOURCES:
        if kind_of(path) in MIRRORED_KINDS and path.stem not in ("__init__", "_page"):
            yield path


def cuts_across(test_file: Path) -> bool:
    """Whether a file of tests is about no single module."""
    first, *rest = test_file.relative_to(TOP / "tests").parts
    return first in ACROSS if rest else test_file.stem in ACROSS_AT_THE_TOP


def test_features_import_downwards_only():
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter, "--no-cache"], cwd=TOP, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_only_a_unit_of_work_commits():
    assert not found_calls(
        others_than("registry/database/transactions.py"), lambda called: called.rpartition(".")[2] == "commit"
    )


def test_only_the_clock_module_reads_the_clock():
    def reads_the_clock(called: str) -> bool:
        return ".".join(called.split(".")[-2:]) in CLOCK_READERS

    assert not found_calls(others_than("registry/clock.py"), reads_the_clock)


def test_only_one_module_makes_keys_of_the_secret():
    assert not found_calls(
        others_than("registry/security/encryption.py"), lambda called: called in ("hmac.digest", "hmac.new")
    )


def test_labels_stand_on_their_enumeration():
    """One place says what a member is called: no table of texts by member stands beside it."""
    trees = {path: ast.parse(path.read_text(), str(path)) for path in SOURCES}
    kinds = {
        node.name
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and ENUMERATIONS.intersection(map(_last_name, node.bases))
    }
    assert {"Status", "Tag", "TeamEvent"} <= kinds
    found = {
        f"{name_of(path)}:{node.lineno}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if is_table_of_texts(node, kinds)
    }
    assert not found


@pytest.mark.parametrize(
    ("table", "is_one"),
    [
        ('{Status.JOINING: N_("Joining"), Status.PARTNER: N_("Partner")}', True),
        ('{partners.Status.JOINING: _l("Joining")}', True),
        ('{Status.JOINING: _("Joining"), Status.PARTNER: ngettext("Partner", "Partners", 2)}', True),
        ('{Status.JOINING: {1: N_("Joining")}}', False),
        ('{Status.JOINING: N_("Joining"), Role.READER: N_("Reader")}', False),
        ('{Colour.RED: N_("Red")}', False),
        ('{"": N_("None")}', False),
        ("{Status.JOINING: 1}", False),
        ("{}", False),
    ],
)
def test_a_table_of_texts_is_known(table, is_one):
    expression = ast.parse(table, mode="eval").body
    assert is_table_of_texts(expression, {"Status", "Role"}) is is_one


def test_only_the_settings_module_reads_settings():
    readers = [
        path for path in others_than("registry/settings.py") if "current_app.config" in path.read_text()
    ]
    assert not [name_of(path) for path in readers]


def test_views_and_forms_ask_services_not_the_database():
    pages = [path for path in SOURCES if kind_of(path) in ("views", "forms")]
    assert not found_calls(
        pages, lambda called: "db.session" in called or called in ("select", "sa.select", "sa.text")
    )


def test_no_lazy_text_holds_what_somebody_typed():
    """A lazy text is taken for safe HTML by templates: inside functions values go into `gettext` alone."""
    assert not [
        f"{name_of(path)}:{call.lineno}"
        for path in SOURCES
        if re.search(r"\b_ln?\(", source := path.read_text(encoding="utf-8"))
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_l", "_ln") and call.keywords
    ]


def test_no_file_is_named_for_nothing_in_particular():
    assert not [name_of(path) for path in SOURCES if path.stem in ("utils", "helpers", "common", "misc")]


def test_no_file_outgrows_its_noun():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in SOURCES}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_no_folder_outgrows_its_shelf():
    folders = [path for path in (TOP / "registry").rglob("*") if path.is_dir() and path.name not in IGNORED]
    entries = {name_of(folder): entries_of(folder) for folder in folders if "static" not in folder.parts}
    assert not {name: found for name, found in entries.items() if len(found) > MOST_ENTRIES}


def test_files_are_named_by_nouns():
    gerunds = {path.stem for path in SOURCES if path.stem.endswith("ing")}
    assert gerunds <= NOUNS_IN_ING
    assert not [name_of(path) for path in SOURCES if path.stem in vars(builtins)]


def test_every_feature_is_loaded_and_under_contract():
    on_disk = {path.parent.name for path in (TOP / "registry").glob("*/__init__.py")} - ROOMS
    street, kinds = contracts()[:2]
    assert on_disk == set(FEATURES)
    assert on_disk == {name.removeprefix("registry.") for name in kinds["containers"]}
    lowest_first = [names_in(layer) & on_disk for layer in reversed(street["layers"])]
    assert [layer for layer in lowest_first if layer] == layers_of(FEATURES, lowest_first)


def test_features_say_what_they_are_and_kinds_say_nothing():
    inits = [path for path in SOURCES if path.name == "__init__.py" and path.parent.name != "registry"]
    of_features = [path for path in inits if len(in_registry(path)) == 2]
    assert not [name_of(path) for path in set(inits) - set(of_features) if path.read_text()]
    assert not [name_of(path) for path in of_features if not is_docstring_alone(path)]


def test_modules_with_pages_are_registered_and_others_say_whom_they_serve(app):
    views = {"/".join(in_registry(path)) for path in SOURCES if kind_of(path) == "views"}
    with_pages = {name for name in views if blueprint_of(name)}
    helpers = {name for name in views - with_pages if not name.endswith(("/_page", "/__init__"))}
    assert helpers == set(VIEWS_WITHOUT_PAGES)
    assert {blueprint_of(name).name for name in with_pages} == set(app.blueprints)


def test_what_pages_of_a_feature_share_stays_in_it():
    shared = re.compile(r"^from registry\.(\w+)\.views(?:\._page| import .*\b_page\b)", re.MULTILINE)
    assert not [
        name_of(path)
        for path in SOURCES
        for feature in shared.findall(path.read_text())
        if feature != in_registry(path)[0]
    ]


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


def test_every_module_has_its_tests():
    without = {name_of(path) for path in mirrored_modules() if not mirrored_file_of(path).exists()}
    # Events are tested all together, in `tests/audit/rules/test_tags.py`.
    assert not {name for name in without if not name.endswith("/rules/events.py")}


def test_every_file_of_tests_mirrors_a_module_or_cuts_across():
    test_files = sorted((TOP / "tests").rglob("test_*.py"))
    assert not [
        name_of(path)
        for path in test_files
        if not cuts_across(path) and not module_of(path).exists() and name_of(path) not in SAMPLES
    ]
