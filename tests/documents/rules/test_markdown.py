"""Markdown comes out as harmless HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.documents.rules.markdown import Block, blocks_of, to_html

ALLOWED = re.compile(
    r"<(/?(p|ul|ol|li|strong|em|blockquote|code|pre|hr|br|h[1-6])"
    r'|ol start="\d+"|/a|a( href="[^"<>]*")?[^<>]*)>'
)


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "![x](https://elsewhere.example/pixel.png)",
        "<img src=x onerror=alert(1)>",
        '<a href="https://a.example" onclick="alert(1)">x</a>',
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_nothing_in_a_text_can_run_or_be_fetched(markdown: str) -> None:
    html = to_html(markdown)
    assert not re.search(r"<(script|img)|<[^>]* on\w+=|href=\"(?!https?:|mailto:)", html, re.IGNORECASE)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.example", True),
        ("http://a.example", True),
        ("mailto:a@example.org", True),
        ("ftp://a.example", False),
        ("/teams/east", False),
        ("//a.example", False),
        ("#top", False),
    ],
)
def test_links_lead_out_of_the_page_only(address: str, kept: bool) -> None:
    assert ("href=" in to_html(f"[x]({address})")) is kept


def test_headings_come_below_the_sections_own() -> None:
    assert to_html("# One\n\n## Two\n\n###### Six", below=3) == "<h4>One</h4>\n<h5>Two</h5>\n<h6>Six</h6>\n"


def test_a_list_that_begins_at_three_does() -> None:
    assert '<ol start="3">' in to_html("3. third\n4. fourth")


@given(st.text())
def test_only_known_tags_ever_come_out(markdown: str) -> None:
    assert re.sub(ALLOWED, "", to_html(markdown)).count("<") == 0


def test_a_text_is_heard_block_by_block() -> None:
    assert blocks_of("Some *words*\nmore.\n\n- one\n- two") == [
        Block("Some words more."),
        Block("one", in_list=True),
        Block("two", in_list=True),
    ]


def test_where_a_link_leads_is_part_of_what_is_said() -> None:
    assert blocks_of("See [the plan](https://a.example).") == [Block("See the plan (https://a.example).")]


def test_no_level_of_headings_is_skipped() -> None:
    assert (
        to_html("### Three\n\n# One\n\n###### Six", below=2) == "<h3>Three</h3>\n<h3>One</h3>\n<h4>Six</h4>\n"
    )
