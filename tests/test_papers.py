"""The papers for people: short where they begin, links that lead somewhere, nothing said in two places."""

import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import config
from registry.records.commands import OLD_SECRET
from tests.removable import NEEDS_ALL

TOP = Path(__file__).resolve().parent.parent
DECISIONS = TOP / "docs" / "adr"
OPERATIONS = TOP / "docs" / "operations.md"
LONGEST_README = 120  # lines
#: Folders that hold no papers of ours.
ELSEWHERE = {".venv", "instance", "test-results"}
#: Papers that are written next; a link to them is right already.
TO_COME: set[Path] = set()
#: Decisions that another took the place of: they name files as they were.
OF_THEIR_DAY = {DECISIONS / "0001-features-as-folders.md"}

#: `[words](address)` and `<img src="address">`; never what stands in code.
LINK = re.compile(r"\]\(([^()\s]+)\)|<(?:img|a)[^>]*\s(?:src|href)=\"([^\"]+)\"")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
OUTSIDE = re.compile(r"[a-z][a-z+.-]*:")


def papers() -> list[Path]:
    """Every Markdown paper of the repository; not the texts that become records."""
    folders = [path for path in TOP.iterdir() if path.is_dir() and path.name not in ELSEWHERE]
    below = (path for folder in folders for path in folder.rglob("*.md"))
    return sorted(
        path for path in (*TOP.glob("*.md"), *below) if not {"template", "target"} & set(path.parts)
    )


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def anchors_of(path: Path) -> frozenset[str]:
    """The addresses of a paper's headings, as the usual programs make them."""
    headings = re.findall(r"^#{1,6} (.+)$", CODE.sub("", text_of(path)), re.MULTILINE)
    return frozenset(
        re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings
    )


def broken_links(path: Path) -> list[str]:
    """The links of a paper that lead nowhere."""
    broken = []
    for found in LINK.finditer(CODE.sub("", text_of(path))):
        link = found[1] or found[2]
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if OUTSIDE.match(link) or target in TO_COME:
            continue
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)
    return broken


def files_named_in(path: Path) -> set[str]:
    """What a paper names as a file or folder of the code, with or without `registry/` and `.py`."""
    return set(
        re.findall(r"`((?:registry|tests|templates|scripts|docs)/[\w/.-]+|[a-z_]+/[\w/]+\.py)", text_of(path))
    )


def is_in_the_code(name: str) -> bool:
    """Whether a file or folder is there, as papers name it."""
    places = (TOP / name, TOP / f"{name}.py", TOP / "registry" / name)
    return any(place.exists() or place in TO_COME for place in places)


def test_the_readme_is_read_in_one_go():
    assert len(text_of(TOP / "README.md").splitlines()) <= LONGEST_README


@pytest.mark.parametrize("paper", papers(), ids=lambda path: str(path.relative_to(TOP)))
def test_every_link_leads_somewhere(paper):
    assert not broken_links(paper)


@NEEDS_ALL
@pytest.mark.needs("demo")
@pytest.mark.parametrize(
    "paper",
    [path for path in papers() if path not in OF_THEIR_DAY],
    ids=lambda path: str(path.relative_to(TOP)),
)
def test_every_file_that_is_named_is_there(paper):
    assert not [name for name in sorted(files_named_in(paper)) if not is_in_the_code(name)]


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    paper = tmp_path / "paper.md"
    paper.write_text(
        "# A heading\n[a](#a-heading) [b](#another) [c](gone.md) `[d](code.md)` [e](https://e.example)"
    )
    assert broken_links(paper) == ["#another", "gone.md"]


def test_papers_to_come_are_crossed_off_once_they_are_there():
    assert not [path for path in TO_COME if path.exists()], "take it out of TO_COME"


# -- decisions ---------------------------------------------------------------------------------------


def decisions() -> list[Path]:
    """The decisions, in the order of their numbers."""
    return sorted(DECISIONS.glob("[0-9]*.md"))


def said_of(path: Path) -> tuple[str, str, str, str]:
    """Number, file, title and standing of a decision, as it says itself."""
    title, _, standing = text_of(path).splitlines()[:3]
    number, words = re.fullmatch(r"# (\d{4}): (.+)", title).groups()
    replaced = re.search(r"replaced by (\d{4})", standing)
    assert standing.startswith("Accepted, "), f"{path.name}: the third line says when it was accepted"
    return number, path.name, words, f"Replaced by {replaced[1]}" if replaced else "Accepted"


def test_decisions_are_numbered_without_a_gap_and_as_their_files_are():
    numbers = [said_of(path)[0] for path in decisions()]
    assert numbers == [path.name[:4] for path in decisions()]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_the_index_of_decisions_is_whole_and_says_what_they_say():
    line = re.compile(r"^\| \[(\d{4})\]\(([\w.-]+)\) \| (.+?) \| ([\w ]+) \| .+ \|$", re.MULTILINE)
    assert line.findall(text_of(DECISIONS / "README.md")) == [said_of(path) for path in decisions()]


# -- settings ----------------------------------------------------------------------------------------


def settings_read() -> set[str]:
    """The names of all settings that are read from the environment."""
    read = re.findall(r'environ(?:\.get\(|, )"([A-Z0-9_]+)"', text_of(TOP / "config.py"))
    return {*read, *config.SECRETS, OLD_SECRET}


def settings_explained_in(path: Path) -> list[str]:
    """The settings that have a line of a table in a paper."""
    return re.findall(r"^\| `((?:REGISTRY|DATABASE)_[A-Z0-9_]+)` \|", text_of(path), re.MULTILINE)


def test_every_setting_is_explained_once():
    explained = [name for path in papers() for name in settings_explained_in(path)]
    assert Counter(explained) == Counter(settings_read())
    assert Counter(settings_explained_in(OPERATIONS)) == Counter(explained), (
        "settings are explained there alone"
    )


@pytest.mark.needs("demo")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_command_of_the_operator_is_listed(app):
    listed = text_of(OPERATIONS).partition("\n## Commands\n")[2]
    cells = re.findall(r"^\| (`[^|]+) \|", listed, re.MULTILINE)
    named = [name for cell in cells for name in re.findall(r"`([\w-]+)`", cell)]
    assert sorted(named) == sorted(app.cli.commands["registry"].commands)


def test_the_picture_of_the_architecture_is_what_the_contracts_say():
    script = TOP / "scripts" / "draw_architecture.py"
    drawn = subprocess.run([sys.executable, script, "--check"], cwd=TOP, check=False)
    assert drawn.returncode == 0, "python scripts/draw_architecture.py"
