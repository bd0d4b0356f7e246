"""Every template: it parses, what it names is there, it hides nothing from the catalogue and runs nothing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import meta, nodes

from tests.removable import NEEDS_ALL

TOP = Path(__file__).resolve().parent.parent / "templates"
NAMES = sorted(path.relative_to(TOP).as_posix() for path in TOP.rglob("*.*"))
#: What a browser shows; `records/` becomes paper.
PAGES = [name for name in NAMES if name.endswith(".html") and not name.startswith("records/")]
#: Pages that are asked for, not parts of them.
WHOLE = [name for name in PAGES if not Path(name).name.startswith("_") and not name.startswith("_macros/")]
MAIL = [name for name in NAMES if name.startswith("mail/")]

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
TRANSLATORS = {"_", "gettext", "ngettext"}
#: The same in every language.
NOT_WORDS = {"English", "Français", "PDF", "lt", "gt", "amp", "nbsp", "middot"}
#: How views give all templates a function.
GIVES = "add_app_template_global"

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def source_of(name: str) -> str:
    """A template as it is written."""
    return (TOP / name).read_text()


def found_in(pattern: str, names: list[str]) -> list[str]:
    """Where a pattern occurs, as `name: what was found`."""
    sought = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return [f"{name}: {found.group()[:80]}" for name in names for found in sought.finditer(source_of(name))]


def tree_of(app, name: str) -> nodes.Template:
    """A template as the engine understands it."""
    return app.jinja_env.parse(source_of(name), name)


def calls_in(app, name: str) -> Iterator[tuple[str, nodes.Call]]:
    """The plain calls in a template, by the name of what is called."""
    for call in tree_of(app, name).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name):
            yield call.node.name, call


def words_of(call: nodes.Call) -> list[str]:
    """The constant texts that a call is given."""
    return [one.value for one in call.args if isinstance(one, nodes.Const) and isinstance(one.value, str)]


def text_outside(source: str) -> set[str]:
    """The words of a template that stand in no expression and no tag, and those of attributes people read."""
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", source, flags=re.DOTALL)
    read = re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', plain)
    shown = re.sub(r"<!--.*?-->|<[^>]*>", " ", plain, flags=re.DOTALL)
    return set(re.findall(r"[^\W\d_]{2,}", " ".join([shown, *read]))) - NOT_WORDS


# -- what the engine understands ---------------------------------------------------------------------


@on_sqlite
def test_every_template_can_be_compiled(app):
    texts = [name for name in NAMES if not name.endswith(".css")]
    assert len(texts) > 200
    assert [app.jinja_env.get_template(name).name for name in texts] == texts


@on_sqlite
def test_every_template_that_another_names_is_there(app):
    named = {one for name in NAMES for one in meta.find_referenced_templates(tree_of(app, name)) if one}
    assert "_layout.html" in named
    assert not {one for one in named if one not in NAMES and not one.startswith("govuk_frontend_jinja/")}


@on_sqlite
def test_every_page_that_a_template_leads_to_is_there(app):
    named = {
        (name, words_of(call)[0])
        for name in NAMES
        for called, call in calls_in(app, name)
        if called in ("url_for", "has_page", "nav_item") and words_of(call)
    }
    assert named
    assert not {one for one in named if one[1] not in app.view_functions}


@on_sqlite
def test_every_text_is_given_all_that_its_placeholders_name(app):
    def is_whole(call: nodes.Call) -> bool:
        wanted = {name for text in words_of(call) for name in PLACEHOLDER.findall(text)}
        return wanted - {"num"} <= {given.key for given in call.kwargs}

    texts = [(name, call) for name in NAMES for called, call in calls_in(app, name) if called in TRANSLATORS]
    assert len(texts) > 500
    assert not [(name, words_of(call)) for name, call in texts if not is_whole(call)]


# -- what a page may not do --------------------------------------------------------------------------


@NEEDS_ALL
def test_no_two_features_give_templates_one_name_for_two_things():
    given: dict[str, set[str]] = {}
    for path in (TOP.parent / "registry").rglob("views/*.py"):
        for name in globals_in(ast.parse(path.read_text(encoding="utf-8"))):
            given.setdefault(name.rpartition(".")[2], set()).add(f"{path.parent.parent.name}: {name}")
    assert len(given) > 20
    assert not {name: found for name, found in given.items() if len(found) > 1}


def globals_in(tree: ast.Module) -> Iterator[str]:
    """What a module of pages adds to all templates, one by one or in a loop over several."""
    for node in tree.body:
        if isinstance(node, ast.For) and GIVES in ast.unparse(node.body[0]):
            yield from (ast.unparse(one) for one in node.iter.elts)
        elif isinstance(node, ast.Expr) and GIVES in ast.unparse(node) and isinstance(node.value, ast.Call):
            yield ast.unparse(node.value.args[0])


def test_no_template_trusts_what_people_typed():
    constant = "'<br>' "
    assert not found_in(rf"(?<!{constant})\|\s*safe\b|autoescape|Markup\(", NAMES)


def test_no_page_has_a_script_or_a_style_of_its_own():
    assert not found_in(
        r"<style\b|<script\b(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+\s*=\s*[\"']|javascript:", PAGES
    )


def test_no_page_asks_other_sites_for_anything():
    assert not found_in(r"(?:src|href|action)=\"(?:https?:)?//[^\"]*\"", PAGES)


def test_every_form_that_is_sent_carries_its_token():
    sent = found_in(r"<form[^>]*method=\"post\"", NAMES)
    with_token = found_in(r"<form[^>]*method=\"post\"(?:(?!</form>).)*?csrf_token", NAMES)
    assert len(sent) > 5
    assert len(with_token) == len(sent)


def with_frames(name: str) -> list[str]:
    """A page, and the frames that it stands in, the layout left out."""
    framed = re.search(r"{% extends '([\w/.]+)' %}", source_of(name))
    return [name, *(with_frames(framed[1]) if framed and framed[1] != "_layout.html" else [])]


def whole_source_of(name: str) -> str:
    """A page as it is written, with the frames that it stands in."""
    return "".join(source_of(one) for one in with_frames(name))


@NEEDS_ALL
@on_sqlite
def test_every_page_with_a_form_tells_what_is_wrong(app):
    called = {
        name: [one for part in with_frames(name) for one, _call in calls_in(app, part)] for name in WHOLE
    }
    with_form = {name: calls for name, calls in called.items() if "form_start" in calls}
    assert len(with_form) > 100
    assert not [name for name, calls in with_form.items() if "error_summary" not in calls]


@on_sqlite
def test_every_form_that_begins_ends(app):
    for name in PAGES:
        calls = [one for one, _call in calls_in(app, name)]
        begun, ended = calls.count("form_start"), calls.count("form_end")
        is_framed = "_form.html" in with_frames(name)[1:]  # it may begin the form of its frame in another way
        assert (begun <= 1 and ended == 0) if is_framed else begun == ended, name


def test_every_page_has_a_title_and_a_main_heading():
    assert not [name for name in WHOLE if "{% extends" not in source_of(name)]
    assert not [name for name in WHOLE if "{% block title %}" not in whole_source_of(name)]
    assert not [name for name in WHOLE if "<h1" not in whole_source_of(name)]


# -- what people read --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [PAGES, MAIL], ids=["pages", "mail"])
def test_every_word_comes_from_the_catalogue(kind):
    outside = {name: text_outside(source_of(name)) for name in kind}
    assert not {name: words for name, words in outside.items() if words}


#: More support is a lower number: a threshold is "level 4 or better", never a sign.
SIGN = r"(?:>|&gt;)\s*=\s*\d|(?:≥|&ge;|&#8805;)\s*\d"


@pytest.mark.parametrize("kept", ["templates", "registry/translations"])
def test_no_threshold_is_written_as_a_sign(kept):
    files = [path for path in (TOP.parent / kept).rglob("*.*") if path.suffix in {".html", ".txt", ".po"}]
    assert files
    shown = {path: re.sub(r"\{%.*?%\}|\{#.*?#\}", "", path.read_text(), flags=re.DOTALL) for path in files}
    assert not [path.name for path, text in shown.items() if re.search(SIGN, text)]
