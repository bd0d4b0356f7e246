"""What every page with a form about a partner does: of two people who change it, the second is told."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import g, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from registry.database.revisions import check_seen
from registry.partners.models.partners import Partner
from registry.partners.queries import partners
from registry.web.forms import Done, attempt, differences, status_of
from registry.web.page import Page

T = TypeVar("T")


def partner_here(partner_id: int) -> Partner:
    """The partner of this address."""
    return partners.partner_of(g.team.id, partner_id)


def attempt_change(partner: Partner, form: FlaskForm, act: Callable[[], T]) -> Done[T] | None:
    """Do what a form asks, unless the partner was changed since the form was opened."""

    def act_on_what_was_seen() -> T:
        check_seen(form.revision.data, partner.revision)
        return act()

    return attempt(form, act_on_what_was_seen, team_id=g.team.id)


def form_page(
    name: str, form: FlaskForm, partner: Partner, *, saved: Mapping[str, Any] | None = None, **context: Any
) -> Page:
    """The page of a form, with what is `saved` now beside what was typed where somebody was quicker."""
    theirs = None
    if form.is_submitted() and "revision" in form and form.revision.data != partner.revision:
        theirs = differences(form, saved or {})
        form.revision.process(None, partner.revision)  # the next save has both before it
    page = render_template(f"partners/{name}.html", form=form, partner=partner, theirs=theirs, **context)
    return page, status_of(form)


def to_partner(partner: Partner, anchor: str | None = None) -> Response:
    """Go on to the partner's page."""
    return redirect(partner_page(partner, anchor), 303)


def partner_page(partner: Partner, anchor: str | None = None) -> str:
    """Where a partner's page is."""
    return url_for("partners.show", team=g.team.slug, partner_id=partner.id, _anchor=anchor)
