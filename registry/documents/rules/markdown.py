"""Converts Markdown to safe HTML: CommonMark without raw HTML or images; links send no referrer."""

from collections.abc import Iterator
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

LINK_SCHEMES = {"http", "https", "mailto"}
TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre", "hr", "br"}
HEADINGS = {f"h{level}" for level in range(1, 7)}
DEEPEST_HEADING = 6

_reader = MarkdownIt("commonmark", {"html": False}).disable("image")


@dataclass(frozen=True)
class Block:
    """A paragraph, list item or heading, without its formatting."""

    text: str
    in_list: bool = False


def to_html(markdown: str, *, below: int = 3) -> str:
    """Safe HTML whose headings are nested below the level of the heading above it."""
    tokens = _reader.parse(markdown)
    _nest_headings(tokens, below)
    html = _reader.renderer.render(tokens, _reader.options, {})
    return nh3.clean(
        html,
        tags=TAGS | HEADINGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=LINK_SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer",
    )


def _nest_headings(tokens: list[Token], below: int) -> None:
    """Renumber heading levels so that none is skipped: readers who navigate by headings would miss
    something.
    """
    above: list[str] = []
    for token in tokens:
        if token.tag not in HEADINGS:
            continue
        if token.nesting > 0:
            above = [*(tag for tag in above if tag < token.tag), token.tag]
        token.tag = f"h{min(DEEPEST_HEADING, below + len(above))}"


def blocks_of(markdown: str) -> list[Block]:
    """The text in blocks, as a screen reader reads it."""
    return [block for block in _blocks(_reader.parse(markdown)) if block.text]


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    depth = 0
    for token in tokens:
        if token.type in ("list_item_open", "list_item_close"):
            depth += token.nesting
        elif token.type == "inline":
            yield Block(" ".join(_words(token).split()), depth > 0)
        elif token.type in ("fence", "code_block"):
            yield Block(" ".join(token.content.split()), depth > 0)


def _words(token: Token) -> str:
    """The words of a paragraph; link targets are part of them."""
    text, address = "", ""
    for child in token.children or ():
        if child.type == "link_open":
            address = str(child.attrGet("href"))
        elif child.type == "link_close":
            text += f" ({address})" if not text.endswith(address) else ""
        else:
            text += " " if child.type in ("softbreak", "hardbreak") else child.content
    return text
