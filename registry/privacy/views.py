"""Personal data pages: what is stored, why and how long; a person's export; a team's periods."""

import io
from typing import Any

from flask import Blueprint, g, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from registry import clock
from registry.database.acts import act_at
from registry.errors import N_
from registry.personal_data import FORGETTINGS, in_order
from registry.privacy.forms import PeriodsForm, PersonForm
from registry.privacy.rules.retention import OF_TEAMS, USUAL
from registry.privacy.services import export as export_services
from registry.privacy.services import retention
from registry.security.permissions import Permission
from registry.sign_in.hooks import owes_second_factor
from registry.web.access import Menu, in_menu, public, requires
from registry.web.forms import ConfirmForm, attempt, status_of, submit
from registry.web.page import Page, act_of, actor, reader

bp = Blueprint("privacy", __name__)

#: The time zone for people without a team.
UTC = "UTC"


@bp.get("/privacy")
@public("whoever is asked to sign or applies may know what is kept of them")
def about() -> str:
    """What is stored of people who sign and apply, in short."""
    kinds = [kept_kind for kept_kind in in_order() if kept_kind.for_public]
    return render_template("privacy/about.html", kept=kinds, days=USUAL)


@bp.get("/teams/<team>/privacy")
@in_menu(Menu.SETTINGS, 80, N_("Privacy"))
@requires(Permission.READ_TEAM)
def page() -> str:
    """What is stored in this team, why, how long and who sees it."""
    return render_template("privacy/page.html", kept=in_order(), days=retention.days_for(g.team.id))


@bp.route("/teams/<team>/privacy/periods", methods=["GET", "POST"])
@requires(Permission.EDIT_TEAM)
def periods() -> Page:
    """The team's retention periods, and what would be deleted now."""

    def known() -> dict[str, Any]:
        days = retention.days_for(g.team.id)
        chosen = {period.value: days[period] for period in OF_TEAMS}
        return chosen | {"revision": retention.setting_of(g.team.id).revision}

    form = PeriodsForm(data=known())

    def shown() -> dict[str, Any]:
        waiting = retention.waiting(g.team.id, now=clock.now())
        titles = [(FORGETTINGS[key].title, count) for key, count in waiting.items() if key != "accounts"]
        return {"periods": OF_TEAMS, "waiting": titles}

    return submit(
        form,
        lambda: retention.set_days(g.team, form.chosen(), act=act_of(actor())),
        done=_("The periods are saved."),
        to=url_for("privacy.page", team=g.team.slug),
        template="privacy/periods.html",
        seen=lambda: retention.setting_of(g.team.id),
        saved=known,
        load=shown,
    )


@bp.route("/teams/<team>/privacy/export", methods=["GET", "POST"])
@requires(Permission.EDIT_TEAM)
def export() -> Page:
    """Export what the team knows of a person, as a file to hand over."""
    form = PersonForm()
    done = attempt(
        form,
        lambda: export_services.export_for_team(
            g.team, form.sought.data or "", user=current_user, role=g.role, act=act_of(actor())
        ),
        team_id=g.team.id,
    )
    if done and done.value.rows:
        return _file(done.value)
    is_unknown = done is not None
    return render_template("privacy/export.html", form=form, is_unknown=is_unknown), status_of(form)


@bp.route("/account/data", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def own_data() -> Page:
    """Export what all teams know of the reader, as a file."""
    if owes_second_factor(current_user.id, g.reader.session.factors):
        return redirect(url_for("factors.owed", next=url_for("privacy.own_data")), 303)
    form = ConfirmForm()
    return submit(
        form,
        lambda: export_services.export_of_account(current_user, act=act_at(reader(), clock.now(), UTC)),
        to=_file,
        template="privacy/own_data.html",
    )


def _file(export: export_services.Export) -> Response:
    """The file, marked as not to be cached."""
    name = f"person-{export.made_at:%Y-%m-%d}.zip"
    answer = send_file(
        io.BytesIO(export_services.packed(export)),
        mimetype="application/zip",
        as_attachment=True,
        download_name=name,
        max_age=0,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
