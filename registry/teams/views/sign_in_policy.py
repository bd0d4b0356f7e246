"""A team's settings of how its people sign in."""

from flask import Blueprint, g, url_for
from flask_babel import gettext as _

from registry.errors import N_
from registry.security.permissions import Permission, Role
from registry.teams.forms import SignInRulesForm
from registry.teams.services import sign_in_policy
from registry.web.access import Menu, in_menu, requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor

bp = Blueprint("sign_in_rules", __name__, url_prefix="/teams/<team>/settings/sign-in")


@bp.route("", methods=["GET", "POST"], strict_slashes=False)
@in_menu(Menu.SETTINGS, 50, N_("How people sign in"))
@requires(Permission.EDIT_TEAM)
def change() -> Page:
    """Choose which roles need a second factor, and whether a mailed link is enough."""
    team = g.team
    stored = {
        "second_factor_roles": team.second_factor_roles,
        "allows_link": team.allows_link,
        "revision": team.revision,
    }
    form = SignInRulesForm(data=stored)
    return submit(
        form,
        lambda: sign_in_policy.set_rules(
            team,
            second_factor_roles=[Role(role) for role in form.second_factor_roles.data or ()],
            allows_link=form.allows_link.data,
            act=act_of(actor()),
        ),
        done=_("The settings are saved."),
        to=url_for("sign_in_rules.change", team=team.slug),
        template="teams/sign_in.html",
        seen=team,
    )
