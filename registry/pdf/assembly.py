"""Builds the file of a record: its HTML pages are rendered, joined, sealed and signed.

Plain data in, a file out: needs neither application nor database, so any process can do it.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, NameTree, Pdf, String
from weasyprint.document import Document

from registry.certificates import outside_seals, revocations
from registry.certificates.authority import Authority, load_authority
from registry.certificates.outside_seals import SealUnfit
from registry.certificates.x509 import Identity
from registry.errors import N_
from registry.pdf import merge
from registry.pdf.fonts import fonts_for, in_shipped_letters
from registry.pdf.render import Margins, lay_out, render_pdf, write_pdf
from registry.pdf.signatures import seal
from registry.pdf.signatures.revisions import frame_of
from registry.pdf.templates.lines import take_repertoire
from registry.pdf.templates.pieces import Pieces, take_apart
from registry.pdf.templates.prefixes import Compressor
from registry.pdf.templates.templates import Filled, Rendered, Templates
from registry.pdf.values import Attached, Signer

#: The most cached bodies, of some hundred kilobytes each. Safe to delete.
MOST_BODIES = 200

#: The templates of this process.
TEMPLATES = Templates()


class SealReplaced(RuntimeError):
    """The seal was replaced while a record was being made; the record must be made again."""


@dataclass(frozen=True)
class Pages:
    """Some pages of a record: their HTML, and the margins around it."""

    html: str
    margins: Margins


@dataclass(frozen=True)
class Sheets:
    """All the parts of a record's file."""

    code: str
    #: Pages shared by many records of a version, rendered once for equal content.
    body: Pages | None
    own: Pages
    signer: Signer | None
    #: Serial number of the certificate that the signer will get; it is printed on the record's own pages.
    signer_serial: int
    #: Serial number, in hex, of the seal's certificate; also printed there.
    seal_serial: str
    attachments: Sequence[Attached]
    #: Whether there are others with the same pages but for some texts.
    is_one_of_many: bool = False


@dataclass(frozen=True)
class Place:
    """The folder of the registry's keys and of cached bodies, and the secret that unlocks the keys."""

    instance: Path
    secret: str = field(repr=False)
    #: The address at which revocation lists are published.
    lists_at: str
    #: The file of the outside seal, if one is configured.
    outside: outside_seals.Source | None = None

    @property
    def keys(self) -> Path:
        """The folder of keys, certificates and revocation lists."""
        return self.instance / "keys"

    def authority(self, *, now: dt.datetime) -> Authority:
        """The registry's own authority with its own seal, created at first use, with fresh revocation lists.

        Raises `KeysLocked`.
        """
        return load_authority(self.keys, secret=self.secret, now=now, lists_at=self.lists_at)

    def sealing_authority(self, *, now: dt.datetime) -> Authority:
        """The authority with the seal in use: the outside seal when one is configured.

        Raises `SealUnfit` when that seal was revoked or has expired.
        """
        authority = self.authority(now=now)
        if self.outside is not None:
            authority = replace(authority, seal=outside_seals.open_seal(self.outside))
            outside_seals.remember(self.keys, authority.seal, self.outside.roots, now=now)
        if authority.seal.serial in revocations.read(self.keys):
            raise SealUnfit(N_("The seal’s certificate was revoked: nothing is sealed until another is set."))
        if authority.seal.certificate.not_valid_after_utc <= now:
            raise SealUnfit(N_("The seal’s certificate has expired: nothing is sealed until another is set."))
        return authority


@dataclass(frozen=True)
class Bound:
    """A sealed and signed file, and how many pages it has."""

    content: bytes
    pages: int


def bind(sheets: Sheets, place: Place, *, now: dt.datetime) -> Bound:
    """Render or fill, attach, seal and sign. The signer's key is created here and stored nowhere."""
    authority = place.sealing_authority(now=now)
    if authority.seal.serial != sheets.seal_serial:
        raise SealReplaced("the seal was replaced while this record was made")
    filled = _filled(sheets, place) if sheets.is_one_of_many else _rendered(sheets, place)
    return Bound(_seal_and_sign(filled, sheets, authority, now), filled.pages)


def _filled(sheets: Sheets, place: Place) -> Filled:
    """The file filled into that of another record where it fits; otherwise rendered, and kept for others."""
    own = sheets.own
    pieces = take_apart(in_shipped_letters(own.html))
    key = _key(sheets, pieces)
    footer = in_shipped_letters(own.margins.footer)
    filled = TEMPLATES.filled(key, pieces, footer)
    if filled is not None:
        return filled
    joined, document, first_page = _joined(sheets, place)
    filled = Filled(joined, frame_of(joined), first_page + len(document.pages))
    TEMPLATES.add(key, Rendered(filled, document, pieces, footer))
    return filled


