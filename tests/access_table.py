"""Who may enter which page: the table in `docs/access.md`, made from the map of addresses.

`python -m tests.access_table --write` makes it anew; a test fails where a page has no line, or another one.
"""

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from registry.security.permissions import PERMISSIONS, Permission, Role
from tests.databases import make_app, settings_for

TABLE = Path(__file__).resolve().parent.parent / "docs" / "access.md"

ENTERS, THEIRS, REFUSED, HIDDEN, SIGN_IN = "enters", "if theirs", "403", "404", "sign-in"
#: Kinds of readers, each with the role they have in the team; None where they have none there.
KINDS: dict[str, Role | None] = {
    "coordinator": Role.COORDINATOR,
    "chair": Role.MEMBER,
    "committee member": Role.MEMBER,
    "representative": Role.MEMBER,
    "reader": Role.READER,
    "coordinator elsewhere": None,
    "administrator": None,
    "no role": None,
    "nobody": None,
}

INTRODUCTION = """# Who may enter which page

Made from the map of addresses by `python -m tests.access_table --write`; `tests/test_access.py` asks for
every page as every kind of reader, and fails where an answer is another or a page has no line.

“enters”: the page, or words on what is wrong with what was sent. “if theirs”: where a seat, a partner or a
case is theirs, else 403. “sign-in”: led there first. A person of another team is told 404: that there is no
such page.

"""


def lines_of(app: Any) -> list[tuple[str, ...]]:
    """A line for every page and method: what it is, what it needs, and each kind of reader's answer."""
    return sorted(_lines(app), key=lambda line: (line[0].split()[1], line[0]))


def answer_for(kind: str, access: Any, *, of_a_team: bool) -> str:
    """What a kind of reader is answered by a page that asks for this."""
    if not isinstance(access, Permission):
        return ENTERS
    if kind == "nobody":
        return SIGN_IN
    if access is Permission.ADMINISTER:
        return ENTERS if kind == "administrator" else HIDDEN
    return _answer_in_team(KINDS[kind], access) if of_a_team else ENTERS


def _answer_in_team(role: Role | None, access: Permission) -> str:
    if role is None:
        return HIDDEN
    if access not in PERMISSIONS[role]:
        return REFUSED
    is_open = role is Role.COORDINATOR and access is not Permission.TAKE_PART
    return ENTERS if is_open or role is Role.READER else THEIRS


def read_table() -> list[tuple[str, ...]]:
    """The lines that are published."""
    rows = re.findall(r"^\| `(.*?)` \| (.*) \|$", TABLE.read_text(encoding="utf-8"), re.M)
    return [(page, *cells.split(" | ")) for page, cells in rows]


def _lines(app: Any) -> Iterator[tuple[str, ...]]:
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "registry_access", None)
        needs = access.value if isinstance(access, Permission) else "public"
        of_a_team = "team" in rule.arguments
        for method in sorted(rule.methods & {"GET", "POST"}):
            if rule.endpoint != "static":
                answers = (answer_for(kind, access, of_a_team=of_a_team) for kind in KINDS)
                yield f"{method} {rule.rule}", needs, *answers


def as_markdown(lines: Sequence[tuple[str, ...]]) -> str:
    """The page that is published."""
    head = ("Page", "Needs", *KINDS)
    rows = [head, ("---",) * len(head), *((f"`{page}`", *rest) for page, *rest in lines)]
    return INTRODUCTION + "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = make_app(settings_for(f"sqlite:///{folder}/registry.db", Path(folder)))
    text = as_markdown(lines_of(made))
    if "--write" in sys.argv:
        TABLE.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
