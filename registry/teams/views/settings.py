"""A team's settings."""

from typing import Any

from flask import Blueprint, g, url_for
from flask_babel import gettext as _

from registry.errors import N_
from registry.security.permissions import Permission
from registry.teams.forms import SettingsForm
from registry.teams.models import Team
from registry.teams.rules import LANGUAGES, Tier
from registry.teams.services import teams
from registry.web.access import Menu, in_menu, requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, actor

bp = Blueprint("teams", __name__, url_prefix="/teams/<team>")


@bp.route("/settings", methods=["GET", "POST"])
@in_menu(Menu.TEAM, 120, N_("Settings"))
@requires(Permission.EDIT_TEAM)
def settings() -> Page:
    """The team's names, region, time zone, languages and tier labels."""
    team: Team = g.team
    form = SettingsForm(data=_known(team))
    return submit(
        form,
        lambda: teams.change_settings(
            team,
            name_en=form.name_en.data,
            name_fr=form.name_fr.data,
            region_en=form.region_en.data,
            region_fr=form.region_fr.data,
            timezone=form.timezone.data,
            languages=(form.languages.data or "").split(),
            tier_labels=form.tier_labels(),
            act=act_of(actor()),
        ),
        done=_("The settings are saved."),
        to=url_for("teams.settings", team=team.slug),
        template="teams/settings.html",
        seen=team,
        saved=lambda: _known(team),
    )


def _known(team: Team) -> dict[str, Any]:
    labels = {
        f"label_{tier}_{language}": team.tier_labels.get(tier, {}).get(language, "")
        for tier in Tier
        for language in LANGUAGES
    }
    return labels | {
        "name_en": team.name_en,
        "name_fr": team.name_fr,
        "region_en": team.region_en,
        "region_fr": team.region_fr,
        "timezone": team.timezone,
        "languages": " ".join(team.languages),
        "revision": team.revision,
    }
