"""Takes the HTML of a record's pages apart: what all records of a kind have alike, and what may differ.

Two records of equal skeletons differ only in the values of their texts and of a few attributes.
"""

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_PIECE = re.compile(r"<[^>]*>?|[^<]+")
_NAME = re.compile(r"</?([\w!-]+)")
#: The attributes whose values may differ from record to record.
_ATTRIBUTE = re.compile(r'\b(title|alt|src|href|d)="([^"]*)"')
#: White space that a line collapses; never the no-break spaces.
_SPACE = re.compile("[ \t\r\n\f]+")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(frozen=True)
class Text:
    """A text between two tags, as it is read, and the name of the tag before it."""

    value: str
    tag: str

    @property
    def is_heading(self) -> bool:
        """Whether the outline of the file names it."""
        return self.tag in _HEADINGS


@dataclass(frozen=True)
class Attribute:
    """The value of an attribute that may differ."""

    name: str
    value: str


@dataclass(frozen=True)
class Pieces:
    """Some pages, taken apart."""

    #: Digest of all that must be alike.
    skeleton: str
    #: The texts that stand on the pages, in reading order.
    texts: tuple[Text, ...]
    #: The attributes, and titles of drawings as `title`.
    attributes: tuple[Attribute, ...]


def take_apart(source: str) -> Pieces:
    """The skeleton, texts and attributes of some HTML that a template wrote: its tags are well formed."""
    texts: list[Text] = []
    attributes: list[Attribute] = []
    skeleton = hashlib.sha256()
    before, in_body = "", False
    for piece in _PIECE.findall(source):
        if piece[0] == "<":
            attributes += _attributes(piece)
            before = _name(piece)
            in_body = in_body or before == "body"
            skeleton.update(_ATTRIBUTE.sub(r'\1=""', piece).encode())
        elif in_body and (value := _collapsed(piece)):
            if before == "title":
                attributes.append(Attribute("title", value))
            else:
                texts.append(Text(value, before))
            skeleton.update(b"\0")
        elif not in_body:
            skeleton.update(piece.encode())
    return Pieces(skeleton.hexdigest(), tuple(texts), tuple(attributes))


def _attributes(tag: str) -> Iterator[Attribute]:
    for name, value in _ATTRIBUTE.findall(tag):
        yield Attribute(name, html.unescape(value))


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1] if found and not tag.startswith("</") else ""


def _collapsed(text: str) -> str:
    return _SPACE.sub(" ", html.unescape(text)).strip(" ")
