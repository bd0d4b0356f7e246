"""Unknown files given to the verification page: they wait for the worker, are bounded, and leave nothing."""

import logging
import stat

import pytest

from registry import clock
from registry.database.transactions import unit_of_work
from registry.verification import services as verification
from registry.verification.queries import checks, examinations
from registry.verification.rules.inspection import Examination, Problem
from registry.verification.services import EXAMINE
from tests import factories
from tests.records import builders
from tests.records.builders import CODE
from tests.verification.bringing import folder_of, forget, post, work

UNKNOWN = b"%PDF-1.7 a file of somebody else"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(scope="session")
def record(tmp_path_factory):
    """A small record with keys of its own."""
    return builders.make_record(tmp_path_factory.mktemp("instance") / "keys")


@pytest.fixture(autouse=True)
def here(app, session, stopped_clock, record):
    """An installation with the record's authority, and nothing brought yet."""
    app.config["REGISTRY_INSTANCE"] = str(record.folder.parent)
    forget(app)


@pytest.fixture
def examined(monkeypatch):
    """The files that were examined, in their order; the examination itself is tested elsewhere."""
    seen = []

    def examine(data, now):
        seen.append(data)
        return Examination(problem=Problem.DAMAGED)

    monkeypatch.setattr(examinations, "examine", examine)
    return seen


def names(app):
    """Everything that stands where files wait, but the lock."""
    return sorted(path.name for path in folder_of(app).rglob("*") if path.name != ".lock")


def fill(client, count, address):
    """Bring files from one address; answers what was said of each."""
    return [post(client, UNKNOWN, environ_base={"REMOTE_ADDR": address}).status_code for _ in range(count)]


# -- waiting -----------------------------------------------------------------------------------------


def test_a_request_does_not_wait_until_an_unknown_file_is_examined(client, examined, woken):
    answer = post(client, UNKNOWN)
    assert answer.status_code == 303
    assert not examined
    assert woken == [EXAMINE]


def test_the_page_waits_and_then_shows_the_verdict(app, client, examined):
    address = post(client, UNKNOWN, "mine.pdf").location
    assert "It is your file’s turn." in client.get(address).text
    work(app)
    shown = client.get(address)
    assert "This file is damaged" in shown.text
    assert "mine.pdf" in shown.text


def test_the_page_tells_how_many_are_ahead(client, examined, stopped_clock):
    post(client, UNKNOWN, environ_base=ELSEWHERE)
    stopped_clock.pass_by(seconds=1)
    assert "1 file is ahead of yours." in client.get(post(client, UNKNOWN).location).text


def test_without_scripts_the_page_looks_again_by_itself_and_by_a_link(client, examined):
    address = post(client, UNKNOWN).location
    shown = client.get(address).text
    assert '<noscript><meta http-equiv="refresh"' in shown
    assert f'href="{address}">Look again' in shown


def test_a_file_that_waits_for_long_is_told_so(client, examined, stopped_clock):
    address = post(client, UNKNOWN).location
    stopped_clock.pass_by(minutes=4)
    assert "longer than usual" in client.get(address).text


def test_the_address_of_a_verdict_goes_to_no_other_site_and_no_index(client, examined):
    shown = client.get(post(client, UNKNOWN).location)
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["X-Robots-Tag"] == "noindex"


def test_whoever_brought_fewer_files_goes_first(app, client, examined, stopped_clock):
    for number in range(3):
        post(client, UNKNOWN + bytes([number]))
        stopped_clock.pass_by(seconds=1)
    post(client, b"%PDF-1.7 another", environ_base=ELSEWHERE)
    work(app)
    assert examined.index(b"%PDF-1.7 another") == 1


# -- bounds ------------------------------------------------------------------------------------------


def test_one_address_has_only_so_many_files_waiting(client, examined):
    most = verification.MOST_WAITING_OF_A_PLACE
    assert fill(client, most + 1, "203.0.113.5") == [303] * most + [429]
    assert fill(client, 1, "203.0.113.6") == [303]


def test_a_household_counts_as_one_address(client, examined):
    fill(client, verification.MOST_WAITING_OF_A_PLACE, "2001:db8::1")
    assert fill(client, 1, "2001:db8::ffff") == [429]
    assert fill(client, 1, "2001:db8:0:1::1") == [303]


def test_one_address_brings_only_so_many_files_in_an_hour(app, client, examined, stopped_clock):
    for _ in range(verification.MOST_OF_A_PLACE):
        fill(client, 1, "203.0.113.5")
        work(app)
    assert fill(client, 1, "203.0.113.5") == [429]
    stopped_clock.pass_by(hours=1)
    assert fill(client, 1, "203.0.113.5") == [303]


