"""Passwords that became known elsewhere, looked up in a file."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, RuleBroken
from registry.pages.queries import attention
from registry.sign_in.queries import breached_passwords
from registry.sign_in.services import passwords as sign_in_passwords
from tests.factories import NOW, WHO_AND_WHEN
from tests.refusals import refusal_of
from tests.sign_in.builders import PASSWORD, make_person

KNOWN = "a password that leaked"


def line_of(password, count=1):
    return f"{hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()}:{count}"


def write(path, passwords, end="\n"):
    """A file such as the known download."""
    path.write_bytes("".join(f"{line}{end}" for line in sorted(map(line_of, passwords))).encode())
    return path


@pytest.fixture
def known(app, tmp_path):
    """The file of the settings, with a few passwords."""
    path = write(tmp_path / "known.txt", [KNOWN, *map(str, range(500))])
    app.config["REGISTRY_BREACHED_PASSWORDS"] = path
    return path


@given(st.sets(st.text(max_size=5), max_size=30), st.sampled_from(["\n", "\r\n"]))
def test_exactly_what_is_in_the_file_is_known(tmp_path_factory, passwords, end):
    path = write(tmp_path_factory.mktemp("known") / "known.txt", passwords, end)
    asked = [*passwords, "not there", ""]
    assert [breached_passwords.is_known(one, path) for one in asked] == [one in passwords for one in asked]


def test_a_file_that_ends_without_a_line_break_is_read_to_its_end(tmp_path):
    path = tmp_path / "known.txt"
    path.write_text(line_of(KNOWN))
    assert breached_passwords.is_known(KNOWN, path)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_password_that_leaked_is_refused_on_its_field(session, known):
    with pytest.raises(RuleBroken, match="became known") as refused, unit_of_work():
        sign_in_passwords.set_password(make_person(), KNOWN, **WHO_AND_WHEN)
    assert refused.value.field == "password"


BROKEN = [
    b"",
    b"no digest at all\n",
    b"x" * 1000,
    "\n".join(sorted(map(line_of, "abcdef"), reverse=True)).encode(),
]


@pytest.mark.parametrize("content", BROKEN)
def test_a_file_that_cannot_be_used_is_told(tmp_path, content):
    path = tmp_path / "known.txt"
    path.write_bytes(content)
    with pytest.raises(InvalidInput):
        breached_passwords.check(path)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_in_order_is_not_spoken_of(session, known):
    assert refusal_of(breached_passwords.check, known) is None
    assert not [line for line in attention.needs(NOW) if "REGISTRY_BREACHED_PASSWORDS" in line]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("content", [None, *BROKEN])
def test_a_broken_file_keeps_nobody_from_a_password_and_is_told_by_check(session, known, content):
    known.unlink() if content is None else known.write_bytes(content)
    with unit_of_work():
        user = make_person()
    assert sign_in_passwords.password_is_right(user, PASSWORD)
    assert [line for line in attention.needs(NOW) if "REGISTRY_BREACHED_PASSWORDS" in line]
