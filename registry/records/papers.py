"""Making the file of a record: two parts rendered, joined, sealed and signed. Nothing is written here."""

import datetime as dt
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup
from pikepdf import Array, AttachedFileSpec, Name, Pdf

from registry.records import levels, merge, seal
from registry.records.authority import own_authority
from registry.records.keys import Identity
from registry.records.render import QR_SCHEME, Margins, render_pdf
from registry.records.rules import Level, RecordKind, fingerprint_of

#: Bodies kept ready; each is some hundred kilobytes. Safe to delete.
MOST_BODIES = 200


@dataclass(frozen=True)
class Part:
    """A template and what it is filled with."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Signer:
    """Whose signature the record carries, beside the seal."""

    name: str
    organization: str


@dataclass(frozen=True)
class Attached:
    """A file that goes inside a record."""

    name: str
    content: bytes
    description: str
    made_at: dt.datetime


@dataclass(frozen=True)
class Draft:
    """All that a record is made of."""

    code: str
    kind: RecordKind
    language: str
    title: str
    #: Header of every page, and footer of the pages of the shared body.
    header: str
    body_footer: str
    #: Pages shared by many records of a version; none where its text is an attached file.
    body: Part | None
    #: The record's own pages; they hold the fields `seal` and, for a signer, `signature`.
    own: Part
    signer: Signer | None = None
    attachments: Sequence[Attached] = field(default_factory=tuple)

    @property
    def attached(self) -> dict[str, str]:
        """The codes of the records inside, each with the fingerprint of its file."""
        return {one.name.removesuffix(".pdf"): fingerprint_of(one.content) for one in self.attachments}


@dataclass(frozen=True)
class Paper:
    """A finished file with what is to be noted of it."""

    draft: Draft
    content: bytes
    pages: int
    serials: list[str]
    level_aimed: Level
    level_reached: Level
    #: Why the level aimed at was not reached, where it was not.
    level_problem: str = ""


def verification_address(code: str) -> str:
    """Where anyone can verify a record by its code."""
    return f"{current_app.config['REGISTRY_PUBLIC_ADDRESS']}/verify/{code}"


def make_paper(draft: Draft, *, now: dt.datetime) -> Paper:
    """Render, join, attach, seal, sign and stamp. Slow: to be called outside any transaction."""
    authority = own_authority(now=now)
    signer = (
        authority.issue_for(name=draft.signer.name, organization=draft.signer.organization, now=now)
        if draft.signer
        else None
    )
    serials = [authority.seal.serial, *([signer.serial] if signer else [])]
    body = _body(draft)
    shared = merge.count_pages(body) if body else 0
    own = _render_own(draft, first_page=shared + 1, serials=serials)
    joined = merge.append_pages(body, own) if body else merge.tidy(own)
    if draft.attachments:
        joined = _attach(joined, draft.attachments)
    content = _seal_and_sign(joined, draft, seal.Sealing(authority), signer)
    aim = levels.aimed_at()
    raised = levels.raise_level(content, Level.B_B, aim=aim, authority=authority, now=now)
    return Paper(
        draft=draft,
        content=raised.content,
        pages=shared + merge.count_pages(own),
        serials=serials,
        level_aimed=aim,
        level_reached=raised.level,
        level_problem=raised.problem,
    )


def reading_copy(*, language: str, title: str, header: str, footer: str, part: Part) -> bytes:
    """A PDF of a text to be read before anything is signed: tagged, without seal or fields."""
    html = _page(part, language=language, title=title, record=None)
    return render_pdf(html, Margins(header=header, footer=footer, has_cover=True))


def _seal_and_sign(content: bytes, draft: Draft, sealing: seal.Sealing, signer: Identity | None) -> bytes:
    content = seal.seal(content, sealing, reason=f"Record {draft.code}")
    if signer is None or draft.signer is None:
        return content
    reason = f"Record {draft.code}: {draft.signer.name}, {draft.signer.organization}"
    return seal.sign(content, sealing, signer, reason=reason)


def _body(draft: Draft) -> bytes | None:
    """The shared pages, rendered once for the same content."""
    if draft.body is None:
        return None
    html = _page(draft.body, language=draft.language, title=draft.title, record=None)
    margins = Margins(header=draft.header, footer=draft.body_footer, has_cover=True)
    name = hashlib.sha256((html + margins.style()).encode()).hexdigest()
    path = _instance() / "cache" / f"{name}.pdf"
    try:
        return path.read_bytes()
    except OSError:
        content = render_pdf(html, margins)
        _remember(path, content)
        return content


def _remember(path: Path, content: bytes) -> None:
    """Keep a rendered body for the next record; a full disk only makes the next one slower."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{hashlib.sha256(content).hexdigest()[:12]}")
        temporary.write_bytes(content)
        temporary.replace(path)
        kept = sorted(path.parent.glob("*.pdf"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in kept[MOST_BODIES:]:
            old.unlink(missing_ok=True)
    except OSError:
        current_app.logger.warning("a rendered body could not be kept", exc_info=True)


def _render_own(draft: Draft, *, first_page: int, serials: Sequence[str]) -> bytes:
    address = verification_address(draft.code)
    record = {
        "code": draft.code,
        "address": address,
        "qr": _qr_code(address, draft.language),
        "serials": list(serials),
        "level_aimed": levels.aimed_at().value,
        "has_signature": draft.signer is not None,
    }
    html = _page(draft.own, language=draft.language, title=draft.title, record=record)
    footer = f"{draft.code} · {address}"
    return render_pdf(
        html,
        Margins(header=draft.header, footer=footer, first_page=first_page, has_cover=draft.body is None),
    )


def _page(part: Part, *, language: str, title: str, record: Mapping[str, Any] | None) -> str:
    with force_locale(language):
        return render_template(
            "records/_paper.html",
            content_template=part.template,
            language=language,
            title=title,
            record=record,
            **part.context,
        )


def _qr_code(address: str, language: str) -> Markup:
    with force_locale(language):
        title = _("QR code that leads to %(address)s", address=address)
    return Markup('<img class="qr" alt="{}" src="{}:{}">').format(title, QR_SCHEME, address)


def _attach(content: bytes, attachments: Sequence[Attached]) -> bytes:
    """Put files inside, as PDF/A-3 wants them: named, described, with their relationship."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        files = Array()
        for attached in attachments:
            files.append(_attach_one(pdf, attached))
        pdf.Root.AF = files
        return merge.save(pdf)


def _attach_one(pdf: Pdf, attached: Attached) -> Any:
    moment = attached.made_at.strftime("D:%Y%m%d%H%M%SZ")
    specification = AttachedFileSpec(
        pdf,
        attached.content,
        filename=attached.name,
        description=attached.description,
        mime_type="application/pdf",
        creation_date=moment,
        mod_date=moment,
        relationship=Name.Supplement,
    )
    pdf.attachments[attached.name] = specification
    return specification.obj


def _instance() -> Path:
    return Path(current_app.config["REGISTRY_INSTANCE"])
