"""The second proof at signing: the team's choice, and the code that a coordinator reads out by telephone."""

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from registry import clock
from registry.access import Permission, requires
from registry.commitments import queries, step_up
from registry.commitments.forms import StepUpForm
from registry.commitments.step_up_rules import in_groups
from registry.edge import Page, attempt, status_of
from registry.teams import services as teams
from registry.teams.acting import in_role
from registry.teams.rules import StepUp
from registry.transactions import unit_of_work

bp = Blueprint("step_up", __name__, url_prefix="/teams/<team>")


@bp.route("/settings/signing", methods=["GET", "POST"])
@requires(Permission.EDIT_TEAM)
def choose() -> Page:
    """Whether signing asks for a second proof, and by which channel."""
    form = StepUpForm(data={"step_up": g.team.step_up})
    done = attempt(
        form,
        lambda: teams.set_step_up(
            g.team, StepUp(form.step_up.data), actor=in_role(current_user.id, g.role), now=clock.now()
        ),
        team_id=g.team.id,
    )
    if done:
        flash(_("The settings are saved."), "success")
        return redirect(url_for("teams.settings", team=g.team.slug), 303)
    return render_template("commitments/step_up.html", form=form), status_of(form)


@bp.post("/requests/<int:request_id>/code")
@requires(Permission.SEND_REQUESTS)
def read_out(request_id: int) -> str | Response:
    """Make a code and show it, this once."""
    found = queries.request_with_all(request_id)
    if found is None or found.partner.team_id != g.team.id:
        abort(404)
    with unit_of_work(g.team.id):
        made = step_up.make_code(found, by=current_user, now=clock.now(), secret=str(current_app.secret_key))
    return render_template(
        "commitments/code.html",
        request=found,
        partner=found.partner,
        code=made.code,
        digits=in_groups(made.digits),
    )
