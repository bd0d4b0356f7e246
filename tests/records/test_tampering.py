"""Every way to tamper with a record: what is found, what the page says and what the command says."""

import io
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from registry import clock
from registry.records import verifying
from registry.records.examining import Examination, Trust, examine
from registry.records.verifying import Outcome, Verdict
from registry.transactions import unit_of_work
from tests import factories
from tests.conformance.tampering import TABLE, names_in
from tests.records import tampering
from tests.records.making import AT
from tests.records.tampering import CODE, EDITION, FIRST_EDITION, OTHER, WAYS, Genuine, Way

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
EVERY_WAY = pytest.mark.parametrize("way", WAYS, ids=[way.name for way in WAYS])
EVERY_RECORD = pytest.mark.parametrize("code", [CODE, OTHER, FIRST_EDITION, EDITION])
#: For the command, which takes a process each: one of each group.
SOME = ("page-covered", "signature-moved", "another-authority", "attached-swapped", "older-edition", "locked")
BY_NAME = {way.name: way for way in WAYS}
A_FEW_WAYS = pytest.mark.parametrize("way", [BY_NAME[name] for name in SOME], ids=SOME)

Forge = Callable[[Way], bytes]


@pytest.fixture(scope="module")
def genuine(tmp_path_factory: pytest.TempPathFactory) -> Genuine:
    """What everything is forged from."""
    return tampering.make_genuine(tmp_path_factory.mktemp("genuine"))


@pytest.fixture(scope="module")
def forge(genuine: Genuine) -> Forge:
    """Makes a forgery, once."""
    return cache(lambda way: way.forge(genuine))


@pytest.fixture(scope="module")
def look(genuine: Genuine) -> Callable[..., Examination]:
    """Examines bytes, each once."""
    trust = Trust.read(genuine.folder)
    return cache(lambda data: examine(data, trust, AT))


@pytest.fixture
def kept(app, session, stopped_clock, genuine):
    """An installation that keeps the genuine records."""
    app.config["REGISTRY_INSTANCE"] = str(genuine.folder.parent)
    with unit_of_work():
        tampering.keep_all(genuine, factories.make_team())


@pytest.fixture
def here(kept, look, monkeypatch):
    """The same, which examines in this process: what the child process does is tested with `verifying`."""
    monkeypatch.setattr(verifying, "_examine_apart", lambda data, now: look(data))


def said(verdict: Verdict) -> str:
    """Its sentences."""
    return " ".join(map(str, verdict.findings))


def words(text: str) -> str:
    """The text of a page, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def send(client: Any, content: bytes, name: str) -> Any:
    """Give a file to the verification page."""
    return client.post("/verify", data={"file": (io.BytesIO(content), name)})


def test_there_are_more_than_twenty_ways_each_with_a_name_of_its_own():
    assert len({way.name for way in WAYS}) == len(WAYS) > 26


@EVERY_WAY
def test_each_way_makes_other_bytes_than_the_record_it_is_named_for(genuine, forge, way):
    assert forge(way) != genuine.records[way.file_name.removesuffix(".pdf")]


@ON_SQLITE
@EVERY_WAY
def test_each_way_is_told_with_its_reason(here, forge, way):
    verdict = verifying.verify(forge(way), now=clock.now(), name=way.file_name)
    assert verdict.outcome is way.outcome
    assert way.sentence in said(verdict)


@ON_SQLITE
@EVERY_WAY
def test_the_page_tells_the_same_of_each_way(here, client, forge, way):
    response = send(client, forge(way), way.file_name)
    assert response.status_code == (422 if way.is_refused else 200)
    assert ("Not accepted" in response.text) is way.is_refused
    assert way.sentence in words(response.text)


@ON_SQLITE
@A_FEW_WAYS
def test_the_command_tells_the_same(kept, app, forge, tmp_path, way):
    path = tmp_path / way.file_name
    path.write_bytes(forge(way))
    result = app.test_cli_runner().invoke(args=["registry", "verify", str(path)])
    assert result.exit_code == int(way.is_refused)
    assert way.sentence in result.output


@ON_SQLITE
@EVERY_RECORD
def test_each_genuine_file_is_accepted(here, genuine, code):
    verdict = verifying.verify(genuine.records[code], now=AT, name=f"{code}.pdf")
    assert verdict.outcome is Outcome.KNOWN
    assert f"This is record {code}" in said(verdict)


@EVERY_RECORD
def test_each_genuine_file_is_found_intact(look, genuine, code):
    assert look(genuine.records[code]).is_intact


def test_of_an_older_edition_the_newer_one_is_named_and_linked(here, client, genuine):
    page = send(client, genuine.first_edition, "edition.pdf").text
    assert f"It is edition 1. A newer edition of the same text is kept: edition 2, record {EDITION}." in page
    assert f'href="/verify/{EDITION}"' in page


@ON_SQLITE
def test_the_code_of_an_older_edition_leads_to_the_newer_one(here, client):
    assert f'href="/verify/{EDITION}"' in client.get(f"/verify/{FIRST_EDITION}").text


def test_of_the_newest_edition_none_newer_is_named(here, client, genuine):
    assert "newer edition" not in send(client, genuine.edition, "edition.pdf").text.lower()


@ON_SQLITE
def test_a_file_name_that_says_the_records_own_code_is_no_news(here, genuine):
    verdict = verifying.verify(genuine.signed, now=AT, name=f"{CODE} (1).pdf")
    assert "file name" not in said(verdict)


def test_the_table_that_is_published_names_every_way():
    assert names_in(TABLE.read_text()) == [way.name for way in WAYS]