def test_only_so_many_files_wait_in_all(client, examined):
    for number in range(checks.MOST_WAITING):
        fill(client, 1, f"203.0.113.{number}")
    answer = post(client, UNKNOWN)
    assert answer.status_code == 503
    assert "Too many files are being examined right now." in answer.text


def test_what_is_refused_is_told_on_the_field(client, examined):
    fill(client, verification.MOST_WAITING_OF_A_PLACE, "127.0.0.1")
    answer = post(client, UNKNOWN)
    assert "Files from your network are still being examined." in answer.text
    assert 'id="file-error"' in answer.text


def test_the_disk_is_left_to_the_records(client, examined, monkeypatch):
    monkeypatch.setattr(verification, "LEAST_FREE", 2**60)
    assert post(client, UNKNOWN).status_code == 503


def test_a_record_answers_at_once_however_many_files_wait(client, examined, record, monkeypatch):
    monkeypatch.setattr(verification, "MOST_WAITING", 0)
    with unit_of_work():
        builders.keep(record.signed, factories.make_team(), facts={})
    answer = post(client, record.signed)
    assert answer.status_code == 200
    assert CODE in answer.text


# -- leaving nothing ---------------------------------------------------------------------------------


def test_a_file_waits_where_only_the_registry_reads_and_goes_once_examined(app, client, examined):
    post(client, UNKNOWN)
    [folder] = (path for path in folder_of(app).iterdir() if path.is_dir())
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder / "file", folder / "about")}
    assert modes == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, folder.parent)} == {0o700}
    work(app)
    assert not (folder / "file").exists()


def test_within_the_hour_nothing_is_left_and_the_page_says_so(app, client, examined, stopped_clock):
    address = post(client, UNKNOWN).location
    work(app)
    stopped_clock.pass_by(minutes=55)
    gone = client.get(address)
    assert gone.status_code == 410
    assert "no longer kept" in gone.text
    work(app)
    assert names(app) == []


def test_a_file_that_nobody_examined_goes_too(app, client, examined, stopped_clock):
    post(client, UNKNOWN)
    stopped_clock.pass_by(minutes=55)
    work(app)
    assert names(app) == []
    assert not examined


def test_what_a_crash_left_half_brought_is_taken_away(app, client, examined):
    post(client, UNKNOWN)
    half = folder_of(app) / ("0" * 48)
    half.mkdir()
    (half / ".file").write_bytes(UNKNOWN)
    work(app)
    assert not half.exists()


def test_neither_the_store_nor_a_log_knows_of_a_file(app, client, examined, caplog):
    stored = sorted(path for path in folder_of(app).parent.rglob("*") if "checks" not in path.parts)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("registry").propagate = True
    token = post(client, UNKNOWN, "Zoe Tremblay.pdf").location.rpartition("/")[2]
    work(app)
    client.get(f"/verify/files/{token}")
    logging.getLogger("registry").propagate = False
    assert stored == sorted(path for path in folder_of(app).parent.rglob("*") if "checks" not in path.parts)
    assert "answered" in caplog.text
    assert "Tremblay" not in caplog.text
    assert token not in caplog.text


@pytest.mark.parametrize("token", ["0" * 48, "..", "0" * 47, ".lock"])
def test_an_address_that_leads_to_no_file_asks_for_it(client, token):
    assert client.get(f"/verify/files/{token}").status_code in (404, 410)


# -- when the worker ends in the middle --------------------------------------------------------------


def test_a_file_is_examined_again_when_the_worker_ended_with_it(app, client, examined):
    post(client, UNKNOWN)
    with verification._claimed() as check:
        verification._note(check)
    work(app)
    assert examined == [UNKNOWN]


def test_a_file_that_ends_the_worker_each_time_is_given_up(app, client, examined, monkeypatch):
    def fall(data, now):
        raise MemoryError

    address = post(client, UNKNOWN).location
    monkeypatch.setattr(examinations, "examine", fall)
    for _ in range(verification.MOST_TRIES):
        with pytest.raises(MemoryError):
            verification.examine_next(clock.now())
    work(app)
    assert "more time or memory than any record needs" in client.get(address).text


def test_a_file_that_one_worker_is_at_is_not_begun_by_another(client, examined):
    post(client, UNKNOWN)
    with verification._claimed() as first, verification._claimed() as second:
        assert first is not None
        assert second is None
