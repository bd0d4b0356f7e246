"""The team's choice of second proofs at signing."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from registry.errors import N_
from registry.security.permissions import Permission
from registry.signing import queries
from registry.signing.forms import ChannelsForm
from registry.teams.rules import StepUp
from registry.teams.services import teams
from registry.web.access import Menu, in_menu, requires
from registry.web.forms import attempt, status_of
from registry.web.page import Page, act_of, actor, today

bp = Blueprint("proofs", __name__, url_prefix="/teams/<team>")


@bp.route("/settings/signing", methods=["GET", "POST"])
@in_menu(Menu.SETTINGS, 60, N_("Second proof at signing"))
@requires(Permission.EDIT_TEAM)
def choose() -> Page:
    """Of which channels signing asks for a second proof, and who could give none of them."""
    form = ChannelsForm(data={"step_ups": g.team.step_ups, "revision": g.team.revision})
    done = attempt(
        form,
        lambda: teams.set_step_ups(
            g.team,
            set(map(StepUp, form.step_ups.data)),
            revision=form.revision.data or 0,
            act=act_of(actor()),
        ),
        team_id=g.team.id,
    )
    if done:
        flash(_("The settings are saved."), "success")
        return redirect(url_for("proofs.choose", team=g.team.slug), 303)
    if form.is_submitted() and form.revision.data != g.team.revision:
        form.revision.process(None, g.team.revision)
    page = render_template(
        "signing/step_up/choose.html",
        form=form,
        channel_of=StepUp,
        stuck=queries.who_can_give_none(g.team, today()),
    )
    return page, status_of(form)
