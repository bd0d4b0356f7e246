"""Records filled into the file of another: the same to the pixel, and in their tags, as when rendered."""

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest
from markupsafe import escape

from registry import clock
from registry.pdf import assembly
from registry.pdf.assembly import Bound, Sheets
from registry.pdf.templates import templates
from registry.pdf.templates.pieces import take_apart
from registry.pdf.templates.templates import Filled, Rendered, Templates
from registry.records.services import drafts
from tests.benchmarks import installation
from tests.naming import NAMES

DPI = "60"


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Iterator[tuple[Sheets, Sheets]]:
    """Two signatories' records, as they are made of templates."""
    folder = tmp_path_factory.mktemp("two")
    with installation.set_up(folder, 2).app_context():
        now = clock.now()
        first, second = (drafts.sheets_of(draft, now=now) for draft in installation.commitment_drafts())
        yield first, second


def bound(sheets: Sheets) -> Bound:
    return assembly.bind(sheets, drafts.own_place(), now=clock.now())


@pytest.fixture
def fill(two, monkeypatch):
    """Fills a record into the first's file; fails where it was rendered."""

    def fill(sheets: Sheets, *, after: Sheets = two[0]) -> bytes:
        assembly.TEMPLATES.clear()
        bound(after)
        with monkeypatch.context() as without:
            without.setattr(assembly, "lay_out", _refuse)
            return bound(sheets).content

    return fill


def _refuse(*_arguments: object) -> None:
    pytest.fail("rendered, not filled")


def whole(sheets: Sheets) -> bytes:
    """The record rendered as a whole."""
    assembly.TEMPLATES.clear()
    return bound(sheets).content


def saying(sheets: Sheets, pattern: str, text: str) -> Sheets:
    """The record with other words on its own pages."""
    changed, count = re.subn(pattern, str(escape(text)), sheets.own.html)
    assert count
    return replace(sheets, own=replace(sheets.own, html=changed))


def pixels(content: bytes, folder) -> list[bytes]:
    """The last two pages, as they are seen."""
    path = folder / "record.pdf"
    path.write_bytes(content)
    with pikepdf.open(path) as pdf:
        first = len(pdf.pages) - 1  # a signature takes two
    for old in folder.glob("page-*"):
        old.unlink()
    command = ["pdftoppm", "-r", DPI, "-gray", "-f", str(first), str(path), str(folder / "page")]
    subprocess.run(command, check=True)
    return [page.read_bytes() for page in sorted(folder.glob("page-*"))]


