"""Names that are stored, mailed, linked to or signed stay as they are."""

import ast

import pytest

from tests import frozen
from tests.removable import NEEDS_ALL

#: What to do about a difference.
NEW = "`python -m tests.frozen --write` adds these to tests/data/frozen.json:"
GONE = "What was stored, mailed or linked to by these names finds nothing any more:"

every_part = pytest.mark.parametrize("part", frozen.read_list())


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What is data in the code of today."""
    folder = tmp_path_factory.mktemp("frozen")
    return frozen.parts_of(frozen.make_app(frozen.settings_for(f"sqlite:///{folder}/registry.db", folder)))


@NEEDS_ALL
@pytest.mark.needs("demo")
@every_part
def test_no_name_that_was_given_out_is_gone(found, part):
    gone = frozen.lines_of(frozen.read_list()[part]) - frozen.lines_of(found.get(part, ()))
    assert not gone, f"{GONE} {sorted(gone)}"


@every_part
def test_a_new_name_is_given_out_on_purpose(found, part):
    new = frozen.lines_of(found.get(part, ())) - frozen.lines_of(frozen.read_list()[part])
    assert not new, f"{NEW} {sorted(new)}"


@NEEDS_ALL
@pytest.mark.needs("demo")
def test_the_list_is_kept_as_the_command_writes_it(found):
    assert frozen.LIST.read_text(encoding="utf-8") == frozen.as_text(found)


@pytest.mark.parametrize(
    ("source", "purposes"),
    [
        ("LINKS = PersonalLinks('signing link')", [("links", "signing link")]),
        ("links = link_tokens.TimedLinks(purpose='welcome')", [("links for a while", "welcome")]),
        ("_SALT = 'token'\nsigner = URLSafeTimedSerializer(secret, salt=_SALT)", [("signed texts", "token")]),
        ("key = hmac.digest(secret, b'authority keys', sha256)", [("digests", "authority keys")]),
        (
            "key = hmac.digest(secret, f'kept form:{a}:{b}'.encode(), sha256)",
            [("digests", "kept form:{}:{}")],
        ),
        ("key = hmac.digest(secret, purpose.encode(), sha256)", []),
        ("encryption.lock(text, purpose='app', owner=1, secret=secret)", [("locked", "app")]),
        ("key_of('authority keys', secret=secret)", [("keys", "authority keys")]),
        ("keyed_digest('device', text, secret=secret)", [("digests for a purpose", "device")]),
        ("hashlib.sha256(b'x').digest()", []),
    ],
)
def test_a_purpose_is_found_where_it_is_given(source, purposes):
    assert list(frozen.purposes_in(ast.parse(source))) == purposes


@pytest.mark.parametrize(
    ("source", "subjects"),
    [
        ("order_record(kind, subject=('partner', partner.id))", ["partner"]),
        ("events.record(tag, About(('keys', 3), None), act)", ["keys"]),
        ("def subject_of(case):\n    return 'conflict_case', case.id", ["conflict_case"]),
        ("class Case:\n    @property\n    def subject(self):\n        return ('case', self.id)", ["case"]),
        ("order_record(kind, subject=case.subject)", []),
        ("Message(subject=f'{kind}:{number}')", []),
    ],
)
def test_what_events_are_about_is_found_where_it_is_named(source, subjects):
    assert list(frozen.subjects_in(ast.parse(source))) == subjects
