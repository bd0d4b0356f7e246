"""What proves the installation's own trail, for its administrators: its checkpoints, and the export."""

from flask import Blueprint, Response, render_template
from flask_login import current_user

from registry import clock
from registry.audit import queries as audit_queries
from registry.audit_log.queries import checkpoints
from registry.audit_log.services import export as export_services
from registry.audit_log.views.checkpoints import exported
from registry.records.views import download
from registry.security.actors import as_administrator
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.fields import asked_day
from registry.web.page import Page, act_of

bp = Blueprint("installation_trail", __name__, url_prefix="/administration/trail")


@bp.get("", strict_slashes=False)
@requires(Permission.ADMINISTER)
def index() -> Page:
    """The checkpoints of the events that belong to no team, the latest first, and how to check them."""
    found = checkpoints.page_of(None, after=asked_day("before"))
    return render_template(
        "audit_log/installation.html",
        checkpoints=found.rows,
        before=found.after.day if found.after else None,
        head=audit_queries.head_of(None),
    )


@bp.get("/<int:order_id>.pdf")
@requires(Permission.ADMINISTER)
def record_pdf(order_id: int) -> Response:
    """The record of a checkpoint of the installation."""
    return download(order_id, checkpoints.subject_of(None))


@bp.get("/export")
@requires(Permission.ADMINISTER)
def export() -> Response:
    """The installation's own trail as a ZIP with its checker; nothing of any team is in it."""
    export_services.note(None, act_of(as_administrator(current_user.id)))
    return exported(None, None, f"audit-trail-installation-{clock.now().date().isoformat()}.zip")
