"""Every kind of record in English and French, as somebody reads it who cannot see it."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Name

from registry.pdf import render
from registry.records.rules import RecordKind
from tests.conformance import collection
from tests.conformance.collection import Sample
from tests.pdf import structure
from tests.records.builders import rewritten

pytestmark = pytest.mark.needs("demo", "conflicts")

KINDS = [*(kind.value for kind in RecordKind), collection.READING_COPY]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Sample]:
    """Every kind in both languages at each step, made once."""
    return collection.collect_small(tmp_path_factory.mktemp("collection"))


def finished(samples: list[Sample], kind: str, language: str) -> list[Sample]:
    """The files of a kind as they are given out."""
    last = {one.name.removesuffix(one.stage.replace(" ", "-")): one for one in samples}
    return [one for one in last.values() if (one.kind, one.language) == (kind, language)]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", KINDS)
def test_who_cannot_see_a_record_reads_all_of_it_in_order(
    samples: list[Sample], kind: str, language: str
) -> None:
    files = finished(samples, kind, language)
    problems = [
        (one.name, problem) for one in files for problem in structure.problems_of(one.content, language)
    ]
    assert files
    assert problems == []


@pytest.mark.parametrize("kind", [kind.value for kind in RecordKind])
def test_every_record_says_where_its_picture_of_a_code_leads(samples: list[Sample], kind: str) -> None:
    [file, *_] = finished(samples, kind, "fr")
    root = structure.Structured(file.content).root
    [link] = {words for one in root.of("Link") for _, words in one.annotations}
    assert root.of("Figure")[-1].alt.endswith(link)
    assert "/verify/" in link


def test_a_drawn_signature_says_whose_it_is(samples: list[Sample]) -> None:
    files = finished(samples, RecordKind.COMMITMENT, "en")
    figures = [figure.alt for one in files for figure in structure.Structured(one.content).root.of("Figure")]
    assert "Signature drawn by Avery Placeholder" in figures


def test_the_fields_say_what_they_are_for(samples: list[Sample]) -> None:
    [file, *_] = finished(samples, RecordKind.COMMITMENT, "fr")
    forms = structure.Structured(file.content).root.of("Form")
    assert [words for form in forms for _, words in form.annotations] == [
        "Signature numérique de Noé Exemple pour Centre de santé communautaire des Trois-Sapins (fictif)",
        "Sceau du Registre des partenariats",
    ]


def test_what_stands_in_the_margins_is_not_read_out(samples: list[Sample]) -> None:
    [file, *_] = finished(samples, RecordKind.CONFLICT, "en")
    structured = structure.Structured(file.content)
    assert "http://localhost" in structure.raw_text(file.content, 1)
    assert "http://localhost" not in structure.text_on(structured.root, 1)


def test_a_signature_leaves_the_tree_as_it_was(samples: list[Sample]) -> None:
    one = finished(samples, RecordKind.ADMISSION_OUTCOME, "fr")[0]
    [before] = [other for other in samples if other.name == one.name.replace(one.stage, "before-signing")]
    assert structure.Structured(one.content).root == structure.Structured(before.content).root


# -- the reader itself -------------------------------------------------------------------------------


PAGE = """<!doctype html><html lang="en-CA"><head><title>A page</title></head><body><h1>One</h1><h2>Two</h2>
<table><thead><tr><th>Name</th><th>Day</th></tr></thead>
<tbody><tr><td>Zoé</td><td>3 May</td></tr></tbody></table>
<ul><li>First</li></ul><p><a href="https://a.example">there</a></p>
<p><svg viewBox="0 0 9 9" width="9" height="9"><title>A dot</title><circle cx="4" cy="4" r="4"/></svg></p>
<p><input type="checkbox" name="seal" title="Seal"></p></body></html>"""


def page(old: str = "", new: str = "") -> bytes:
    """The page, with something in it replaced."""
    assert old in PAGE
    return render.render_pdf(PAGE.replace(old, new), render.Margins(header="Team", footer="Foot"))


def test_nothing_is_wrong_with_a_page_as_it_should_be() -> None:
    assert structure.problems_of(page(), "en") == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("<h2>Two</h2>", "<h3>Two</h3>", "'Two' skips a level below 'One'"),
        ("<h1>One</h1>", "", "the headings begin with [2] and have 0 titles"),
        ("<h2>Two</h2>", "<h1>Two</h1>", "the headings begin with [1, 1] and have 2 titles"),
        ("<thead><tr><th>Name</th><th>Day</th></tr></thead>", "", "a cell has no header: 'Zoé'"),
        ("<td>3 May</td>", "", "a table has rows of [1, 2] cells: 'NameDayZoé'"),
        ("3 May", "", "a cell is empty in 'NameDayZoé'"),
        ("Day", "", "a header is empty in 'NameZoé3 May'"),
        ("<title>A dot</title>", "", "a figure has no words on page 1"),
        ("en-CA", "fr-CA", "the language is fr-CA"),
        ("<title>A page</title>", "", "the title '' is not shown"),
    ],
)
def test_what_is_wrong_is_found(old: str, new: str, problem: str) -> None:
    assert problem in structure.problems_of(page(old, new), "en")


def first(pdf: pikepdf.Pdf, role: str) -> Any:
    """The first element of a role anywhere in a file."""
    return next(one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == role)


def lose_an_element(pdf: pikepdf.Pdf) -> None:
    """Take the first list out of the tree."""
    kids = pdf.Root.StructTreeRoot.K[0].K
    del kids[[str(kid.S) for kid in kids].index("/L")]


def turn_the_order(pdf: pikepdf.Pdf) -> None:
    """Let the tree read the page backwards."""
    document = pdf.Root.StructTreeRoot.K[0]
    document.K = pikepdf.Array(reversed(list(document.K)))


def lose_the_outline(pdf: pikepdf.Pdf) -> None:
    """Take the outline away."""
    del pdf.Root.Outlines


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lose_an_element, "page 1 has marked content out of the tree"),
        (turn_the_order, "page 1 reads otherwise than its tags"),
        (lose_the_outline, "the outline differs from the headings"),
        (lambda pdf: first(pdf, "/LI").update({"/S": Name.P}), "L holds ['P']"),
        (lambda pdf: first(pdf, "/Form").K.Obj.update({"/TU": pikepdf.String("")}), "Widget in Form says ''"),
        (lambda pdf: first(pdf, "/Link").update({"/S": Name.Span}), "Link in Span says"),
    ],
)
def test_what_went_wrong_later_is_found(change: Callable[[pikepdf.Pdf], object], problem: str) -> None:
    found = structure.problems_of(rewritten(page(), change), "en")
    assert any(one.startswith(problem) for one in found), found


def test_text_without_a_tag_is_found() -> None:
    def untag(pdf: pikepdf.Pdf) -> None:
        stream = pdf.pages[0].Contents
        stream.write(stream.read_bytes().replace(b"BDC", b"BMC", 1).replace(b"<</MCID 0>>", b"", 1))

    assert structure.problems_of(rewritten(page(), untag), "en")


def test_margins_keep_no_element_of_their_own() -> None:
    with pikepdf.open(io.BytesIO(page())) as pdf:
        operators = [
            (str(operands[0]), str(operands[1].Type))
            for operands, operator in pikepdf.parse_content_stream(pdf.pages[0])
            if str(operator) == "BDC" and "/Type" in operands[1]
        ]
    assert operators == [("/Artifact", "/Pagination")] * 3
