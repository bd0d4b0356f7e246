"""The people who act in a team: who they are, inviting them, ending their role."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from registry import clock
from registry.access import Permission, Role, requires
from registry.audit import services as audit
from registry.edge import Page, attempt, status_of, today
from registry.inputs import row_number
from registry.outbox import services as outbox
from registry.teams import people, roster
from registry.teams.forms import ConfirmForm, InviteForm
from registry.teams.mandates import mandates_of
from registry.transactions import unit_of_work

bp = Blueprint("people", __name__, url_prefix="/teams/<team>/people")


@bp.get("", strict_slashes=False)
@requires(Permission.READ_TEAM)
def index() -> Page:
    """Those who have an account in the team, with their role and for whom they act."""
    page = roster.page_of(g.team.id, on=today(), after=request.args.get("after", type=row_number))
    return render_template("teams/people.html", page=page)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_TEAM)
def invite() -> Page:
    """Invite a person by mail and give them a role."""
    form = InviteForm(data={"language": g.team.languages[0], "role": Role.MEMBER})
    done = attempt(
        form,
        lambda: people.invite_newcomer(
            g.team,
            name=form.name.data or "",
            email=form.email.data or "",
            language=form.language.data,
            role=Role(form.role.data),
            **_who_and_when(),
        ),
        team_id=g.team.id,
        wake=(outbox.SEND,),
    )
    if done:
        flash(_("%(name)s is invited.", name=done.value.name), "success")
        return _to_people()
    return render_template("teams/people_invite.html", form=form), status_of(form)


@bp.post("/<int:user_id>/again")
@requires(Permission.EDIT_TEAM)
def resend(user_id: int) -> Response:
    """Send the invitation once more."""
    with unit_of_work(g.team.id, wake=(outbox.SEND,)):
        person = people.invite_again(g.team, user_id, **_who_and_when())
    flash(_("%(name)s is invited again.", name=person.name), "success")
    return _to_people()


@bp.route("/<int:user_id>/end", methods=["GET", "POST"])
@requires(Permission.EDIT_TEAM)
def end(user_id: int) -> Page:
    """End a person's role in the team."""
    person = people.person_of(g.team.id, user_id)
    name = person.user.name
    form = ConfirmForm()
    done = attempt(
        form,
        lambda: people.end_role(g.team, user_id, **_who_and_when()),
        team_id=g.team.id,
    )
    if done:
        flash(_("The role of %(name)s has ended.", name=name), "success")
        return _to_people()
    mandates = mandates_of(g.team.id, [user_id], today())
    page = render_template(
        "teams/people_end.html", form=form, person=person, mandates=mandates.get(user_id, ())
    )
    return page, status_of(form)


def _who_and_when() -> dict[str, Any]:
    return {"actor": audit.user(current_user.id), "now": clock.now()}


def _to_people() -> Response:
    return redirect(url_for("people.index", team=g.team.slug), 303)
