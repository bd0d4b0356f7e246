"""What every page of a case does: show it only to whom may know of it, and take a form."""

from flask import g, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from registry import clock
from registry.accounts.models import User
from registry.audit import sightings
from registry.audit.tags import Tag
from registry.conflicts import seeing, wording
from registry.conflicts.models import Case
from registry.conflicts.seeing import Sight
from registry.edge import Page, status_of, today
from registry.teams.acting import in_role


def me() -> User:
    """Who is signed in."""
    return current_user._get_current_object()  # type: ignore[no-any-return]  # outlives the request's proxy


def sight_here(case_id: int) -> Sight:
    """The case of this address as its reader may see it; `NotFound` where they may not know of it.

    Who is given a page to read is noted in the trail.
    """
    sight = seeing.see(g.team.id, case_id, me(), today())
    if request.method == "GET" and note_reading(Tag.CASE_READ, case_id):
        sight = seeing.see(g.team.id, case_id, me(), today())
    return sight


def note_reading(tag: Tag, case_id: int, **details: int) -> bool:
    """Note that the reader is shown a case or something of it; False where that stands already."""
    return sightings.note_reading(
        tag,
        team_id=g.team.id,
        by=in_role(me().id, g.role),
        subject=("conflict_case", case_id),
        now=clock.now(),
        **details,
    )


def case_page(case: Case, anchor: str | None = None) -> str:
    """Where a case's page is."""
    return url_for("conflicts.show", team=g.team.slug, case_id=case.id, _anchor=anchor)


def to_case(case: Case, anchor: str | None = None) -> Response:
    """Go on to the case's page."""
    return redirect(case_page(case, anchor), 303)


def page(name: str, **context: object) -> str:
    """A page with the words for cases."""
    return render_template(f"conflicts/{name}.html", **wording.for_templates(), **context)


def form_page(name: str, form: FlaskForm, sight: Sight, **context: object) -> Page:
    """The page of a form about a case."""
    return page(name, form=form, sight=sight, case=sight.case, **context), status_of(form)
