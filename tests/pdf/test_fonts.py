"""What becomes of letters that no shipped font has."""

import io
import json
import re
import subprocess
import unicodedata
from collections import Counter
from html import escape
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from registry.pdf import render
from registry.pdf.fonts import FONTS, fonts_for, in_shipped_letters, without_glyph
from registry.pdf.render import Margins
from tests.naming import NAMES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Zoé Œuvré, « l’Est » – ᐃᓄᒃᑎᑐᑦ", "Zoé Œuvré, « l’Est » – ᐃᓄᒃᑎᑐᑦ"),
        ("Cafe\u0301", "Café"),
        ("Done 🙂 ❤", "Done 🙂 ❤"),
        ("李 محمد ਗੁਰ", "李 محمد ਗੁਰ"),
        ("Thai ไ", "Thai [thai character sara ai maimalai]"),
        ("\U00010348\ufe0f", "[gothic letter hwair]"),
        ("\u3400", "[cjk unified ideograph-3400]"),
        ("12\u202f000 $", "12\xa0000 $"),
        ("of\ufb01ce", "office"),
        ("\ue000", "[u+e000]"),
        ("a\u200db", "ab"),
        ("a ≮ b", "a ≮ b"),
        ("<td>\u0338</td>", "<td>\u0338</td>"),
        ("a ＜b＞ c", "a ＜b＞ c"),
    ],
)
def test_a_letter_without_a_shape_is_named(typed: str, shown: str) -> None:
    assert in_shipped_letters(typed) == shown


@given(st.text(st.characters() | st.sampled_from("<>&\u0338")))
def test_no_text_becomes_markup_that_it_was_not(text: str) -> None:
    shown = in_shipped_letters(text)
    assert [shown.count(mark) for mark in "<>&"] == [text.count(mark) for mark in "<>&"]


def page(text: str) -> str:
    """A page with one text on it."""
    return f"<html lang='en-CA'><title>t</title><h1>{escape(text)}</h1></html>"


def families(content: bytes) -> set[str]:
    """The families of type in a file."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        names = [
            str(one.FontName)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and "/FontName" in one
        ]
    return {re.sub("-(Semi|Bold|Italic|Oblique)", "", name.partition("+")[2]) for name in names}


def read(content: bytes) -> str:
    """What a program reads in a file."""
    command = ["pdftotext", "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


def letters(text: str) -> Counter[str]:
    """The letters of a text, without what programs leave out as they read a file.

    That is blanks, signs without a shape, hyphens where a line ends, and a dot that is one with its letter.
    """
    composed = re.sub("[-\ufe0f\u05c1\u05c2]", "", unicodedata.normalize("NFC", text))
    return Counter(sign for sign in composed if unicodedata.category(sign) not in ("Cf", "Cc", "Zs"))


def test_records_take_no_font_from_the_machine() -> None:
    content = render.render_pdf(page("ไทย 𐍈 → ☎ x"), Margins(header="Team ไ", footer="Foot 中"))
    assert families(content) == {"Open-Sans", "Names-chinese", "Names-emoji"}


def test_a_reader_finds_the_name_where_the_letter_was() -> None:
    assert "Zoé [gothic letter hwair]" in read(render.render_pdf(page("Zoé 𐍈")))


@pytest.mark.parametrize(
    "text", ["Zoé Œuvré, « l’Est » – ᐃᓄᒃᑎᑐᑦ", "Ελένη Олена", "a\u200db", "12\u202f000 $"]
)
def test_a_text_in_the_letters_of_every_record_needs_no_other_font(text: str) -> None:
    assert fonts_for(text) == ()
    assert not any(family.startswith("Names") for family in families(render.render_pdf(page(text))))


def test_a_record_with_a_name_of_another_script_leaves_the_next_one_as_it_was() -> None:
    before = render.render_pdf(page("Zoé Émond"))
    render.render_pdf(page("王小明 محمد Sḵwx̱wú7mesh"))
    after = render.render_pdf(page("Zoé Émond"))
    assert [families(before), len(before)] == [families(after), len(after)]


@pytest.mark.parametrize("name", NAMES)
def test_each_of_the_forty_names_is_printed_whole_and_read_back(name: str) -> None:
    assert without_glyph(name) == ""
    assert "[" not in in_shipped_letters(name)
    assert not letters(name) - letters(read(render.render_pdf(page(name))))


@pytest.mark.parametrize(
    "name", ["Zoé Combine\u0301e", "Łukasz Żółć", "王小明", "דוד כהן", "محمد علي الصباح"]
)
def test_a_name_is_read_back_in_the_order_in_which_it_is_said(name: str) -> None:
    said = "".join(sign for sign in read(render.render_pdf(page(name))) if unicodedata.category(sign) != "Cf")
    assert unicodedata.normalize("NFC", name) in unicodedata.normalize("NFC", said)


def test_a_word_with_a_rare_letter_is_set_in_one_design() -> None:
    assert fonts_for("Sḵwx̱wú7mesh") == ("letters",)
    assert families(render.render_pdf(page("Sḵwx̱wú7mesh"))) == {
        "Names-letters",
        "Open-Sans",
    }  # the page's number


def test_the_styles_of_letters_have_the_same_letters() -> None:
    each = [
        TTFont(FONTS / "names" / f"letters{end}.woff2").getBestCmap().keys()
        for end in ("", "-italic", "-bold")
    ]
    assert each[0] == each[1] == each[2]


def test_the_letters_that_are_counted_on_are_in_the_fonts() -> None:
    listed = json.loads((FONTS.parents[1] / "pdf" / "name_fonts.json").read_text())
    shipped = {path.stem for path in (FONTS / "names").glob("*.woff2")}
    assert shipped - {"letters-bold", "letters-italic"} == set(listed)
    for name, runs in listed.items():
        with TTFont(FONTS / "names" / f"{name}.woff2", lazy=True) as font:
            has = set(font.getBestCmap())
            assert {letter for first, last in runs for letter in range(first, last + 1)} == has
            assert "glyf" in font  # PDF/A cannot tell the signs of the other kind, cut


def test_outlines_of_fonts_that_no_page_is_set_in_need_no_rebuilding() -> None:
    pages = (FONTS.parent / "registry.css").read_text(encoding="utf-8")
    for path in FONTS.rglob("*.woff2"):
        if path.name not in pages:
            with TTFont(path, lazy=True) as font:
                # every process that makes records reads them, and would rebuild them in Python
                assert font.flavorData.transformedTables == set(), path.name


def test_each_sign_that_cannot_be_printed_is_named_once() -> None:
    assert without_glyph("𐍈 Ann 🙂 ไ𐍈 李") == "𐍈ไ"


def test_all_fonts_together_stay_small() -> None:
    assert sum(file.stat().st_size for file in FONTS.rglob("*.woff2")) < 12_000_000


def test_every_letter_of_our_own_words_has_a_shape() -> None:
    catalogue = ROOT / "registry" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
    texts = [
        catalogue,
        *(ROOT / "templates" / "records").rglob("*.html"),
        *(ROOT / "registry").rglob("template/*.md"),
    ]
    words = "".join(path.read_text(encoding="utf-8") for path in texts)
    assert {letter for letter in set(words) if in_shipped_letters(letter) != letter} == set()
