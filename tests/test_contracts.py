"""What does not fit the house fails the build: tried in a copy that breaks each rule once."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.needs("conflicts", "decisions", "withdrawals")

TOP = Path(__file__).resolve().parent.parent
#: Files that break one rule each, with the contract or the test of the architecture that says so.
MISFITS = {
    "registry/conflicts/foo.py": ("", "Inside a feature, kinds point down"),
    "registry/conflicts/services/parcels.py": ("import flask\n", "Nobody below the pages sees the request"),
    "registry/withdrawals/services/parcels.py": (
        "import registry.decisions.views.decisions\n",
        "What a higher feature may ask of a lower one",
    ),
    "registry/conflicts/rules/parcels.py": ("", "test_every_module_has_its_tests"),
    "registry/partners/rules/parcels.py": ("", "test_every_module_has_its_tests"),
    **{
        f"registry/committees/parcels{number}/__init__.py": ("", "test_no_folder_outgrows_its_shelf")
        for number in range(12)
    },
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What the contracts and the tests of the architecture say of a copy with every misfit in it."""
    copy = tmp_path_factory.mktemp("house") / "copy"
    leave_out = shutil.ignore_patterns("__pycache__", "static", "data", "*.mo", "conformance", "journeys")
    for folder in ("registry", "tests", "templates"):
        shutil.copytree(TOP / folder, copy / folder, ignore=leave_out)
    for name in ("pyproject.toml", "config.py", "wsgi.py"):
        shutil.copy(TOP / name, copy)
    for name, (text, _rule) in MISFITS.items():
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(text)
    programs = Path(sys.executable).parent
    return said_by(copy, programs / "lint-imports", "--no-cache") + said_by(
        copy,
        *(programs / "pytest", "-q", "-p", "no:cacheprovider", "tests/test_architecture.py"),
        *("-k", "outgrows_its_shelf or has_its_tests"),
    )


def said_by(folder, *command):
    """What a check prints in a folder; it has to fail."""
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 1, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize("rule", sorted({rule for _text, rule in MISFITS.values()}))
def test_each_misfit_is_named_by_the_rule_that_it_breaks(answers, rule):
    assert re.search(rf"{re.escape(rule)} BROKEN|FAILED .*{re.escape(rule)}", answers)
    unnamed = [
        name
        for name, (_text, its_rule) in MISFITS.items()
        if its_rule == rule and not is_named(name, answers)
    ]
    assert not unnamed


def is_named(name, answers):
    """Whether a misfit is named, as a file, a module or the folder that holds too much."""
    path = Path(name)
    module = ".".join(path.with_suffix("").parts)
    return name in answers or module in answers or f"{path.parent.parent}" in answers
