"""What becomes of letters that no shipped font has."""

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.records import render
from registry.records.glyphs import in_shipped_letters
from registry.records.render import Margins

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Zoé Œuvré, « l’Est » – ᐃᓄᒃᑎᑐᑦ", "Zoé Œuvré, « l’Est » – ᐃᓄᒃᑎᑐᑦ"),
        ("Cafe\u0301", "Café"),
        ("Done 🙂", "Done [slightly smiling face]"),
        ("❤\ufe0f", "[heavy black heart]"),
        ("李", "[cjk unified ideograph-674e]"),
        ("12\u202f000 $", "12\xa0000 $"),
        ("of\ufb01ce", "office"),
        ("\ue000", "[u+e000]"),
        ("a\u200db", "ab"),
        ("a ≮ b", "a [not less-than] b"),
        ("<td>\u0338</td>", "<td>[combining long solidus overlay]</td>"),
        ("a ＜b＞ c", "a [fullwidth less-than sign]b[fullwidth greater-than sign] c"),
    ],
)
def test_a_letter_without_a_shape_is_named(typed: str, shown: str) -> None:
    assert in_shipped_letters(typed) == shown


@given(st.text(st.characters() | st.sampled_from("<>&\u0338")))
def test_no_text_becomes_markup_that_it_was_not(text: str) -> None:
    shown = in_shipped_letters(text)
    assert [shown.count(mark) for mark in "<>&"] == [text.count(mark) for mark in "<>&"]


def test_records_take_no_font_from_the_machine() -> None:
    html = "<html lang='en-CA'><title>t</title><h1>Smile 🙂 عربي 中 → ☎</h1><p><code>x</code></p></html>"
    content = render.render_pdf(html, Margins(header="Team 🙂", footer="Foot 中"))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fonts = {
            str(one.FontName)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and "/FontName" in one
        }
    assert {name.partition("+")[2].replace("-Bold", "").replace("-Semi", "") for name in fonts} == {
        "Open-Sans"
    }


def test_a_reader_finds_the_name_where_the_letter_was() -> None:
    content = render.render_pdf("<html lang='en-CA'><title>t</title><h1>Zoé 🙂</h1></html>")
    said = subprocess.run(
        ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()
    assert "Zoé [slightly smiling face]" in said


def test_every_letter_of_our_own_words_has_a_shape() -> None:
    catalogue = ROOT / "registry" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
    texts = [
        catalogue,
        *(ROOT / "templates" / "records").rglob("*.html"),
        *(ROOT / "registry").rglob("template/*.md"),
    ]
    words = "".join(path.read_text(encoding="utf-8") for path in texts)
    assert {letter for letter in set(words) if in_shipped_letters(letter) != letter} == set()
