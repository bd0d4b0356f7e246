"""What proves the audit trail: its checkpoints, and the export with its checker."""

from collections.abc import Iterator

from flask import Blueprint, Flask, Response, current_app, g, render_template
from flask_login import current_user

from registry import clock
from registry.audit import queries as audit_queries
from registry.audit.hooks import TrailReader
from registry.audit_log.queries import checkpoints
from registry.audit_log.queries import export as export_queries
from registry.audit_log.services import export as export_services
from registry.records.views import download
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.fields import asked_day
from registry.web.page import Page, act_of, actor, today

bp = Blueprint("trail_proof", __name__, url_prefix="/teams/<team>/trail")


@bp.get("/proof")
@requires(Permission.READ_TRAIL)
def index() -> Page:
    """The checkpoints of the team's trail, the latest first, and how to check it."""
    found = checkpoints.page_of(g.team.id, after=asked_day("before"))
    return render_template(
        "audit_log/proof.html",
        checkpoints=found.rows,
        before=found.after.day if found.after else None,
        head=audit_queries.head_of(g.team.id),
    )


@bp.get("/proof/<int:order_id>.pdf")
@requires(Permission.READ_TRAIL)
def record_pdf(order_id: int) -> Response:
    """The record of a checkpoint."""
    return download(order_id, checkpoints.subject_of(g.team.id))


@bp.get("/export")
@requires(Permission.EXPORT_TRAIL)
def export() -> Response:
    """The trail as a ZIP with its checker; what the reader may not know of is withheld."""
    reader = TrailReader(current_user.id, g.team.id, g.role, today())
    export_services.note(g.team.id, act_of(actor()))
    return exported(g.team.id, reader, f"audit-trail-{g.team.slug}-{today().isoformat()}.zip")


def exported(team_id: int | None, reader: TrailReader | None, name: str) -> Response:
    """An export as a file to be kept, sent as it is made."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # outlives the request's proxy
    return Response(
        _parts(app, team_id, reader),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _parts(app: Flask, team_id: int | None, reader: TrailReader | None) -> Iterator[bytes]:
    """The export, made while it is sent, each part in a context of its own: the request's is over by then."""
    parts = export_queries.export(team_id, reader=reader, now=clock.now())
    while True:
        with app.app_context():
            part = next(parts, None)
        if part is None:
            return
        yield part