def tags(content: bytes) -> list[str]:
    """The structure tree, line by line: types, alternative texts, marked content and fields."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return list(_tags(pdf.Root.StructTreeRoot, 0))


def _tags(element, depth: int) -> Iterator[str]:
    yield f"{depth} {element.get('/S', '')} {element.get('/Alt', '')}"
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            yield f"{depth} {kid}"
        elif "/S" in kid:
            yield from _tags(kid, depth + 1)
        elif "/Obj" in kid:
            said = [str(kid.Obj.get(key, "")) for key in ("/TU", "/Contents", "/T", "/Subtype")]
            yield f"{depth} {said} {[round(float(edge)) for edge in kid.Obj.Rect]}"


def outline(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as entries:
        return [str(child.title) for entry in entries.root for child in entry.children]


def test_the_next_record_is_filled_and_looks_as_if_rendered(two, fill, tmp_path):
    filled, rendered = fill(two[1]), whole(two[1])
    assert pixels(filled, tmp_path) == pixels(rendered, tmp_path)
    assert tags(filled) == tags(rendered)
    assert outline(filled) == outline(rendered)
    assert "Schedule of Organisme fictif n° 001 de la Vallée-Imaginaire" in outline(filled)


def test_nothing_of_the_first_record_stays_in_the_next(two, fill):
    with pikepdf.open(io.BytesIO(fill(two[1]))) as pdf:
        said = "".join(thing.unparse().decode("latin-1") for thing in pdf.objects)
        pages = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    with pikepdf.open(io.BytesIO(whole(two[0]))) as pdf:
        first = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    assert two[0].code not in said
    assert two[0].signer.organization not in said
    assert pages != first


@pytest.mark.parametrize("name", NAMES)
def test_every_name_looks_as_in_a_record_rendered_as_a_whole(two, name, tmp_path):
    named = saying(two[1], two[1].signer.name, name)
    rendered = whole(named)
    assembly.TEMPLATES.clear()
    bound(two[0])
    filled = bound(named).content
    assert pixels(filled, tmp_path) == pixels(rendered, tmp_path)
    assert tags(filled) == tags(rendered)


@pytest.mark.parametrize("name", [NAMES[0], "Ñusta Quispe", "D’Arcy O’Neil-Côté, inf. aut.", "ÉLOÏSE ffi fl"])
def test_names_in_letters_of_here_are_filled_not_rendered(two, fill, name):
    assert fill(saying(two[1], two[1].signer.name, name))


def test_a_text_of_as_many_lines_is_filled(two, fill, tmp_path):
    browser = (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
    )
    place = r"(?<=Browser</th><td>)[^<]*"
    first = saying(two[0], place, browser)
    second = saying(two[1], place, browser.replace("Chrome/142.0", "Chromium/139.7 Ubuntu"))
    assert pixels(fill(second, after=first), tmp_path) == pixels(whole(second), tmp_path)


def test_a_text_of_more_lines_is_rendered(two, tmp_path):
    long = saying(two[1], r"(?<=Browser</th><td>)[^<]*", "Mozilla " * 20)
    assembly.TEMPLATES.clear()
    bound(two[0])
    assert pixels(bound(long).content, tmp_path) == pixels(whole(long), tmp_path)
    assert len(assembly.TEMPLATES) == 1


def drawn(sheets: Sheets, path: str) -> Sheets:
    """The record with a drawn signature."""
    drawing = (
        '<svg class="drawing" viewBox="0 0 600 200" width="240" height="80"><title>Signature drawn by'
        f' {sheets.signer.name}</title><path d="{path}" fill="none" stroke="#12304a" stroke-width="4"'
        ' stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
    own = re.sub('<span class="typed">.*?</span>', drawing, sheets.own.html)
    return replace(sheets, own=replace(sheets.own, html=own))


def test_drawn_signatures_are_filled(two, fill, tmp_path):
    first = drawn(two[0], "M10 20 L300 150.5 L420 30")
    second = drawn(two[1], "M10 100 L90.5 40 M30 30 M200 20 L500 180")
    filled, rendered = fill(second, after=first), whole(second)
    assert pixels(filled, tmp_path) == pixels(rendered, tmp_path)
    assert tags(filled) == tags(rendered)
    assert any("Signature drawn by Zoé Personne 001" in tag for tag in tags(filled))


def test_a_drawing_of_other_than_straight_strokes_is_rendered(two, tmp_path):
    assembly.TEMPLATES.clear()
    bound(drawn(two[0], "M10 20 L300 150"))
    curved = drawn(two[1], "M10 20 C20 20 40 20 50 180")
    assert pixels(bound(curved).content, tmp_path) == pixels(whole(curved), tmp_path)


def test_a_link_of_two_lines_is_rendered(two, tmp_path):
    """Each of its lines is a place to follow it, and as wide as its words."""
    pattern, rest = r"(?<=>)http://localhost/verify/", "a/long/way/" * 9
    first, second = (saying(one, pattern, f"http://localhost/{rest}") for one in two)
    assembly.TEMPLATES.clear()
    bound(first)
    assert tags(bound(second).content) == tags(whole(second))


def test_a_record_with_other_lines_in_its_schedule_has_a_template_of_its_own(two):
    assembly.TEMPLATES.clear()
    bound(two[0])
    shorter = re.sub(r"<tr><th scope=\"row\">Money.*?</tr>", "", two[1].own.html, flags=re.DOTALL)
    bound(replace(two[1], own=replace(two[1].own, html=shorter)))
    assert len(assembly.TEMPLATES) == 2


def test_a_text_that_its_tags_say_and_another_says_too_is_not_mixed_up(two, tmp_path):
    """Where two headings of the first read alike, they may not in the next: it is rendered."""
    alike = saying(two[0], "(?<=<h2>)Signature(?=</h2>)", "Evidence")
    assembly.TEMPLATES.clear()
    bound(alike)
    assert outline(bound(two[1]).content) == outline(whole(two[1]))


def test_no_more_templates_are_kept_than_memory_allows(two, monkeypatch):
    monkeypatch.setattr(templates, "MOST_OF_A_KEY", 1)
    monkeypatch.setattr(templates, "MOST", 2)
    kept = Templates()
    for key in ("one", "one", "two", "three"):
        kept.add(key, Rendered(Filled(b"", None, 0), None, take_apart(""), ""))
    assert len(kept) == 2
    assert kept.filled("one", take_apart(""), "") is None
