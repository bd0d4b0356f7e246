"""The people of a team: list, invitation, end of a role."""

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from registry.database.transactions import unit_of_work
from registry.errors import N_
from registry.outbox.messages import hearing
from registry.outbox.services import messages
from registry.security import actors
from registry.security.actors import Capacity
from registry.security.permissions import Permission, Role
from registry.teams.forms import EndRoleForm, InviteForm, ReturnForm
from registry.teams.hooks import holdings_of, mandates_of
from registry.teams.queries import memberships as membership_queries
from registry.teams.queries.history import events_told
from registry.teams.rules import TeamEvent
from registry.teams.services import memberships
from registry.teams.views.notices import flash_told, submit_and_tell
from registry.unchanged.pages import unchanged
from registry.web.access import Menu, in_menu, requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor, today
from registry.web.parameters import row_number

#: The events of a person's role.
ROLE_TAGS = (TeamEvent.ROLE_GRANTED, TeamEvent.ROLE_ENDED, TeamEvent.PERSON_INVITED)

bp = Blueprint("people", __name__, url_prefix="/teams/<team>/people")


@bp.get("", strict_slashes=False)
@in_menu(Menu.TEAM, 90, N_("People"))
@in_menu(Menu.SETTINGS, 70, N_("People"))
@requires(Permission.READ_TEAM)
@unchanged
def index() -> Page:
    """The people with an account in the team, with their role and whom they act for."""
    page = membership_queries.page_of(g.team.id, on=today(), after=request.args.get("after", type=row_number))
    return render_template("teams/people.html", page=page)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_TEAM)
def invite() -> Page:
    """Invite a person by mail and give them a role."""
    form = InviteForm(data={"language": g.team.languages[0], "role": Role.MEMBER})
    return submit_and_tell(
        form,
        lambda: memberships.invite_newcomer(
            g.team,
            name=form.name.data or "",
            email=form.email.data or "",
            language=form.language.data,
            role=Role(form.role.data),
            act=act_of(actor()),
        ),
        done=lambda user: _("%(name)s is in the team.", name=user.name),
        to=_people_page(),
        template="teams/people_invite.html",
        wake=(messages.SEND,),
    )


@bp.post("/<int:user_id>/again")
@requires(Permission.EDIT_TEAM)
def resend(user_id: int) -> Response:
    """Send the invitation again."""
    with unit_of_work(g.team.id, wake=(messages.SEND,)), hearing() as reach:
        memberships.invite_again(g.team, user_id, act=act_of(actor()))
    flash_told(reach)
    return redirect(_people_page(), 303)


@bp.route("/<int:user_id>/end", methods=["GET", "POST"])
@requires(Permission.EDIT_TEAM)
def end(user_id: int) -> Page:
    """End a person's role in the team and, if chosen, what they hold in it."""
    person = membership_queries.person_of(g.team.id, user_id)
    form = EndRoleForm(data={"with_holdings": True})

    def held() -> dict[str, Any]:
        holdings = holdings_of(g.team.id, user_id, today())
        return {
            "ending": [one for one in holdings if one.end],
            "waiting": [one for one in holdings if not one.end],
        }

    return submit(
        form,
        lambda: memberships.leave(
            g.team,
            user_id,
            with_holdings=form.with_holdings.data,
            act=act_of(actors.person(current_user.id, current_user.name, Capacity.COORDINATOR)),
        ),
        done=_("The role of %(name)s has ended.", name=person.user.name),
        to=url_for("pages.home") if user_id == current_user.id else _people_page(),
        template="teams/people_end.html",
        load=held,
        person=person,
    )


@bp.get("/left")
@requires(Permission.READ_TEAM)
@unchanged
def left() -> str:
    """People whose role has ended."""
    return render_template("teams/people_left.html", people=membership_queries.those_who_left(g.team.id))


@bp.get("/<int:user_id>")
@requires(Permission.READ_TEAM)
@unchanged
def show(user_id: int) -> str:
    """One person: their role and whom they act for, or that they left; and the history of their role."""
    people_known = membership_queries.those_who_left(g.team.id) + [
        person.user for person in membership_queries.people_of(g.team.id)
    ]
    user = next((one for one in people_known if one.id == user_id), None) or abort(404)
    role = next(
        (person.role for person in membership_queries.people_of(g.team.id) if person.user.id == user_id), None
    )
    return render_template(
        "teams/people_show.html",
        person=user,
        held=role,
        role_of=Role,
        mandates=mandates_of(g.team.id, [user_id], today()).get(user_id, ()) if role else (),
        history=events_told(g.team.id, ("user", user_id), ROLE_TAGS),
    )


@bp.route("/<int:user_id>/return", methods=["GET", "POST"])
@requires(Permission.EDIT_TEAM)
def take_back(user_id: int) -> Page:
    """Give a person who left a role again."""
    user = next(
        (one for one in membership_queries.those_who_left(g.team.id) if one.id == user_id), None
    ) or abort(404)
    form = ReturnForm(data={"role": Role.MEMBER})
    return submit_and_tell(
        form,
        lambda: memberships.take_back(g.team, user_id, role=Role(form.role.data), act=act_of(actor())),
        done=lambda user: _("%(name)s is in the team again.", name=user.name),
        to=_people_page(),
        template="teams/people_return.html",
        wake=(messages.SEND,),
        person=user,
    )


def _people_page() -> str:
    return url_for("people.index", team=g.team.slug)
