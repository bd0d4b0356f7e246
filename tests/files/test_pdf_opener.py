"""What is seen of a PDF by opening it in a process of its own."""

import io

import pikepdf
import pytest

from registry.files.pdf_opener import Opened, opened


def small(**how: object) -> bytes:
    """A PDF of one page."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, **how)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (small(), Opened(pages=1)),
        (
            small(encryption=pikepdf.Encryption(user="abc", owner="def")),
            Opened(0, is_locked=True, is_protected=True),
        ),
        (small(encryption=pikepdf.Encryption(user="", owner="def")), Opened(1, is_protected=True)),
        (b"\xef\xbb\xbf" + small(), Opened(pages=1)),
        (small()[:-60], Opened(1, is_damaged=True)),
        (b"%PDF-1.7 and no more", Opened(is_damaged=True)),
        (b"", Opened(is_damaged=True)),
    ],
    ids=["whole", "locked", "restricted", "mark before", "cut short", "nothing in it", "empty"],
)
def test_a_file_is_told_as_it_opens(content, seen):
    assert opened(content) == seen
