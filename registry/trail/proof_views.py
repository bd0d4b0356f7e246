"""What proves the audit trail: its checkpoints, and the export with its checker."""

import io
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, current_app, g, render_template, send_file
from flask_login import current_user

from registry import clock
from registry.access import Permission, requires
from registry.audit import services as audit
from registry.edge import Page, today
from registry.errors import N_, NotFound
from registry.inputs import asked_day
from registry.records import orders
from registry.records import services as records
from registry.teams.acting_here import actor
from registry.trail import checkpoints, exporting
from registry.trail.hidden import Reader

bp = Blueprint("trail_proof", __name__, url_prefix="/teams/<team>/trail")


@bp.get("/proof")
@requires(Permission.READ_TRAIL)
def index() -> Page:
    """The checkpoints of the team's trail, the latest first, and how to check it."""
    found = checkpoints.page_of(g.team.id, before=asked_day("before"))
    return render_template(
        "trail/proof.html",
        checkpoints=found[: checkpoints.PAGE],
        before=found[checkpoints.PAGE - 1].day if len(found) > checkpoints.PAGE else None,
        head=audit.head_of(g.team.id),
    )


@bp.get("/proof/<int:order_id>.pdf")
@requires(Permission.READ_TRAIL)
def record_pdf(order_id: int) -> Response:
    """The record of a checkpoint."""
    return made_record(g.team.id, order_id)


@bp.get("/export")
@requires(Permission.EXPORT_TRAIL)
def export() -> Response:
    """The trail as a ZIP with its checker; what the reader may not know of is withheld."""
    reader = Reader(current_user.id, g.team.id, g.role, today())
    exporting.note(g.team.id, actor(), now=clock.now())
    return exported(g.team.id, reader, f"audit-trail-{g.team.slug}-{today().isoformat()}.zip")


def made_record(team_id: int | None, order_id: int) -> Response:
    """The record of a checkpoint of a team, or of the installation, once it is made."""
    order = orders.order_about(checkpoints.subject_of(team_id), order_id)
    if order.record is None:
        raise NotFound(N_("This record is being made. Look again in a few minutes."))
    content = io.BytesIO(records.content_of(order.record))
    return send_file(content, mimetype="application/pdf", download_name=f"{order.code}.pdf")


def exported(team_id: int | None, reader: Reader | None, name: str) -> Response:
    """An export as a file to be kept, sent as it is made."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # outlives the request's proxy
    return Response(
        _parts(app, team_id, reader),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _parts(app: Flask, team_id: int | None, reader: Reader | None) -> Iterator[bytes]:
    """The export, made while it is sent, each part in a context of its own: the request's is over by then."""
    parts = exporting.export(team_id, reader=reader, now=clock.now())
    while True:
        with app.app_context():
            part = next(parts, None)
        if part is None:
            return
        yield part
