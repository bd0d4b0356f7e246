"""Many records at once: real child processes, each binding one record at a time."""

import io
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from registry.certificates.key_store import KeysLocked
from registry.pdf.assembly import Bound, Pages, Place, SealReplaced, Sheets
from registry.pdf.render import Margins
from registry.pdf.values import Signer
from registry.records.services import pool
from tests.records import builders


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An installation with keys of its own."""
    place = Place(tmp_path_factory.mktemp("bindery"), builders.SECRET, "")
    place.authority(now=builders.MADE_AT)
    return place


@pytest.fixture(scope="module")
def binder():
    """A child, for as many records as it lives."""
    with pool.Binder() as binder:
        yield binder


@pytest.fixture(scope="module")
def sheets(place: Place) -> Callable[..., Sheets]:
    """The pages of a small record, under a code."""
    seal = place.authority(now=builders.MADE_AT).seal.serial
    return lambda code=builders.CODE: Sheets(
        code=code,
        body=Pages(builders.BODY, Margins(has_cover=True)),
        own=Pages(builders.OWN, Margins()),
        signer=Signer("Zoé Tremblay", builders.ORGANIZATION),
        signer_serial=0xA1B2C3,
        seal_serial=seal,
        attachments=(),
    )


def reason_in(bound: Bound) -> str:
    """Why the seal says that it was put on the file."""
    with pikepdf.open(io.BytesIO(bound.content)) as pdf:
        return next(str(field.V.Reason) for field in pdf.Root.AcroForm.Fields if field.T == "seal")


def child_of(binder: pool.Binder) -> int:
    """Its process, once it has bound something."""
    assert binder.process is not None
    return binder.process.pid


def test_a_child_binds_one_record_after_the_other(binder, place, sheets):
    first = binder.bind(sheets(), place, builders.MADE_AT)
    child = child_of(binder)
    second = binder.bind(sheets("FEDC-BA98-7654-3210"), place, builders.MADE_AT)
    assert child_of(binder) == child
    assert (first.pages, second.pages) == (2, 2)
    assert reason_in(first) == f"Record {builders.CODE}"
    assert reason_in(second) == "Record FEDC-BA98-7654-3210"


def test_the_certificate_has_the_number_that_stands_on_the_pages(binder, place, sheets):
    bound = binder.bind(sheets(), place, builders.MADE_AT)
    assert b"020400a1b2c3" in bound.content.lower()  # as DER writes a positive number


def test_what_goes_wrong_in_a_child_is_raised_here_and_the_child_goes_on(binder, place, sheets):
    with pytest.raises(KeysLocked):
        binder.bind(sheets(), replace(place, secret="of somebody else"), builders.MADE_AT)
    assert binder.bind(sheets(), place, builders.MADE_AT).pages == 2


def test_a_child_that_is_killed_costs_one_record_and_is_replaced(binder, place, sheets):
    binder.bind(sheets(), place, builders.MADE_AT)
    killed = child_of(binder)
    os.kill(killed, signal.SIGKILL)
    with pytest.raises(pool.BinderDied):
        binder.bind(sheets(), place, builders.MADE_AT)
    assert binder.bind(sheets(), place, builders.MADE_AT).pages == 2
    assert child_of(binder) != killed


def test_a_child_ends_when_nobody_is_left_to_ask_it(place, sheets):
    with pool.Binder() as binder:
        binder.bind(sheets(), place, builders.MADE_AT)
        binder.process.stdin.close()  # as when the one that started it is killed
        assert binder.process.wait(timeout=20) == 0


def test_the_secret_of_the_keys_stands_in_no_file_and_no_command(binder, place, sheets):
    binder.bind(sheets(), place, builders.MADE_AT)
    command = Path(f"/proc/{child_of(binder)}/cmdline").read_bytes()
    written = b"".join(path.read_bytes() for path in place.instance.rglob("*") if path.is_file())
    assert builders.SECRET.encode() not in command + written
    assert builders.SECRET not in repr(place)


def test_no_child_is_started_for_a_few_records(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1, 2})
    few = pool.WORTH_CHILDREN - 1
    assert [pool.children_for(count) for count in (0, 1, few, few + 1, 1000)] == [0, 0, 0, 3, 3]


@pytest.mark.parametrize(("cores", "children"), [(1, 0), (2, 2), (64, pool.MOST_CHILDREN)])
def test_there_is_a_child_for_each_core_up_to_a_limit(monkeypatch, cores, children):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(cores)))
    assert pool.children_for(1000) == children


def test_a_seal_that_was_replaced_meanwhile_is_not_put_on(binder, place, sheets):
    with pytest.raises(SealReplaced):
        binder.bind(replace(sheets(), seal_serial="ab"), place, builders.MADE_AT)
