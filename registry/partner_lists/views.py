"""Pages of the partner list: upload, preview, import, export."""

import io
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from registry.partner_lists.forms import ListForm, TakeBackForm, UploadForm
from registry.partner_lists.models import ListImport
from registry.partner_lists.queries import export as export_queries
from registry.partner_lists.queries import previews
from registry.partner_lists.queries.register import (
    imported_list,
    imports_of,
    partners_added,
    waiting_list,
)
from registry.partner_lists.rules.comparison import Plan
from registry.partner_lists.services import imports as import_services
from registry.partner_lists.services import reversals
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor, today

#: Imports shown on their page.
MOST_IMPORTS = 50

bp = Blueprint("partner_lists", __name__, url_prefix="/teams/<team>/partner-list")


@bp.route("/import", methods=["GET", "POST"])
@requires(Permission.EDIT_PARTNERS)
def upload() -> Page:
    """Upload a list; a readable one continues to its preview, and nothing else is written."""
    form = UploadForm()
    return submit(
        form,
        lambda: import_services.keep_list(
            g.team, file_name=form.file.data.filename, data=form.file.data.read(), act=act_of(actor())
        ),
        done="",
        to=_preview_page,
        template="partner_lists/upload.html",
    )


@bp.get("/import/<int:list_id>")
@requires(Permission.EDIT_PARTNERS)
def preview(list_id: int) -> Page:
    """The preview of an import, and the questions to answer first."""
    list_import = waiting_list(g.team.id, list_id)
    if list_import.imported_at is not None:
        return redirect(_page_of(list_import), 303)
    look = _look(list_import)
    form = ListForm.about(look, g.team)
    return render_template("partner_lists/preview.html", form=form, **_shown(list_import, form))


@bp.post("/import/<int:list_id>")
@requires(Permission.EDIT_PARTNERS)
def import_list(list_id: int) -> Page:
    """Store the choices; import when the preview was already shown and is confirmed."""
    list_import = waiting_list(g.team.id, list_id)
    if list_import.imported_at is not None:
        flash(_("This list has been imported already."), "warning")
        return redirect(_register_page(), 303)
    form = ListForm.about(_look(list_import), g.team)

    def look_again(plan: Plan | None) -> Iterator[str]:
        if plan is None and form.wants_import:
            yield _("Your choices are kept. Look at what the list does now, then import it.")

    return submit(
        form,
        lambda: _choose_and_import(list_import, form),
        done=_what_was_done,
        to=lambda plan: _preview_page(list_import) if plan is None else _register_page(),
        template="partner_lists/preview.html",
        warn=look_again,
        load=lambda: _shown(list_import, form),
    )


@bp.get("/imports")
@requires(Permission.EDIT_PARTNERS)
def imports() -> Page:
    """The imported lists, newest first."""
    imports_found = imports_of(g.team.id, most=MOST_IMPORTS)
    return render_template("partner_lists/imports.html", imports=imports_found)


@bp.get("/imports/<int:list_id>")
@requires(Permission.EDIT_PARTNERS)
def imported(list_id: int) -> Page:
    """What an import did, and whether it can be taken back."""
    kept = imported_list(g.team.id, list_id)
    return render_template("partner_lists/import.html", kept=kept, form=TakeBackForm(), **_done_by(kept))


@bp.post("/imports/<int:list_id>/take-back")
@requires(Permission.EDIT_PARTNERS)
def take_back(list_id: int) -> Page:
    """Restore the register from before an import."""
    list_import, form = imported_list(g.team.id, list_id), TakeBackForm()
    return submit(
        form,
        lambda: reversals.take_back(list_import, act=act_of(actor())),
        done=_("The import is taken back: the register is as it was before it."),
        to=_page_of(list_import),
        template="partner_lists/import.html",
        load=lambda: _done_by(list_import),
        kept=list_import,
    )


def _done_by(kept: ListImport) -> dict[str, Any]:
    """Whether an import can be taken back, and the partners that it made."""
    return {"refusal": reversals.why_not_taken_back(kept), "added": partners_added(kept)}


@bp.get("/export")
@requires(Permission.READ_TEAM)
def export() -> Response:
    """The list as a CSV file as of today."""
    text = export_queries.export_list(g.team, on=today())
    return send_file(
        io.BytesIO(text.encode("utf-8-sig")),
        mimetype="text/csv; charset=utf-8",
        as_attachment=True,
        download_name=f"{g.team.slug}-{today().isoformat()}.csv",
    )


def _choose_and_import(list_import: ListImport, form: ListForm) -> Plan | None:
    """Import what was shown; None when choices changed and the preview must be shown again."""
    has_changed = import_services.choose(list_import, form.choices(), form.answers())
    if has_changed or not form.wants_import:
        return None
    return import_services.import_list(g.team, list_import, seen=form.plan.data, act=act_of(actor()))


def _what_was_done(plan: Plan | None) -> str:
    """What an import did to the register; nothing where only the choices were kept."""
    if plan is None:
        return ""
    added = ngettext("One partner is new", "%(num)s partners are new", len(plan.new))
    return _("The list is imported: %(added)s, %(changed)s changed.", added=added, changed=len(plan.changed))


def _shown(list_import: ListImport, form: ListForm) -> dict[str, Any]:
    """What the preview shows; the form keeps which plan that is."""
    look = form.look
    if look.plan is not None:
        form.plan.data = look.plan.digest()
    return {"kept": list_import, "look": look, "plan": look.plan}


def _look(list_import: ListImport) -> previews.Look:
    return previews.look_at(g.team, list_import, on=today())


def _page_of(list_import: ListImport) -> str:
    return url_for("partner_lists.imported", team=g.team.slug, list_id=list_import.id)


def _preview_page(list_import: ListImport) -> str:
    return url_for("partner_lists.preview", team=g.team.slug, list_id=list_import.id)


def _register_page() -> str:
    return url_for("partners.index", team=g.team.slug)
