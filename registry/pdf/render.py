"""Renders HTML to a tagged PDF/A-3a file with our own fonts; nothing is fetched from outside."""

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import segno
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.html import UA, UA_COUNTER_STYLE, UA_FORM_STYLESHEET
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from registry.pdf.fonts import STYLE, fonts_for, in_shipped_letters
from registry.pdf.tags import finish

STATIC = Path(__file__).resolve().parent.parent / "static"
SCHEME = "shipped"
#: An image with an address of this scheme is drawn as a QR code of the rest of the address.
QR_SCHEME = "qr"


class FetchRefused(ValueError):
    """A page asked for something that is not shipped with the registry."""


class ShippedFiles(URLFetcher):
    """Provides the registry's own static files and QR codes, and nothing else: no network, no other file."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == QR_SCHEME:
            return URLFetcherResponse(url, _qr_image(unquote(parts.path)), {"Content-Type": "image/png"})
        path = (STATIC / unquote(parts.path).lstrip("/")).resolve()
        if parts.scheme != SCHEME or not path.is_relative_to(STATIC) or not path.is_file():
            raise FetchRefused(f"not shipped: {url[:100]}")
        return URLFetcherResponse(
            url, path.read_bytes(), {"Content-Type": _TYPES.get(path.suffix, "text/plain")}
        )


def _qr_image(address: str) -> bytes:
    """A QR code as an image of one bit per pixel, four pixels per module; as paths it would take six times as
    long.
    """
    out = io.BytesIO()
    segno.make(address, error="m", mask=QR_MASK).save(out, kind="png", border=QR_BORDER, scale=QR_SCALE)
    return out.getvalue()


#: Pixels of a module of a QR code, and the modules left white around it.
QR_SCALE, QR_BORDER = 4, 2
#: The pattern laid over the modules. Every reader undoes the one that a code names; choosing the prettiest of
#: the eight would take four fifths of the time of making one.
QR_MASK = 3


_TYPES = {".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}


#: Where name fonts are inserted into the style of records: after its own fonts, and fonts for European
#: letters before them, so that no word mixes two designs and no mark is separated from its letter.
_PLACE_OF_NAMES, _PLACE_OF_LETTERS = "/* names */", "/* letters */"
_LETTERS = "letters"
_STYLES_OF_LETTERS = {"": "", "-italic": "; font-style: italic", "-bold": "; font-weight: 700"}


@lru_cache(maxsize=16)
def _house_style(names: tuple[str, ...]) -> tuple[CSS, FontConfiguration]:
    """The style and fonts of records, with additional name fonts; built once per process."""
    fonts = FontConfiguration()
    style = CSS(
        string=_with_fonts(STYLE.read_text(encoding="utf-8"), names),
        font_config=fonts,
        url_fetcher=ShippedFiles(),
        base_url=f"{SCHEME}:///",
    )
    return style, fonts


def _with_fonts(style: str, names: tuple[str, ...]) -> str:
    """The style of records, with name fonts as fallback."""
    faces = "".join(_faces(name) for name in names)
    others = "".join(f", {_family(name)}" for name in names if name != _LETTERS)
    letters = f"{_family(_LETTERS)}, " if _LETTERS in names else ""
    return faces + style.replace(_PLACE_OF_NAMES, others).replace(_PLACE_OF_LETTERS, letters)


def _faces(name: str) -> str:
    """The @font-face rules of a name font."""
    start, place = f"@font-face {{ font-family: {_family(name)}; src: ", f"{SCHEME}:///fonts/names/{name}"
    styles = _STYLES_OF_LETTERS if name == _LETTERS else {"": ""}
    return "".join(f'{start}url("{place}{end}.woff2"){style} }}\n' for end, style in styles.items())


def _family(name: str) -> str:
    return f'"Names {name}"'


class Page(HTML):
    """A page to render without footnotes and notes: with WeasyPrint's default style, five pseudo-elements for
    notes would be computed for every element.
    """

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_style_without_notes(), *([UA_FORM_STYLESHEET] if forms else [])]


@lru_cache(maxsize=1)
def _style_without_notes() -> CSS:
    without = re.sub(r"^::(?:foot)?note-[a-z]+ \{.*\}$", "", UA, flags=re.MULTILINE)
    return CSS(string=without, counter_style=UA_COUNTER_STYLE)


@dataclass(frozen=True)
class Margins:
    """The texts around the content of every page."""

    header: str = ""
    footer: str = ""
    #: Number of the first page, for pages that follow others.
    first_page: int = 1
    #: Whether the first page is a cover, without header.
    has_cover: bool = False

    def style(self) -> str:
        """The margins as CSS."""
        first = f"counter-reset: page {self.first_page};"
        if self.has_cover:
            first += " @top-left { content: none }"
        return (
            f"@page {{ @top-left {{ content: {_css_string(self.header)} }}"
            f" @bottom-left {{ content: {_css_string(self.footer)} }} }}"
            f" @page :first {{ {first} }}"
        )


def render_pdf(html: str, margins: Margins = Margins()) -> bytes:
    """Render a tagged PDF/A-3a file that also declares PDF/UA-1; its check boxes become signature fields.

    Text is reduced to characters that the shipped fonts have: see `registry.pdf.fonts`.
    """
    return write_pdf(lay_out(html, margins))


def lay_out(html: str, margins: Margins) -> Document:
    """The pages of a file, not drawn yet."""
    style, fonts = _house_style(fonts_for(html + margins.header + margins.footer))
    page = Page(string=in_shipped_letters(html), base_url=f"{SCHEME}:///", url_fetcher=ShippedFiles())
    around = CSS(string=in_shipped_letters(margins.style()), url_fetcher=ShippedFiles())
    return page.render(font_config=fonts, stylesheets=[style, around], **_VARIANT)


def write_pdf(document: Document) -> bytes:
    """Draw pages to a file."""
    content: bytes = document.write_pdf(finisher=finish, **_VARIANT)
    return content


_VARIANT: dict[str, Any] = {"pdf_variant": "pdf/a-3a", "pdf_forms": True}


def _css_string(text: str) -> str:
    """A CSS string literal for any text."""
    return '"' + "".join(f"\\{ord(letter):x} " if letter in _SPECIAL else letter for letter in text) + '"'


_SPECIAL = frozenset('"\\\n\r\f<>')
