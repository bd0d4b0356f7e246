"""The HTML of pages taken apart: what must be alike, and what may differ."""

import pytest

from registry.pdf.templates.pieces import Attribute, Text, take_apart

PAGE = '<html lang="en"><head><title>{title}</title></head><body>{body}</body></html>'


def apart(body: str, title: str = "The Statement"):
    return take_apart(PAGE.format(title=title, body=body))


def test_texts_are_read_with_the_tag_before_them_and_white_space_collapsed():
    found = apart("<h2>A\n  heading</h2> <p>One &amp; <b>two</b>, l\xa0’un &lt;x&gt;</p>")
    assert found.texts == (
        Text("A heading", "h2"),
        Text("One &", "p"),
        Text("two", "b"),
        Text(", l\xa0’un <x>", ""),
    )
    assert [text.is_heading for text in found.texts] == [True, False, False, False]


def test_attributes_that_may_differ_are_read_with_the_titles_of_drawings():
    found = apart('<a href="x?a=1&amp;b=2">x</a><svg><title>By Zoé</title><path d="M1 2"/></svg>')
    assert found.attributes == (
        Attribute("href", "x?a=1&b=2"),
        Attribute("title", "By Zoé"),
        Attribute("d", "M1 2"),
    )


@pytest.mark.parametrize(
    "other",
    [
        "<p>Another text</p><img alt='' src=\"qr:b\">",
        "<p>A text that is longer than the other by far</p><img alt='' src=\"qr:a\">",
    ],
)
def test_other_words_leave_the_skeleton_alike(other):
    assert apart(other).skeleton == apart("<p>A text</p><img alt='' src=\"qr:a\">").skeleton


@pytest.mark.parametrize(
    "other", ["<p></p>", "<p>A</p><p>B</p>", '<p class="small">A</p>', '<p lang="fr">A</p>', "<h2>A</h2>"]
)
def test_other_tags_make_another_skeleton(other):
    assert apart(other).skeleton != apart("<p>A</p>").skeleton


def test_another_title_of_the_file_makes_another_skeleton():
    assert apart("<p>A</p>", title="Another").skeleton != apart("<p>A</p>").skeleton
