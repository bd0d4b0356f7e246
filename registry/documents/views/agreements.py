"""The pages on which an administrator confirms what agreements say, where the team has no second person."""

import io

from flask import Blueprint, abort, render_template, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from registry import clock
from registry.database.acts import act_at
from registry.documents.forms.provisions import ConfirmingForm
from registry.documents.models import Version
from registry.documents.queries import confirmations
from registry.documents.queries import documents as document_queries
from registry.documents.services import reading_copies
from registry.documents.views._page import confirm_page
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.page import Page, reader

bp = Blueprint("agreements", __name__, url_prefix="/administration/agreements")


@bp.get("", strict_slashes=False)
@requires(Permission.ADMINISTER)
def index() -> str:
    """The agreements that wait for this administrator, since their team has nobody else."""
    return render_template(
        "documents/provisions/confirmations.html", waiting=confirmations.for_administrator(current_user.id)
    )


@bp.route("/<int:version_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def confirm(version_id: int) -> Page:
    """Confirm what a coordinator entered, where the team has neither another one nor a chair."""
    version = _version(version_id)
    team = version.document.team
    act = act_at(reader(), clock.now(), team.timezone)
    return confirm_page(ConfirmingForm(), version, act, to=url_for("agreements.index"), team=team)


@bp.get("/<int:version_id>/<any(en, fr):language>.pdf")
@requires(Permission.ADMINISTER)
def pdf(version_id: int, language: str) -> Response:
    """The text of the agreement, to be read before confirming."""
    version = _version(version_id)
    if language not in version.languages:
        abort(404)
    content = reading_copies.reading_copy(version, language=language)
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=f"{language}.pdf")


def _version(version_id: int) -> Version:
    version = document_queries.version(version_id)
    if version is None or not version.takes_entries:
        abort(404)
    return version
