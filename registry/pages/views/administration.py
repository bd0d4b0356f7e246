"""The administrator's pages: state of the installation, new teams, first coordinators."""

from flask import Blueprint, abort, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from registry import clock
from registry.documents.queries import confirmations
from registry.outbox import queries as outbox_queries
from registry.outbox.services import messages
from registry.pages.forms import FirstCoordinatorForm, NewTeamForm
from registry.pages.queries.installation import state_of
from registry.security.actors import as_administrator
from registry.security.permissions import Permission
from registry.teams.queries import teams
from registry.teams.services import memberships
from registry.teams.views.notices import submit_and_tell
from registry.web.access import requires
from registry.web.page import Page, act_of

bp = Blueprint("administration", __name__, url_prefix="/administration")


@bp.get("", strict_slashes=False)
@requires(Permission.ADMINISTER)
def show() -> str:
    """The teams in numbers, messages and records under way, keys and their last days."""
    now = clock.now()
    return render_template(
        "pages/administration.html",
        state=state_of(now),
        trouble=outbox_queries.trouble(now),
        to_confirm=len(confirmations.for_administrator(current_user.id)),
        now=now,
    )


@bp.route("/teams/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def make_team() -> Page:
    """Create a team and invite its first coordinator."""
    form = NewTeamForm()
    return submit_and_tell(
        form,
        lambda: memberships.begin_team(
            slug=form.slug.data or "",
            name_en=form.name_en.data or "",
            name_fr=form.name_fr.data or "",
            timezone=form.timezone.data,
            coordinator=form.coordinator(),
            act=act_of(as_administrator(current_user.id)),
        ),
        done=_("The team is there."),
        to=url_for("administration.show"),
        template="pages/administration_team.html",
        wake=(messages.SEND,),
    )


@bp.route("/teams/<int:team_id>/coordinator", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def name_coordinator(team_id: int) -> Page:
    """Give a team without coordinators its first one."""
    team = teams.team_of(team_id) or abort(404)
    form = FirstCoordinatorForm()
    return submit_and_tell(
        form,
        lambda: memberships.name_first_coordinator(
            team, form.coordinator(), act=act_of(as_administrator(current_user.id))
        ),
        done=lambda user: _("%(name)s is a coordinator of the team.", name=user.name),
        to=url_for("administration.show"),
        template="pages/administration_coordinator.html",
        wake=(messages.SEND,),
        team_id=team_id,
        named=team,
    )
