"""What the registry says of files that people hold."""

import io
import json
import secrets
import subprocess
import zlib

import pikepdf
import pytest

from registry.database.transactions import unit_of_work
from registry.records.rules import LARGEST_FILE
from registry.verification.queries import examinations, verdicts
from registry.verification.queries.verdicts import Outcome, Verdict
from tests import factories
from tests.records.builders import AT, CODE, attach, keep, rewritten, sign_record

EDITION = "EDED-EDED-EDED-EDED"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def here(app, session, record):
    """An installation with the record's authority, and nothing kept yet."""
    app.config["REGISTRY_INSTANCE"] = str(record.folder.parent)


@pytest.fixture
def kept(here, record):
    """The record, kept."""
    with unit_of_work():
        return keep(record.signed, factories.make_team(), facts={"organization": "Clinic"})


def verdict_on(data: bytes) -> Verdict:
    """The verdict now."""
    return verdicts.verify(data, now=AT)


def said(verdict: Verdict) -> str:
    """Its sentences."""
    return " ".join(map(str, verdict.findings))


def test_a_kept_record_answers_at_once_without_a_process(kept, record, monkeypatch):
    monkeypatch.setattr(subprocess, "run", None)
    verdict = verdict_on(record.signed)
    assert verdict.outcome is Outcome.KNOWN
    assert verdict.record.facts == {"organization": "Clinic"}
    assert (verdict.record.level_reached, verdict.record.serials) == ("B-B", ("a1", "b2"))


def test_of_a_confidential_record_nothing_is_told_but_that_it_is_ours(kept, record):
    with unit_of_work():
        kept.confidential = True
    told = json.dumps(verdict_on(record.signed).to_dict())
    assert "exactly as the registry sealed it" in told
    assert "Clinic" not in told
    assert "Statement" not in told


def test_an_intact_record_that_is_not_kept_is_ours_and_unknown(here, record):
    verdict = verdict_on(record.signed)
    assert verdict.outcome is Outcome.INTACT_UNKNOWN
    assert verdict.is_genuine
    assert CODE in said(verdict)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_flipped_bit_makes_it_another_file(kept, record, part):
    at = int(len(record.joined) * part)
    verdict = verdict_on(record.signed[:at] + bytes([record.signed[at] ^ 1]) + record.signed[at + 1 :])
    assert verdict.outcome is Outcome.ALTERED
    assert f"not the file that was sealed as record {CODE}" in said(verdict)
    assert "changed or damaged" in said(verdict)


def test_a_file_cut_short_is_not_the_record(kept, record):
    verdict = verdict_on(record.signed[:-900])
    assert verdict.outcome is Outcome.ALTERED
    assert "cut short" in said(verdict)


def test_a_cut_file_of_which_nothing_is_known_is_damaged(here, record):
    assert verdict_on(record.signed[:-900]).outcome is Outcome.DAMAGED


def test_a_removed_page_is_counted(kept, record):
    verdict = verdict_on(rewritten(record.signed, lambda pdf: pdf.pages.remove(p=1)))
    assert verdict.outcome is Outcome.ALTERED
    assert "1 pages; the record has 2" in said(verdict)


def test_a_record_without_its_signature_is_not_the_record(kept, record):
    verdict = verdict_on(record.sealed)
    assert verdict.outcome is Outcome.ALTERED
    assert "digital signature is missing" in said(verdict)


def test_an_altered_file_of_an_unknown_record_is_altered_still(here, record):
    verdict = verdict_on(record.signed + b"\n% more\n")
    assert verdict.outcome is Outcome.ALTERED
    assert "has been changed since" in said(verdict)


def test_another_making_of_a_kept_record_is_not_its_file(kept, record):
    _sealed, again = sign_record(record.joined, record.authority)
    verdict = verdict_on(again)
    assert verdict.outcome is Outcome.ALTERED
    assert "another file is kept" in said(verdict)


