"""Files made to break whoever examines them: the page answers in words, in bounded time and memory."""

import io
import resource

import pikepdf
import pytest

from registry.errors import InvalidInput
from registry.files import intake, pdf_opener
from tests.verification.bringing import bring

#: Kilobytes by which the web process itself may grow while a file is examined beside it.
GROWTH = 200_000

pytestmark = [
    pytest.mark.usefixtures("session"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def nested() -> bytes:
    """Arrays in arrays, a hundred thousand deep."""
    depth = 100_000
    return b"%PDF-1.7\n1 0 obj\n" + b"[" * depth + b"]" * depth + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def many_objects() -> bytes:
    """A million objects."""
    body = b"".join(b"%d 0 obj 0 endobj\n" % number for number in range(1, 1_000_001))
    return b"%PDF-1.7\n" + body[: 18 * 1024 * 1024] + b"\ntrailer<</Root 1 0 R>>\n%%EOF"


def many_pages() -> bytes:
    """Fifty thousand pages."""
    with pikepdf.new() as pdf:
        page = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 9, 9]))
        pdf.Root.Pages = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Pages, Count=50_000, Kids=pikepdf.Array([page] * 50_000))
        )
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def inflating() -> bytes:
    """A stream that unpacks to half a gigabyte, and a catalogue in it."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].Contents = pdf.make_stream(b" " * 500_000_000)
        out = io.BytesIO()
        pdf.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def inflating_objects() -> bytes:
    """Objects that unpack to nearly half a gigabyte as soon as the file is opened."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Large = pdf.make_indirect(pikepdf.String(b"a" * 400_000_000))
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


@pytest.mark.parametrize("bomb", [nested, many_objects, many_pages, inflating])
def test_the_page_refuses_a_bomb_in_words_and_does_not_grow(client, bomb):
    content = bomb()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = bring(client, content)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert answer.status_code < 500
    assert "Not accepted" in answer.text or "could not be examined" in answer.text
    assert grown < GROWTH


def test_a_scan_is_opened_in_another_process(session, monkeypatch):
    monkeypatch.setattr(pikepdf, "open", None)
    with pytest.raises(InvalidInput, match="damaged"):
        intake.accept(nested(), "scan.pdf", intake.SCANS, field="scan")


def test_what_takes_more_than_is_bearable_is_damaged(monkeypatch):
    assert pdf_opener.opened(inflating_objects()).is_damaged
    monkeypatch.setattr(pdf_opener, "LONGEST", 0.01)
    assert pdf_opener.opened(nested()).is_damaged
