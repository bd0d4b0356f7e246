"""The partner register: the list, and the page of one partner."""

import datetime as dt
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from werkzeug.wrappers import Response

from registry import clock
from registry.access import Permission, may, requires
from registry.partners import dossier, labels, queries
from registry.partners.queries import NO_TIER, Place, Wanted
from registry.partners.rules import Reach, Status
from registry.teams.rules import Tier

bp = Blueprint("partners", __name__, url_prefix="/teams/<team>/partners")

bp.app_context_processor(labels.for_templates)

Page = str | Response | tuple[str, int]


@bp.get("", strict_slashes=False)
@requires(Permission.READ_TEAM)
def index() -> Page:
    """A team's partners by name, searched and filtered, as they stood on a day."""
    wanted = _wanted()
    return render_template(
        "partners/index.html",
        page=queries.page_of(g.team.id, wanted, after=_place("after"), before=_place("before")),
        count=queries.count_of(g.team.id, wanted),
        sectors=queries.sectors_of(g.team.id),
        wanted=wanted,
        today=_today(),
        no_tier=NO_TIER,
        page_url=lambda **place: _page_url(wanted, **place),
    )


@bp.get("/<int:partner_id>")
@requires(Permission.READ_TEAM)
def show(partner_id: int) -> Page:
    """All that is known of one partner, as of a day."""
    found = dossier.dossier_of(g.team.id, partner_id, with_notes=may(Permission.EDIT_PARTNERS))
    return render_template(
        "partners/show.html", dossier=found, partner=found.partner, on=_day(), today=_today()
    )


def _wanted() -> Wanted:
    """What the address asks for; what it misspells is left out."""
    on = _day()
    return Wanted(
        on=on,
        only_listed=on < _today(),
        words=_asked("q").strip(),
        tier=_one_of("tier", {*Tier, NO_TIER}),
        status=_one_of("status", set(Status)),
        sector=_asked("sector"),
        reach=_one_of("reach", set(Reach)),
    )


def _day() -> dt.date:
    try:
        return dt.date.fromisoformat(_asked("on"))
    except ValueError:
        return _today()


def _today() -> dt.date:
    return clock.today(g.team.timezone)


def _place(name: str) -> Place | None:
    return Place.read(_asked(name))


def _one_of(name: str, known: set[str]) -> str:
    return _asked(name) if _asked(name) in known else ""


def _asked(name: str) -> str:
    return request.args.get(name, "").replace("\0", "")


def _page_url(wanted: Wanted, **place: Place) -> str:
    """The address of another page of the same list."""
    asked = {
        "q": wanted.words,
        "tier": wanted.tier,
        "status": wanted.status,
        "sector": wanted.sector,
        "reach": wanted.reach,
        "on": wanted.on.isoformat() if wanted.on != _today() else "",
    }
    said: dict[str, Any] = {name: value for name, value in asked.items() if value}
    said |= {name: str(where) for name, where in place.items()}
    return url_for("partners.index", team=g.team.slug, **said)
