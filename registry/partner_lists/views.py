"""Pages of the partner list: upload, look at what it does, import; and the way out again."""

import io

from flask import Blueprint, flash, g, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from registry import clock
from registry.access import Permission, requires
from registry.edge import Page, attempt, status_of, today
from registry.partner_lists import services
from registry.partner_lists.comparing import Plan
from registry.partner_lists.forms import ImportForm, LabelsForm, UploadForm
from registry.partner_lists.labels import COLUMN_LABELS
from registry.partner_lists.models import ListImport
from registry.partner_lists.queries import waiting_list
from registry.teams.acting_here import actor

bp = Blueprint("partner_lists", __name__, url_prefix="/teams/<team>/partner-list")


@bp.route("/import", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def upload() -> Page:
    """Choose a list; what can be read goes on to its preview, and nothing else is written."""
    form = UploadForm()
    done = attempt(
        form,
        lambda: services.keep_list(
            g.team,
            file_name=form.file.data.filename,
            data=form.file.data.read(),
            actor=actor(),
            now=clock.now(),
        ),
        team_id=g.team.id,
    )
    if done:
        return redirect(_preview_page(done.value), 303)
    return render_template("partner_lists/upload.html", form=form), status_of(form)


@bp.get("/import/<int:list_id>")
@requires(Permission.EDIT_PARTNERS)
def preview(list_id: int) -> Page:
    """What importing a list does, before it is done."""
    kept = waiting_list(g.team.id, list_id)
    if kept.imported_at is not None:
        return redirect(_register_page(), 303)
    return _preview(kept, _plan(kept))


@bp.post("/import/<int:list_id>/labels")
@requires(Permission.EDIT_PARTNERS)
def answer_labels(list_id: int) -> Page:
    """Say which tier each label means that nobody has met before."""
    kept = waiting_list(g.team.id, list_id)
    if kept.imported_at is not None:
        return redirect(_register_page(), 303)
    plan = _plan(kept)
    form = LabelsForm.about(plan.unknown_labels, g.team)
    done = attempt(form, lambda: services.answer_labels(kept, form.answers()), team_id=g.team.id)
    return redirect(_preview_page(kept), 303) if done else _preview(kept, plan, labels_form=form)


@bp.post("/import/<int:list_id>")
@requires(Permission.EDIT_PARTNERS)
def import_list(list_id: int) -> Page:
    """Do what the preview showed."""
    kept, form = waiting_list(g.team.id, list_id), ImportForm()
    done = attempt(
        form,
        lambda: services.import_list(g.team, kept, seen=form.plan.data, actor=actor(), now=clock.now()),
        team_id=g.team.id,
    )
    if done:
        new, changed = len(done.value.new), len(done.value.changed)
        added = ngettext("One partner is new", "%(num)s partners are new", new)
        flash(
            _("The list is imported: %(added)s, %(changed)s changed.", added=added, changed=changed),
            "success",
        )
        return redirect(_register_page(), 303)
    if kept.imported_at is not None:
        flash(_("This list has been imported already."), "warning")
        return redirect(_register_page(), 303)
    return _preview(kept, _plan(kept), form=form)


@bp.get("/export")
@requires(Permission.READ_TEAM)
def export() -> Response:
    """The list as a CSV file, as it stands today."""
    text = services.export_list(g.team, on=today())
    return send_file(
        io.BytesIO(text.encode("utf-8-sig")),
        mimetype="text/csv; charset=utf-8",
        as_attachment=True,
        download_name=f"{g.team.slug}-{today().isoformat()}.csv",
    )


def _preview(
    kept: ListImport, plan: Plan, *, form: ImportForm | None = None, labels_form: LabelsForm | None = None
) -> Page:
    shown = form or ImportForm()
    shown.plan.data = plan.digest()
    asked = labels_form or (LabelsForm.about(plan.unknown_labels, g.team) if plan.unknown_labels else None)
    page = render_template(
        "partner_lists/preview.html",
        kept=kept,
        plan=plan,
        form=shown,
        labels_form=asked,
        column_labels=COLUMN_LABELS,
    )
    return page, status_of(asked or shown)


def _plan(kept: ListImport) -> Plan:
    return services.plan_of(g.team, kept, on=today())


def _preview_page(kept: ListImport) -> str:
    return url_for("partner_lists.preview", team=g.team.slug, list_id=kept.id)


def _register_page() -> str:
    return url_for("partners.index", team=g.team.slug)
