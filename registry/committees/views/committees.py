"""The committees of a team: the list, one committee as of a day, and changes to it."""

from typing import Any

from flask import Blueprint, g, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from registry.committees.forms import ChairForm, CloseForm, CommitteeForm
from registry.committees.models import Committee
from registry.committees.queries import history as history_queries
from registry.committees.queries import overview, steering_committees
from registry.committees.services import committees
from registry.committees.views._page import (
    MAIL,
    asked_day,
    committee_here,
    committee_page,
    coordinator,
    seat_here,
)
from registry.errors import N_
from registry.security.permissions import Permission
from registry.teams.views.notices import submit_and_tell
from registry.unchanged.pages import unchanged
from registry.web.access import Menu, in_menu, requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, today

bp = Blueprint("committees", __name__, url_prefix="/teams/<team>/committees")


@bp.get("", strict_slashes=False)
@in_menu(Menu.TEAM, 40, N_("Committees"))
@requires(Permission.READ_TEAM)
@unchanged
def index() -> Page:
    """The committees of a team as of a day, the steering committee first."""
    on = asked_day()
    bodies = overview.bodies_on(g.team.id, on)
    return render_template(
        "committees/index.html",
        bodies=bodies,
        on=on,
        today=today(),
    )


@bp.get("/<int:committee_id>")
@requires(Permission.READ_TEAM)
@unchanged
def show(committee_id: int) -> Page:
    """A committee as of a day: seats and holders, chair, interests."""
    on = asked_day()
    page = overview.page_on(g.team.id, committee_id, on)
    return render_template(
        "committees/show.html",
        committee=page.body.committee,
        page=page,
        sits_here=on == today() and page.seats(current_user.id),
        on=on,
        today=today(),
    )


@bp.get("/<int:committee_id>/history")
@requires(Permission.READ_TEAM)
@unchanged
def history(committee_id: int) -> Page:
    """Every act about a committee: what, when, by whom and in which role."""
    committee = committee_here(committee_id)
    return render_template(
        "committees/history.html", committee=committee, acts=history_queries.acts_of(committee)
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.RUN_COMMITTEES)
def add() -> Page:
    """Add a committee."""
    at_top = steering_committees.steering_on(g.team.id, today())
    form = CommitteeForm(overview.open_names(g.team.id, today()), is_marked_by_hand=at_top.named is None)
    return submit(
        form,
        lambda: committees.add_committee(g.team, **_said(form), act=act_of(coordinator())),
        done=lambda committee: _("%(name)s is there.", name=committee.name()),
        to=committee_page,
        template="committees/add.html",
        steering=at_top,
    )


@bp.route("/<int:committee_id>/change", methods=["GET", "POST"])
@requires(Permission.RUN_COMMITTEES)
def change(committee_id: int) -> Page:
    """Change a committee's name, its steering role, and the committee it reports to."""
    committee = committee_here(committee_id)
    others = overview.open_names(g.team.id, today(), but=committee)
    at_top = steering_committees.steering_on(g.team.id, today())
    form = CommitteeForm(
        others,
        is_marked_by_hand=at_top.named is None,
        data=_known(committee) | {"revision": committee.revision},
    )
    return submit_and_tell(
        form,
        lambda: committees.change_committee(committee, **_said(form, committee), act=act_of(coordinator())),
        done=_("Saved."),
        to=committee_page(committee),
        template="committees/change.html",
        seen=committee,
        saved=lambda: _known(committee),
        wake=MAIL,
        committee=committee,
        steering=at_top,
    )


@bp.route("/<int:committee_id>/close", methods=["GET", "POST"])
@requires(Permission.RUN_COMMITTEES)
def close(committee_id: int) -> Page:
    """Close a committee from a day on."""
    committee = committee_here(committee_id)
    form = CloseForm(data={"on": today(), "revision": committee.revision})
    return submit_and_tell(
        form,
        lambda: committees.close_committee(committee, on=form.on.data, act=act_of(coordinator())),
        done=_("Recorded."),
        to=url_for("committees.index", team=g.team.slug),
        template="committees/close.html",
        seen=committee,
        saved=lambda: {"on": committee.closed_on},
        wake=MAIL,
        committee=committee,
    )


@bp.route("/<int:committee_id>/chair", methods=["GET", "POST"])
@requires(Permission.RUN_COMMITTEES)
def set_chair(committee_id: int) -> Page:
    """Set the seat that has the chair, from a day on."""
    committee = committee_here(committee_id)
    form = ChairForm(
        overview.seat_names(committee, today()),
        data={"effective_on": today(), "revision": committee.revision},
    )
    return submit_and_tell(
        form,
        lambda: committees.set_chair(
            committee,
            seat_here(committee, form.seat_id.data),
            effective_on=form.effective_on.data,
            act=act_of(coordinator()),
        ),
        done=_("Recorded."),
        to=committee_page(committee, "seats"),
        template="committees/chair.html",
        seen=committee,
        wake=MAIL,
        committee=committee,
    )


def _said(form: CommitteeForm, committee: Committee | None = None) -> dict[str, Any]:
    typed = {name: form[name].data or "" for name in ("name_en", "name_fr", "purpose_en", "purpose_fr")}
    above = form.reports_to.data
    return {
        **typed,
        "is_steering": form.is_steering.data if form.is_steering else _mark_of(committee),
        "reports_to": committee_here(above) if above else None,
    }


def _mark_of(committee: Committee | None) -> bool:
    """The mark of a committee, which stays as it is while an agreement names the steering committee."""
    return committee is not None and committee.is_steering


def _known(committee: Committee) -> dict[str, Any]:
    return {
        "name_en": committee.name_en,
        "name_fr": committee.name_fr,
        "is_steering": committee.is_steering,
        "reports_to": committee.reports_to_id,
        "purpose_en": committee.purpose_en,
        "purpose_fr": committee.purpose_fr,
    }
