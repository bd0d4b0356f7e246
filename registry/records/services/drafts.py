"""From the draft of a record to its file: templates rendered, PDF built, level raised.

Nothing is stored here.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from registry import settings
from registry.certificates.x509 import new_serial
from registry.pdf.assembly import Bound, Pages, Sheets, bind
from registry.pdf.render import QR_SCHEME, Margins, render_pdf
from registry.pdf.values import Level
from registry.records.queries import authority
from registry.records.queries.authority import own_place, sealing_authority
from registry.records.rules import Draft, Paper, Part
from registry.records.services import levels


def verification_address(code: str) -> str:
    """The public address at which a record can be verified by its code."""
    return f"{settings.public_address()}/verify/{code}"


def make_paper(draft: Draft, *, now: dt.datetime) -> Paper:
    """Render, join, embed, seal, sign and time-stamp. Slow: call it outside any transaction."""
    sheets = sheets_of(draft, now=now)
    return finish(draft, sheets, bind(sheets, own_place(), now=now), now=now)


def finish(draft: Draft, sheets: Sheets, bound: Bound, *, now: dt.datetime) -> Paper:
    """Raise a finished file as close to the intended level as is possible now."""
    aim = authority.aimed_at()
    raised = levels.raise_level(bound.content, Level.B_B, aim=aim, now=now)
    return Paper(
        draft=draft,
        content=raised.content,
        pages=bound.pages,
        serials=_serials(sheets.seal_serial, sheets.signer_serial, draft),
        level_aimed=aim,
        level_reached=raised.level,
        level_problem=raised.problem,
    )


def reading_copy(*, language: str, title: str, header: str, footer: str, part: Part) -> bytes:
    """A PDF for reading before anything is signed: tagged, without seal or fields."""
    html = _page(part, language=language, title=title, record=None)
    return render_pdf(html, Margins(header=header, footer=footer, has_cover=True))


def sheets_of(draft: Draft, *, now: dt.datetime) -> Sheets:
    """The parts of a draft's file, with its templates rendered; contains no reference to this process, so
    that it can be pickled.
    """
    serial, seal_serial = new_serial(), sealing_authority(now=now).seal.serial
    return Sheets(
        code=draft.code,
        body=_body(draft.body, draft) if draft.body else None,
        own=_own(draft, _serials(seal_serial, serial, draft)),
        signer=draft.signer,
        signer_serial=serial,
        seal_serial=seal_serial,
        attachments=draft.attachments,
        is_one_of_many=draft.is_one_of_many,
    )


def _serials(seal_serial: str, signer_serial: int, draft: Draft) -> list[str]:
    """The serial numbers of a record's certificates in hex, as named on its pages and in its facts."""
    return [seal_serial, *([f"{signer_serial:x}"] if draft.signer else [])]


def _body(body: Part, draft: Draft) -> Pages:
    html = _page(body, language=draft.language, title=draft.title, record=None)
    return Pages(html, Margins(header=draft.header, footer=draft.body_footer, has_cover=True))


def _own(draft: Draft, serials: Sequence[str]) -> Pages:
    address = verification_address(draft.code)
    record = {
        "code": draft.code,
        "address": address,
        "qr": _qr_code(address, draft.language),
        "serials": list(serials),
        "level_aimed": authority.aimed_at().value,
        "has_signature": draft.signer is not None,
        "corrects": draft.corrects,
    }
    html = _page(draft.own, language=draft.language, title=draft.title, record=record)
    return Pages(html, Margins(header=draft.header, footer=f"{draft.code} · {address}"))


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