def test_a_strangers_seal_is_not_ours_even_with_our_names_and_code(kept, record, stranger):
    verdict = verdict_on(sign_record(record.joined, stranger)[1])
    assert verdict.outcome is Outcome.NOT_OURS
    assert f"It names record {CODE}" in said(verdict)


def test_an_edition_with_a_swapped_attachment_names_it(here, record):
    joined = attach(record.joined, f"{CODE}.pdf", record.signed)
    _sealed, edition = sign_record(joined, record.authority, code=EDITION)
    with unit_of_work():
        facts = {"attached": {CODE: "0" * 64}}
        keep(edition + b"kept", factories.make_team(), facts=facts, code=EDITION)
    verdict = verdict_on(edition)
    assert verdict.outcome is Outcome.ALTERED
    assert f"not those of the record: {CODE}" in said(verdict)


def test_an_edition_whose_attached_record_was_exchanged_is_altered(here, record):
    joined = attach(record.joined, f"{CODE}.pdf", record.sealed)
    _sealed, edition = sign_record(joined, record.authority, code=EDITION)
    verdict = verdict_on(edition)
    assert verdict.outcome is Outcome.ALTERED
    assert "attached inside it is not as it was sealed" in said(verdict)


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"", Outcome.NOT_PDF),
        (b"Dear registry,", Outcome.NOT_PDF),
        (b"%PDF-1.7\n" + secrets.token_bytes(2_000), Outcome.DAMAGED),
        (b"%PDF-" + bytes(LARGEST_FILE), Outcome.TOO_LARGE),
    ],
    ids=["empty", "text", "noise", "21 MB"],
)
def test_what_cannot_be_a_record_is_refused_in_words(here, data, outcome):
    assert verdict_on(data).outcome is outcome


def test_an_unsigned_pdf_carries_no_seal(here, record):
    assert verdict_on(record.joined).outcome is Outcome.NOT_SIGNED


def test_an_encrypted_file_is_refused(here, record):
    lock = pikepdf.Encryption(owner="owner", user="user")
    locked = rewritten(record.signed, lambda pdf: None, encryption=lock)
    assert verdict_on(locked).outcome is Outcome.ENCRYPTED


def test_a_verdict_can_be_written_as_json(kept, record):
    told = json.loads(json.dumps(verdict_on(record.sealed).to_dict()))
    assert told["outcome"] == "altered"
    assert told["genuine"] is False
    assert told["record"]["code"] == CODE


# -- hostile files -----------------------------------------------------------------------------------


def bomb(gigabytes: int = 4) -> bytes:
    """A small PDF whose cross-reference stream unpacks to gigabytes."""
    packer = zlib.compressobj(9)
    first, second = (packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    data = zlib.compress(first + second * (1024 * gigabytes), 9)
    head = b"%PDF-1.7\n"
    body = (
        "1 0 obj\n<< /Type /XRef /Size 2 /W [1 2 1] /Root 1 0 R /Filter [/FlateDecode /FlateDecode]"
        f" /Length {len(data)} >>\nstream\n"
    ).encode()
    return head + body + data + f"\nendstream\nendobj\nstartxref\n{len(head)}\n%%EOF\n".encode()


def page_tree_without_end() -> bytes:
    """A PDF whose page tree goes deeper than any reader can follow."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    inner = pdf.Root.Pages
    for _level in range(3_000):
        inner = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=[inner], Count=1))
    pdf.Root.Pages = inner
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_a_bomb_ends_as_a_verdict(here):
    assert verdict_on(bomb()).outcome is Outcome.TOOK_TOO_LONG


def test_a_page_tree_without_end_ends_as_a_verdict(here):
    assert not verdict_on(page_tree_without_end()).is_genuine


def test_a_file_that_takes_too_long_is_stopped(here, record, monkeypatch):
    monkeypatch.setattr(examinations, "LONGEST_CHECK", 0.05)
    assert verdict_on(record.joined).outcome is Outcome.TOOK_TOO_LONG
