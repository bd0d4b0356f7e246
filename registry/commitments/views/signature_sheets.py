"""Signing on paper: sheets to print, and the scan of a sheet that several partners signed."""

import io

from flask import Blueprint, abort, g, request, send_file, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from registry import settings
from registry.commitments.forms import SheetForm, sheet_form
from registry.commitments.queries import requests as request_queries
from registry.commitments.queries import signature_sheets as sheet_queries
from registry.commitments.queries.signature_sheets import Line
from registry.commitments.rules.signature_sheets import SheetLayout
from registry.commitments.services import paper_signatures, signature_sheets
from registry.commitments.services.paper_signatures import SignedLine
from registry.documents.models import Version
from registry.documents.rules.documents import check_not_retired
from registry.files import intake
from registry.partners.models.partners import Partner
from registry.records.services import orders
from registry.security.permissions import Permission
from registry.sentences import language_read
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor, today
from registry.web.parameters import row_number, takes_files

bp = Blueprint(
    "signature_sheets", __name__, url_prefix="/teams/<team>/documents/<slug>/versions/<int:number>"
)

RECORDS_AND_MAIL = (orders.ISSUE, "outbox.send")


@bp.route("/paper", methods=["GET", "POST"])
@requires(Permission.RECORD_PAPER)
@takes_files
def show(slug: str, number: int) -> Page:
    """The sheets to print, and the form that enters a sheet which several partners signed."""
    version = _version(slug, number)
    lines = sheet_queries.lines_of(version, on=today())
    form = sheet_form(lines)
    form.language.choices = [choice for choice in form.language.choices if choice.value in version.languages]
    if form.language.data is None:
        form.language.data = _language_of(version)
    return submit(
        form,
        lambda: paper_signatures.enter_signed_sheet(
            version,
            _signed(form, lines),
            language=form.language.data,
            scan=intake.accept_upload(form.scan.data, intake.SCANS, field="scan").fingerprint,
            act=act_of(actor()),
        ),
        done=lambda count: ngettext(
            "One paper signature is entered; its record is being made.",
            "%(num)s paper signatures are entered; their records are being made.",
            count,
        ),
        to=url_for("commitments.standing", team=g.team.slug, slug=slug, number=number),
        template="commitments/signature_sheets.html",
        wake=RECORDS_AND_MAIL,
        version=version,
        document=version.document,
        lines=lines,
        layouts=SheetLayout,
    )


@bp.get("/signature-sheet-<any(pages, table):layout>.pdf")
@requires(Permission.RECORD_PAPER)
def pdf(slug: str, number: int, layout: str) -> Response:
    """A sheet to print, for all partners that have still to sign or for one of them."""
    version = _version(slug, number)
    lines = sheet_queries.lines_of(version, on=today())
    if only := request.args.get("partner", type=row_number):
        lines = [line for line in lines if line.partner.id == only]
    if not lines:
        abort(404)
    language = _language_of(version)
    content = signature_sheets.signature_sheet(
        version,
        lines,
        SheetLayout(layout),
        language=language,
        on=today(),
        entry_of=lambda partner: _entry_of(version, partner),
    )
    return send_file(
        io.BytesIO(content),
        mimetype="application/pdf",
        download_name=f"{slug}-{number}-{layout}-{language}.pdf",
    )


def _signed(form: SheetForm, lines: list[Line]) -> list[SignedLine]:
    """The lines that bear a day: the others have not been signed."""
    return [
        SignedLine(
            line.partner,
            name=form[f"name_{line.key}"].data,
            title=form[f"title_{line.key}"].data,
            signed_on=form[f"signed_on_{line.key}"].data,
            key=line.key,
        )
        for line in lines
        if form[f"signed_on_{line.key}"].data
    ]


def _entry_of(version: Version, partner: Partner) -> str:
    """The full address of the page on which the signed page of a partner is entered."""
    page = url_for(
        "commitments.paper",
        team=g.team.slug,
        slug=version.document.slug,
        number=version.number,
        partner_id=partner.id,
    )
    return f"{settings.public_address()}{page}"


def _language_of(version: Version) -> str:
    """The language of a sheet: as requested, else the reader's, else the version's first."""
    for wanted in (request.args.get("language"), language_read()):
        if wanted in version.languages:
            return str(wanted)
    return str(version.languages[0])


def _version(slug: str, number: int) -> Version:
    """A version of a document that is not retired. What is sent all the same is refused on its form."""
    version = request_queries.published_version(g.team.id, slug, number) or abort(404)
    if request.method == "GET":
        check_not_retired(version.document.retired_on, today())
    return version
