"""Every way to tamper with a record: what is found, what the page says and what the command says."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from flask import Flask

from registry import clock
from registry.certificates.trust import Trust
from registry.database.transactions import unit_of_work
from registry.records.queries import records
from registry.verification.queries import examinations, verdicts
from registry.verification.queries.verdicts import Outcome, Verdict
from registry.verification.rules.inspection import Examination, examine
from tests import databases, factories
from tests.conformance.tampering import TABLE, names_in
from tests.records.bringing import bring
from tests.records.genuine import CODE, EDITION, FIRST_EDITION, OTHER, Genuine, keep_all, make_genuine
from tests.records.making import AT
from tests.records.tampering import WAYS, Way

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
    return make_genuine(tmp_path_factory.mktemp("genuine"))


@pytest.fixture(scope="module")
def forge(genuine: Genuine) -> Forge:
    """Makes a forgery, once."""
    return cache(lambda way: way.forge(genuine))


@pytest.fixture(scope="module")
def look(genuine: Genuine) -> Callable[..., Examination]:
    """Examines bytes, each once."""
    trust = Trust.read(genuine.folder)
    return cache(lambda data: examine(data, trust, AT))


@pytest.fixture(scope="module")
def kept(genuine: Genuine) -> Iterator[Flask]:
    """An installation that keeps the genuine records."""
    installation = databases.OnSqlite(genuine.folder.parent)
    with installation.app.app_context(), unit_of_work():
        keep_all(genuine, factories.make_team())
    yield installation.app
    installation.remove()


@pytest.fixture
def here(kept: Flask, look, stopped_clock, monkeypatch) -> Iterator[Flask]:
    """It, examining in this process: what the child process does is tested with `verifying`."""
    monkeypatch.setattr(examinations, "examine", lambda data, now: look(data))
    with kept.app_context():
        yield kept


@pytest.fixture
def page(kept: Flask, here) -> Callable[[bytes, str], Any]:
    """Gives a file to the verification page."""

    def send(content: bytes, name: str) -> Any:
        return bring(kept.test_client(), content, name)

    return send


def said(verdict: Verdict) -> str:
    """Its sentences."""
    return " ".join(map(str, verdict.findings))


def words(text: str) -> str:
    """The text of a page, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_there_are_more_than_twenty_ways_each_with_a_name_of_its_own():
    assert len({way.name for way in WAYS}) == len(WAYS) > 26


@EVERY_WAY
def test_each_way_makes_other_bytes_than_the_record_it_is_named_for(genuine, forge, way):
    assert forge(way) != genuine.records[way.file_name.removesuffix(".pdf")]


@EVERY_WAY
def test_each_way_is_told_with_its_reason(here, forge, way):
    verdict = verdicts.verify(forge(way), now=clock.now(), name=way.file_name)
    assert verdict.outcome is way.outcome
    assert way.sentence in said(verdict)


@EVERY_WAY
def test_the_page_tells_the_same_of_each_way(page, forge, way):
    response = page(forge(way), way.file_name)
    assert response.status_code == (422 if way.is_refused else 200)
    assert ("Not accepted" in response.text) is way.is_refused
    assert way.sentence in words(response.text)


@A_FEW_WAYS
def test_the_command_tells_the_same(kept, stopped_clock, forge, tmp_path, way):
    path = tmp_path / way.file_name
    path.write_bytes(forge(way))
    result = kept.test_cli_runner().invoke(args=["registry", "verify", str(path)])
    assert result.exit_code == int(way.is_refused)
    assert way.sentence in result.output


@EVERY_RECORD
def test_each_genuine_file_is_accepted(here, genuine, code):
    verdict = verdicts.verify(genuine.records[code], now=AT, name=f"{code}.pdf")
    assert verdict.outcome is Outcome.KNOWN
    assert f"This is record {code}" in said(verdict)


@EVERY_RECORD
def test_each_genuine_file_is_found_intact(look, genuine, code):
    assert look(genuine.records[code]).is_intact


def test_of_an_older_edition_the_newer_one_is_named_and_linked(page, genuine):
    shown = page(genuine.first_edition, "edition.pdf").text
    assert f"It is edition 1. A newer edition of the same text is kept: edition 2, record {EDITION}." in shown
    assert f'href="/verify/{EDITION}"' in shown


def test_the_code_of_an_older_edition_leads_to_the_newer_one(here):
    assert f'href="/verify/{EDITION}"' in here.test_client().get(f"/verify/{FIRST_EDITION}").text


def test_of_the_newest_edition_none_newer_is_named(page, genuine):
    assert "newer edition" not in page(genuine.edition, "edition.pdf").text.lower()


def test_the_newer_edition_is_found_on_both_databases(session, genuine):
    with unit_of_work():
        kept = {record.code: record for record in keep_all(genuine, factories.make_team())}
    assert records.newer_edition(kept[FIRST_EDITION]) is kept[EDITION]
    assert records.newer_edition(kept[EDITION]) is None
    assert records.newer_edition(kept[CODE]) is None


def test_an_edition_of_another_text_is_no_newer_one(session, genuine):
    with unit_of_work():
        kept = {record.code: record for record in keep_all(genuine, factories.make_team())}
        kept[EDITION].facts = kept[EDITION].facts | {"fingerprint": "0" * 64}
    assert records.newer_edition(kept[FIRST_EDITION]) is None


def test_a_file_name_that_says_the_records_own_code_is_no_news(here, genuine):
    verdict = verdicts.verify(genuine.signed, now=AT, name=f"{CODE} (1).pdf")
    assert "file name" not in said(verdict)


def test_the_table_that_is_published_names_every_way():
    assert names_in(TABLE.read_text()) == [way.name for way in WAYS]
