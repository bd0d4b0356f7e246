"""The team's choice of second proofs at signing."""

from flask import Blueprint, g, url_for
from flask_babel import gettext as _

from registry.errors import N_
from registry.security.permissions import Permission
from registry.signing import queries
from registry.signing.forms import ChannelsForm
from registry.teams.rules import StepUp
from registry.teams.services import teams
from registry.web.access import Menu, in_menu, requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor, today

bp = Blueprint("proofs", __name__, url_prefix="/teams/<team>")


@bp.route("/settings/signing", methods=["GET", "POST"])
@in_menu(Menu.SETTINGS, 60, N_("Second proof at signing"))
@requires(Permission.EDIT_TEAM)
def choose() -> Page:
    """Choose the channels of second proofs; the page names the signatories who could use none of them."""
    form = ChannelsForm(data={"step_ups": g.team.step_ups, "revision": g.team.revision})
    return submit(
        form,
        lambda: teams.set_step_ups(g.team, set(map(StepUp, form.step_ups.data)), act=act_of(actor())),
        done=_("The settings are saved."),
        to=url_for("proofs.choose", team=g.team.slug),
        template="signing/step_up/choose.html",
        seen=g.team,
        load=lambda: {"channel_of": StepUp, "stuck": queries.who_can_give_none(g.team, today())},
    )
