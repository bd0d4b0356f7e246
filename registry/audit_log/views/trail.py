"""The audit trail of a team, and of one thing or person, for people."""

from flask import Blueprint, g, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from registry.audit.hooks import TrailReader
from registry.audit.models import SUBJECTS
from registry.audit.rules.tags import Group, tags_in
from registry.audit_log.queries import events, subjects, timeline
from registry.audit_log.queries.events import Wanted
from registry.database.queries.keysets import read_moment, read_place
from registry.errors import N_, NotFound
from registry.security.permissions import Permission
from registry.teams.queries import memberships
from registry.web.access import Menu, in_menu, may, requires
from registry.web.fields import asked_day
from registry.web.filters import address_of
from registry.web.page import Page, today

bp = Blueprint("trail", __name__, url_prefix="/teams/<team>/trail")

NO_SUCH_THING = N_("There is nothing of this kind here.")


@bp.get("", strict_slashes=False)
@in_menu(Menu.TEAM, 110, N_("Trail"))
@requires(Permission.READ_TRAIL)
def index() -> Page:
    """The events of the team, latest first, filtered as the reader asks."""
    wanted = Wanted(
        group=_group(),
        actor=_token(request.args.get("who", ""), {"user", "command", "registry"}),
        since=asked_day("since"),
        until=asked_day("until"),
    )
    page = _events(wanted)
    return render_template(
        "audit_log/index.html",
        told=timeline.told(page, timeline.names_for(page), g.team, address_of),
        wanted=wanted,
        after=page.after,
        kept={key: value for key, value in request.args.items() if key != "after"},
        groups=[group for group in Group if tags_in(group)],
        people=[(f"user:{person.user.id}", person.user.name) for person in memberships.people_of(g.team.id)],
        others={"registry": _("The registry"), "command": _("A command of the administrator")},
    )


@bp.get("/<kind>/<int:number>")
@requires(Permission.READ_TEAM)
def of_thing(kind: str, number: int) -> Page:
    """The events of a thing, for people who may read it.

    The events of a person are for them and for readers of the trail; settings of the team for the latter.
    """
    about = _token(f"{kind}:{number}", set(SUBJECTS))
    is_open = kind not in {"user", "team"} or (kind == "user" and number == current_user.id)
    if not about or not (is_open or may(Permission.READ_TRAIL)):
        raise NotFound(NO_SUCH_THING)
    page = _events(Wanted(about=about))
    names = timeline.names_for(page, about)
    if not page.events or about not in names:
        raise NotFound(NO_SUCH_THING)
    return render_template(
        "audit_log/thing.html",
        told=timeline.told(page, names, g.team, address_of),
        after=page.after,
        named=names[about],
        **timeline.title_of(names[about], g.team, address_of),
    )


def _events(wanted: Wanted) -> events.EventPage:
    """The requested page of events, as the reader may see them."""
    reader = TrailReader(current_user.id, g.team.id, g.role, today())
    after = read_place(request.args.get("after", ""), read_moment)
    return events.page_of(reader, wanted, zone=g.team.timezone, after=after)


def _group() -> Group | None:
    asked = request.args.get("kind", "")
    return Group(asked) if asked in set(Group) else None


def _token(text: str, kinds: set[str]) -> str:
    """A token such as `partner:12`, if its kind is one of these; else empty."""
    return text if subjects.split(text)[0] in kinds else ""
