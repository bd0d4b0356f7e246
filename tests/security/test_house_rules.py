"""What our own code never does, read from the source: no test of behaviour finds what nobody thought of."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.test_architecture import SOURCES, TOP, found_calls, name_of

EVERYTHING = [*SOURCES, TOP / "config.py", TOP / "wsgi.py"]
#: Whatever runs what it is given, or makes objects of it.
RUNS_WHAT_IT_IS_GIVEN = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "render_template_string",
}
MAKES_OBJECTS = ("pickle.", "marshal.", "shelve.", "yaml.", "jsonpickle.")
#: Names of what must not be guessed letter by letter.
SECRET_WORDS = "token|mac|secret|password|otp"
SECRET_NAMES = re.compile(rf"(?:^|_|\b)(?:{SECRET_WORDS})$")


def nodes_in(kind: type, naming: str) -> list[tuple[Path, ast.AST]]:
    """Every node of a kind in the source files that hold these words, written as a regular expression.

    To read all files takes seconds; those without the words hold nothing that is sought.
    """
    return [
        (path, node)
        for path in EVERYTHING
        if re.search(naming, source := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, kind)
    ]


def places(found: list[tuple[Path, ast.AST]], is_sought: Callable[[ast.AST], bool]) -> list[str]:
    """Where the nodes that are sought stand."""
    return [f"{name_of(path)}:{node.lineno} {ast.unparse(node)}" for path, node in found if is_sought(node)]


def test_no_change_takes_whatever_a_form_sends():
    """Mass assignment: each field is named where it is used."""
    assert not found_calls(EVERYTHING, lambda called: called.endswith("populate_obj"))
    assert not places(
        nodes_in(ast.Call, r"request\.|form\.data|\bformdata\b"),
        lambda call: any(
            word.arg is None and re.search(r"request\.|form\.data$|\bformdata\b", ast.unparse(word.value))
            for word in call.keywords
        ),
    )


def test_no_attribute_is_set_by_a_name_that_was_sent():
    assert not places(
        [(path, call) for path, call in nodes_in(ast.Call, "setattr") if ast.unparse(call.func) == "setattr"],
        lambda call: "request" in ast.unparse(call.args[1]) or "form" in ast.unparse(call.args[1]),
    )


def test_no_page_mixes_address_form_and_cookies():
    """Parameter pollution: `request.values` takes either; who reads a field says where it stands."""
    assert not places(
        nodes_in(ast.Attribute, r"\bvalues\b"), lambda node: ast.unparse(node) == "request.values"
    )


#: Where objects pass between a process of ours and the child that it started, and from nowhere else.
BETWEEN_OUR_OWN = {"registry/pdf/child_process.py", "registry/records/services/pool.py"}


def test_nothing_runs_what_it_is_given():
    elsewhere = [path for path in EVERYTHING if name_of(path) not in BETWEEN_OUR_OWN]
    assert not found_calls(EVERYTHING, lambda called: called in RUNS_WHAT_IT_IS_GIVEN)
    assert not found_calls(elsewhere, lambda called: called.startswith(MAKES_OBJECTS))


def test_no_command_goes_through_a_shell():
    assert not places(
        nodes_in(ast.Call, "shell"), lambda call: any(word.arg == "shell" for word in call.keywords)
    )


def test_chance_comes_from_the_system_alone():
    """`random` can be foretold from what it gave; `secrets` and `os.urandom` cannot."""
    imports = nodes_in(ast.Import | ast.ImportFrom, "random")
    assert not places(imports, lambda node: re.search(r"\brandom\b", ast.unparse(node)) is not None)


def test_no_weak_digest_is_taken():
    """But for looking up what became known elsewhere: those lists are of SHA-1."""
    weak = found_calls(
        EVERYTHING, lambda called: called.endswith((".md5", ".sha1", ".new")) and "hash" in called
    )
    assert [call.partition(":")[0] for call in weak] == ["registry/sign_in/queries/breached_passwords.py"]
    assert not places(
        nodes_in(ast.Attribute, "SHA1|MD5"), lambda node: ast.unparse(node) in ("hashes.SHA1", "hashes.MD5")
    )


def test_no_secret_is_compared_letter_by_letter():
    """`==` stops at the first letter that differs; `hmac.compare_digest` does not."""

    def compares_a_secret(node: ast.Compare) -> bool:
        sides = [ast.unparse(side) for side in (node.left, *node.comparators)]
        equals = any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops)
        in_the_database = re.match(r"[A-Z]\w+\.", sides[0])
        return equals and not in_the_database and any(SECRET_NAMES.search(side) for side in sides)

    assert not places(nodes_in(ast.Compare, SECRET_WORDS), compares_a_secret)


def test_no_sql_is_put_together_from_pieces():
    def is_put_together(call: ast.Call) -> bool:
        called = ast.unparse(call.func).rpartition(".")[2]
        return called in ("text", "exec_driver_sql", "execute") and any(
            isinstance(one, ast.JoinedStr | ast.BinOp) for one in call.args
        )

    assert {
        place.partition(":")[0]
        for place in places(nodes_in(ast.Call, r"\b(?:text|exec_driver_sql|execute)\("), is_put_together)
    } <= SQL_OF_OUR_OWN


#: Files whose SQL is made of names of our own.
SQL_OF_OUR_OWN = {"registry/database/postgresql/dumps.py", "registry/database/session.py"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["page.html", "picture.svg", "feed.xml", "page.xhtml"])
def test_what_a_browser_reads_as_marked_up_is_escaped(app, name):
    assert app.jinja_env.autoescape(name) is True


def test_templates_of_plain_text_are_letters_and_readmes():
    """They are not escaped, so none of them may reach a browser as a page."""
    plain = [path for path in (TOP / "templates").rglob("*.*") if path.suffix not in (".html", ".css")]
    assert not [name_of(path) for path in plain if path.suffix != ".txt"]
    assert {path.relative_to(TOP / "templates").parts[0] for path in plain} <= {"mail", "privacy"}


def test_what_is_installed_is_pinned_with_its_digest():
    lines = (TOP / "requirements.lock").read_text().splitlines()
    named = [line for line in lines if re.match(r"[a-z0-9]", line)]
    assert len(named) > 30
    assert not [line for line in named if not re.match(r"[a-z0-9-]+(\[[a-z]+\])?==[0-9]", line)]
    assert sum("--hash=sha256:" in line for line in lines) >= len(named)
