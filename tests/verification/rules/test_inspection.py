"""What is found in a file: each way in which a record can be changed has its own answer."""

import re
import secrets
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pikepdf
import pytest
from flask import Flask

from registry import clock
from registry.certificates.trust import Trust
from registry.database.transactions import unit_of_work
from registry.records.queries import records
from registry.verification.queries import examinations, verdicts
from registry.verification.queries.verdicts import Outcome, Verdict
from registry.verification.rules.inspection import Examination, Flaw, Problem, as_json, examine, from_json
from tests import databases, factories
from tests.conformance.tampering import TABLE, names_in
from tests.records.builders import AT, CODE, ORGANIZATION, attach, rewritten, sign_record
from tests.verification.bringing import bring
from tests.verification.forgeries import flipped
from tests.verification.genuine import CODE as GENUINE_CODE
from tests.verification.genuine import EDITION, FIRST_EDITION, OTHER, Genuine, keep_all, make_genuine
from tests.verification.tampering import WAYS, Way
from tests.verification.updates import add_attached, add_note, cover_page, nothing, updated

EVERY_WAY = pytest.mark.parametrize("way", WAYS, ids=[way.name for way in WAYS])
EVERY_RECORD = pytest.mark.parametrize("code", [GENUINE_CODE, OTHER, FIRST_EDITION, EDITION])
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
def look_once(genuine: Genuine) -> Callable[..., Examination]:
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
def here(kept: Flask, look_once, stopped_clock, monkeypatch) -> Iterator[Flask]:
    """It, examining in this process: what the child process does is tested with `verifying`."""
    monkeypatch.setattr(examinations, "examine", lambda data, now: look_once(data))
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


# -- what is found -----------------------------------------------------------------------------------


def test_a_record_is_intact(look, record):
    assert look(record.signed).is_intact


def test_a_record_names_its_code_its_people_and_its_level(look, record):
    found = look(record.signed)
    seal_mark, signature = found.signatures
    assert found.code == CODE
    assert (seal_mark.field, signature.field) == ("seal", "signature")
    assert (signature.signer, signature.organization) == ("Zoé Tremblay", ORGANIZATION)
    assert signature.level == "B-B"


def test_an_examination_survives_the_pipe(look, record):
    found = look(record.signed)
    assert as_json(from_json(as_json(found))) == as_json(found)


@pytest.mark.parametrize("part", [0.1, 0.4, 0.7])
def test_a_flipped_bit_in_the_content_is_found(look, record, part):
    found = look(flipped(record.signed, int(len(record.joined) * part)))
    assert not found.is_intact
    assert Flaw.BYTES_CHANGED in found.flaws


@pytest.mark.parametrize("change", [cover_page, add_note])
def test_a_page_edited_after_signing_is_found_though_every_signature_still_holds(look, record, change):
    found = look(updated(record.signed, change))
    assert all(one.intact and one.valid and one.trusted for one in found.signatures)
    assert Flaw.CONTENT_CHANGED in found.flaws
    assert Flaw.ADDED in found.flaws


def test_bytes_behind_the_end_are_found(look, record):
    assert Flaw.ADDED in look(record.signed + b"\n% more\n").flaws


def test_an_empty_update_is_found(look, record):
    assert Flaw.ADDED in look(updated(record.signed, nothing)).flaws


def test_a_removed_page_is_found_and_counted(look, record):
    found = look(rewritten(record.signed, lambda pdf: pdf.pages.remove(p=1)))
    assert not found.is_intact
    assert found.pages == 1


def test_a_record_without_its_signature_is_found(look, record):
    assert look(record.sealed).flaws == (Flaw.SIGNATURE_MISSING,)


def test_a_file_cut_short_still_names_its_record(look, record):
    found = look(record.signed[:-900])
    assert (found.problem, found.code, found.flaws) == (Problem.DAMAGED, CODE, (Flaw.CUT_SHORT,))


def test_a_record_inside_a_record_is_examined_too(look, record):
    joined = attach(record.joined, f"{CODE}.pdf", record.signed)
    _sealed, edition = sign_record(joined, record.authority, code="EDED-EDED-EDED-EDED")
    found = look(edition)
    assert found.is_intact
    assert [(one.name, one.intact) for one in found.attached] == [(f"{CODE}.pdf", True)]


def test_an_altered_record_inside_a_record_is_found(look, record):
    joined = attach(record.joined, f"{CODE}.pdf", record.sealed)
    _sealed, edition = sign_record(joined, record.authority, code="EDED-EDED-EDED-EDED")
    assert look(edition).flaws == (Flaw.ATTACHMENT_ALTERED,)


def test_a_record_inside_under_another_code_is_found(look, record):
    joined = attach(record.joined, "ZZZZ-ZZZZ-ZZZZ-ZZZZ.pdf", record.signed)
    _sealed, edition = sign_record(joined, record.authority, code="EDED-EDED-EDED-EDED")
    assert look(edition).flaws == (Flaw.ATTACHMENT_ALTERED,)


def test_an_attached_file_that_is_no_record_is_only_listed(look, record):
    _sealed, signed = sign_record(attach(record.joined, "text.pdf", b"text"), record.authority)
    found = look(signed)
    assert found.is_intact
    assert [(one.name, one.intact) for one in found.attached] == [("text.pdf", None)]


def test_a_file_attached_afterwards_is_found(look, record):
    assert Flaw.ADDED in look(updated(record.signed, add_attached)).flaws


def test_an_encrypted_record_is_not_examined(look, record):
    locked = rewritten(
        record.signed, lambda pdf: None, encryption=pikepdf.Encryption(owner="owner", user="user")
    )
    assert look(locked).problem is Problem.ENCRYPTED


@pytest.mark.parametrize("data", [b"", b"Dear registry,", secrets.token_bytes(5_000)])
def test_what_is_no_pdf_is_said_to_be_none(look, data):
    assert look(data).problem is Problem.NOT_PDF


def test_a_pdf_that_cannot_be_read_is_damaged(look):
    assert look(b"%PDF-1.7\n" + secrets.token_bytes(5_000)).problem is Problem.DAMAGED


def test_an_unsigned_pdf_has_no_signatures_and_no_flaws(look, record):
    found = look(record.joined)
    assert not found.signatures
    assert not found.is_intact


# -- every way to tamper with a record ---------------------------------------------------------------


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
def test_each_genuine_file_is_found_intact(look_once, genuine, code):
    assert look_once(genuine.records[code]).is_intact


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
    assert records.newer_edition(kept[GENUINE_CODE]) is None


def test_an_edition_of_another_text_is_no_newer_one(session, genuine):
    with unit_of_work():
        kept = {record.code: record for record in keep_all(genuine, factories.make_team())}
        kept[EDITION].facts = kept[EDITION].facts | {"fingerprint": "0" * 64}
    assert records.newer_edition(kept[FIRST_EDITION]) is None


def test_a_file_name_that_says_the_records_own_code_is_no_news(here, genuine):
    verdict = verdicts.verify(genuine.signed, now=AT, name=f"{GENUINE_CODE} (1).pdf")
    assert "file name" not in said(verdict)


def test_the_table_that_is_published_names_every_way():
    assert names_in(TABLE.read_text()) == [way.name for way in WAYS]
