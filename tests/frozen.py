"""What is data and not code: names that are stored, mailed, linked to or signed, as a list to compare with.

`python -m tests.frozen --write` makes the list anew; a test fails where the code and the list differ. These
names stand in databases, letters and bookmarks that no change of code reaches. A new one is a new line of the
list. One that is gone breaks what was kept or mailed before: its line may go only where a migration, or
code that reads the old name too, looks after that.

Everything is taken from the running application and its registers, wherever in the code these stand.
"""

import ast
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

import registry
from registry import personal_data
from tests.databases import make_app, settings_for

LIST = Path(__file__).resolve().parent / "data" / "frozen.json"
SOURCES = Path(registry.__file__).resolve().parent

#: Calls that make something for a purpose that only the source names: what they make, and which of the values
#: they are given it is, by its place and by its name.
PURPOSES = {
    "PersonalLinks": ("links", 0, "purpose"),
    "TimedLinks": ("links for a while", 0, "purpose"),
    "URLSafeSerializer": ("signed texts", 1, "salt"),
    "URLSafeTimedSerializer": ("signed texts", 1, "salt"),
    "hmac.digest": ("digests", 1, "msg"),
    "hmac.new": ("digests", 1, "msg"),
    "key_of": ("keys", 0, "purpose"),
    "keyed_digest": ("digests for a purpose", 0, "purpose"),
    "lock": ("locked", 1, "purpose"),
    "unlock": ("unlocked", 1, "purpose"),
}

#: A part of the list: names, or names by what they belong to.
Part = Sequence[str] | Mapping[str, Sequence[str]]


def read_list() -> dict[str, Part]:
    """The list that is kept."""
    kept: dict[str, Part] = json.loads(LIST.read_text(encoding="utf-8"))
    return kept


def as_text(parts: Mapping[str, Part]) -> str:
    """The list as it is kept: sorted, a line a name."""
    return json.dumps(parts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def parts_of(app: Flask) -> dict[str, Part]:
    """All that is data in an application, by what it is."""
    return {
        "columns": _grouped(_columns(app)),
        "commands": sorted(app.cli.commands["registry"].commands),  # type: ignore[attr-defined]
        "endpoints": _grouped((rule.endpoint, _address(rule)) for rule in app.url_map.iter_rules()),
        "event subjects": sorted({*_in_sources(subjects_in), *_registered("SUBJECTS")}),
        "event tags": _values(_registered("Tag")),
        "messages": sorted(_ours(_registered("MESSAGE_KINDS"))),
        "personal data": {
            "going": sorted(personal_data.FORGETTINGS),
            "kept": sorted(personal_data.KEPT),
            "shown to some": sorted(personal_data.GUARDS),
        },
        "purposes": _grouped(_in_sources(purposes_in)),
        "queued": _queued(app),
        "record kinds": _values(_registered("RecordKind")),
        "tasks": sorted(_ours(_registered("TASKS"))),
    }


def lines_of(part: Part) -> set[str]:
    """The names of a part, with what each belongs to."""
    if isinstance(part, Mapping):
        return {f"{owner}: {name}" for owner, names in part.items() for name in names}
    return set(part)


def _registered(name: str) -> Any:
    """The register or the enumeration of this name, in whichever modules of ours it stands."""
    ours = [vars(module) for path, module in sys.modules.items() if path.startswith("registry.")]
    (found,) = {id(names[name]): names[name] for names in ours if name in names}.values()
    return found


def _ours(register: Any) -> list[str]:
    """The names in a register, without those that a test put there beside them."""
    return [name for name in register if not name.startswith("tests.")]


def _values(enumeration: Any) -> list[str]:
    """What the members of an enumeration, and of those that features derive from it, are stored as."""
    derived = (value for each in enumeration.__subclasses__() for value in _values(each))
    return sorted({*(member.value for member in enumeration), *derived})


def _columns(app: Flask) -> Iterator[tuple[str, str]]:
    for table in app.extensions["migrate"].db.metadata.tables.values():
        yield from ((table.name, column.name) for column in table.columns)


def _address(rule: Rule) -> str:
    return f"{' '.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))} {rule.rule}"


def _queued(app: Flask) -> list[str]:
    """How the queue names what it keeps: by the module, too, so that this may not be moved."""
    make_queue = _registered("make_queue")
    made = sys.modules[make_queue.__module__]._with_runner(make_queue(app), print)  # type: ignore[attr-defined]
    return [made.name, *made._registry._registry]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, set[str]] = {}
    for owner, name in pairs:
        groups.setdefault(owner, set()).add(name)
    return {owner: sorted(names) for owner, names in groups.items()}


def _in_sources(find: Any) -> Iterator[Any]:
    for path in sorted(SOURCES.rglob("*.py")):
        yield from find(ast.parse(path.read_text(encoding="utf-8")))


def subjects_in(tree: ast.Module) -> Iterator[str]:
    """What events, orders and messages are about: `partner` of `subject=("partner", partner.id)`.

    Given so or to `About`, or answered by what has `subject` in its name.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "About":
            for inner in ast.walk(node.args[0]):
                yield from _first_word(inner if isinstance(inner, ast.expr) else None)
        if isinstance(node, ast.keyword) and node.arg == "subject":
            yield from _first_word(node.value)
        if isinstance(node, ast.FunctionDef) and "subject" in node.name:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return):
                    yield from _first_word(inner.value)


def _first_word(value: ast.expr | None) -> Iterator[str]:
    match value:
        case ast.Tuple(elts=[ast.Constant(value=str(word)), _]):
            yield word


def purposes_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The purposes in a source: what makes something for it, and its words, `{}` for what is put in."""
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            sought = PURPOSES.get(called) or PURPOSES.get(called.rpartition(".")[2])
            words = _words(_given(node, *sought[1:]), named) if sought else ""
            if sought and words:
                yield sought[0], words


def _given(call: ast.Call, place: int, name: str) -> ast.expr | None:
    """The value that a call is given by its name or its place."""
    by_name = {keyword.arg: keyword.value for keyword in call.keywords}
    return by_name.get(name, call.args[place] if len(call.args) > place else None)


def _words(value: ast.expr | None, named: Mapping[str, ast.expr]) -> str:
    """The words of a purpose; empty for what is passed on from elsewhere."""
    match value:
        case ast.Constant(value=str(words)):
            return words
        case ast.Constant(value=bytes(words)):
            return words.decode()
        case ast.JoinedStr(values=values):
            return "".join(_words(part, named) or "{}" for part in values)
        case ast.Call(func=ast.Attribute(value=inner, attr="encode")):
            return _words(inner, named)
        case ast.Name(id=name) if name in named:
            return _words(named[name], {})
    return ""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        text = as_text(parts_of(make_app(settings_for(f"sqlite:///{folder}/registry.db", Path(folder)))))
    if "--write" in sys.argv:
        LIST.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