def _key(sheets: Sheets, pieces: Pieces) -> str:
    """Digest of all that must be alike in files that are filled into one another."""
    own, body = sheets.own, sheets.body
    parts = [
        pieces.skeleton,
        own.margins.header,
        *fonts_for(own.html + own.margins.header + own.margins.footer),
        body.html + body.margins.style() if body else "",
        *(hashlib.sha256(attached.content).hexdigest() for attached in sheets.attachments),
        *(f"{attached.name} {attached.description} {attached.made_at}" for attached in sheets.attachments),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _rendered(sheets: Sheets, place: Place) -> Filled:
    """The file of a record like which there are no others."""
    joined, document, first_page = _joined(sheets, place)
    return Filled(joined, frame_of(joined), first_page + len(document.pages))


def _joined(sheets: Sheets, place: Place) -> tuple[bytes, Document, int]:
    """The shared pages with the record's own, rendered; the own pages, and how many come before them."""
    body = _body(sheets.body, place) if sheets.body else None
    shared = merge.count_pages(body) if body else 0
    margins = replace(sheets.own.margins, first_page=shared + 1, has_cover=body is None)
    document = lay_out(sheets.own.html, margins)
    if sheets.is_one_of_many:
        take_repertoire(document)
    own = write_pdf(document)
    attach = partial(_attach, attachments=sheets.attachments)
    joined = merge.append_pages(body, own, attach) if body else merge.tidy(own, attach)
    return joined, document, shared


def _seal_and_sign(filled: Filled, sheets: Sheets, authority: Authority, now: dt.datetime) -> bytes:
    sealing, frame = seal.Sealing(authority), filled.frame
    content = seal.seal(filled.content, sealing, reason=f"Record {sheets.code}", frame=frame)
    if sheets.signer is None:
        return content
    reason = f"Record {sheets.code}: {sheets.signer.name}, {sheets.signer.organization}"
    identity = _identity(sheets, sheets.signer, authority, now)
    return seal.sign(content, sealing, identity, reason=reason, frame=frame)


def _identity(sheets: Sheets, signer: Signer, authority: Authority, now: dt.datetime) -> Identity:
    return authority.issue_for(
        name=signer.name, organization=signer.organization, serial=sheets.signer_serial, now=now
    )


def _body(body: Pages, place: Place) -> bytes:
    """The pages shared by several records, rendered once for equal content."""
    name = hashlib.sha256((body.html + body.margins.style()).encode()).hexdigest()
    path = place.instance / "cache" / f"{name}.pdf"
    try:
        return path.read_bytes()
    except OSError:
        content = render_pdf(body.html, body.margins)
        _remember(path, content)
        return content


def _remember(path: Path, content: bytes) -> None:
    """Store a rendered body for the next record; when the disk is full, the next record is only slower."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{hashlib.sha256(content).hexdigest()[:12]}")
        temporary.write_bytes(content)
        temporary.replace(path)
        cached = sorted(path.parent.glob("*.pdf"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in cached[MOST_BODIES:]:
            old.unlink(missing_ok=True)
    except OSError:
        logging.getLogger("registry").warning("a rendered body could not be kept", exc_info=True)


def _attach(pdf: Pdf, attachments: Sequence[Attached]) -> None:
    """Embed files as PDF/A-3 requires: with name, description and relationship."""
    if not attachments:
        return
    names, compressor = NameTree.new(pdf), Compressor()
    pdf.Root.AF = Array()
    for attached in attachments:
        specification = _specification(pdf, attached, compressor)
        names[attached.name] = specification
        pdf.Root.AF.append(specification)
    if "/Names" not in pdf.Root:
        pdf.Root.Names = Dictionary()
    pdf.Root.Names.EmbeddedFiles = names.obj


def _specification(pdf: Pdf, attached: Attached, compressor: Compressor) -> Any:
    """An embedded file."""
    moment = attached.made_at.strftime("D:%Y%m%d%H%M%SZ")
    stream = pdf.make_stream(
        compressor.compress(attached.content),
        Type=Name.EmbeddedFile,
        Subtype=Name("/application/pdf"),
        Filter=Name.FlateDecode,
        Params=Dictionary(
            Size=len(attached.content),
            CreationDate=String(moment),
            ModDate=String(moment),
        ),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(attached.name),
            UF=String(attached.name),
            Desc=String(attached.description),
            AFRelationship=Name.Supplement,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
