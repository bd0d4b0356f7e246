"""Settings of the intake: all year or windows, the introduction, the checklist."""

from typing import Any

from flask import Blueprint, flash, g, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from registry.admissions.forms import CriterionForm, IntakeForm, WindowForm
from registry.admissions.queries import admissions
from registry.admissions.services import intake
from registry.committees.queries.capacity import coordinator
from registry.database.transactions import unit_of_work
from registry.errors import N_
from registry.security.actors import Actor
from registry.security.permissions import Permission
from registry.web.access import Menu, in_menu, requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, today

bp = Blueprint("intake", __name__, url_prefix="/teams/<team>/intake")


@bp.route("", methods=["GET", "POST"])
@in_menu(Menu.SETTINGS, 20, N_("Applications to join"))
@requires(Permission.RUN_ADMISSIONS)
def show() -> Page:
    """The times of the intake, and its criteria."""
    form = IntakeForm(data=_settled())
    return submit(
        form,
        lambda: intake.settle_intake(
            g.team,
            all_year=form.all_year.data,
            welcome_en=form.welcome_en.data or "",
            welcome_fr=form.welcome_fr.data or "",
            act=act_of(_by()),
        ),
        done=_("Saved."),
        to=_address(),
        template="admissions/intake.html",
        seen=lambda: admissions.setting_of(g.team.id),
        saved=_settled,
        load=lambda: {
            "windows": admissions.windows_of(g.team.id),
            "criteria": admissions.criteria_of(g.team.id),
            "today": today(),
            "intake": admissions.intake_of(g.team.id, today()),
        },
    )


@bp.route("/windows/new", methods=["GET", "POST"])
@requires(Permission.RUN_ADMISSIONS)
def add_window() -> Page:
    """Add a window."""
    form = WindowForm()
    return submit(
        form,
        lambda: intake.open_window(
            g.team, opens_on=form.opens_on.data, closes_on=form.closes_on.data, act=act_of(_by())
        ),
        done=_("The intake window is kept."),
        to=_address(),
        template="admissions/window.html",
    )


@bp.route("/windows/<int:window_id>", methods=["GET", "POST"])
@requires(Permission.RUN_ADMISSIONS)
def change_window(window_id: int) -> Page:
    """Change the days of a window."""
    window = admissions.window_of(g.team.id, window_id)
    form = WindowForm(opens_on=window.opens_on, closes_on=window.closes_on)
    return submit(
        form,
        lambda: intake.change_window(
            g.team, window, opens_on=form.opens_on.data, closes_on=form.closes_on.data, act=act_of(_by())
        ),
        done=_("The intake window is kept."),
        to=_address(),
        template="admissions/window.html",
        window=window,
    )


@bp.post("/windows/<int:window_id>/remove")
@requires(Permission.RUN_ADMISSIONS)
def remove_window(window_id: int) -> Response:
    """Remove a window."""
    window = admissions.window_of(g.team.id, window_id)
    with unit_of_work(g.team.id):
        intake.remove_window(g.team, window, act=act_of(_by()))
    flash(_("The intake window is removed; applications that came in it stay."), "success")
    return redirect(_address(), 303)


@bp.route("/criteria/new", methods=["GET", "POST"])
@requires(Permission.RUN_ADMISSIONS)
def add_criterion() -> Page:
    """Add a criterion."""
    form = CriterionForm()
    return submit(
        form,
        lambda: intake.add_criterion(g.team, **_texts(form)),
        done=_("The criterion is on the checklist."),
        to=_address(),
        template="admissions/criterion.html",
    )


@bp.route("/criteria/<int:criterion_id>", methods=["GET", "POST"])
@requires(Permission.RUN_ADMISSIONS)
def change_criterion(criterion_id: int) -> Page:
    """Change the wording of a criterion."""
    criterion = admissions.criterion_of(g.team.id, criterion_id)
    form = CriterionForm(text_en=criterion.text_en, text_fr=criterion.text_fr)
    return submit(
        form,
        lambda: intake.change_criterion(g.team, criterion, **_texts(form)),
        done=_("Saved."),
        to=_address(),
        template="admissions/criterion.html",
        criterion=criterion,
    )


@bp.post("/criteria/<int:criterion_id>/up")
@requires(Permission.RUN_ADMISSIONS)
def move_up(criterion_id: int) -> Response:
    """Move a criterion up."""
    criterion = admissions.criterion_of(g.team.id, criterion_id)
    with unit_of_work(g.team.id):
        intake.move_criterion_up(g.team, criterion, act=act_of(_by()))
    return redirect(_address(), 303)


@bp.post("/criteria/<int:criterion_id>/retire")
@requires(Permission.RUN_ADMISSIONS)
def retire(criterion_id: int) -> Response:
    """Retire a criterion."""
    criterion = admissions.criterion_of(g.team.id, criterion_id)
    with unit_of_work(g.team.id):
        intake.retire_criterion(g.team, criterion, act=act_of(_by()))
    flash(_("The criterion is no longer asked."), "success")
    return redirect(_address(), 303)


def _settled() -> dict[str, Any]:
    """The present settings, by field name."""
    setting = admissions.setting_of(g.team.id)
    return {
        "all_year": setting.all_year,
        "welcome_en": setting.welcome_en,
        "welcome_fr": setting.welcome_fr,
        "revision": setting.revision,
    }


def _texts(form: CriterionForm) -> dict[str, Any]:
    return {
        "text_en": form.text_en.data or "",
        "text_fr": form.text_fr.data or "",
        "act": act_of(_by()),
    }


def _by() -> Actor:
    return coordinator(current_user)


def _address() -> str:
    return url_for("intake.show", team=g.team.slug)
