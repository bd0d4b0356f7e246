"""What every page with a form about a partner does: of two people who change it, the second is told."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from flask import flash, g, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from registry.edge import Done, Page, attempt, status_of
from registry.filters import day
from registry.partners import queries
from registry.partners.models import Partner
from registry.revisions import check_seen

T = TypeVar("T")


def partner_here(partner_id: int) -> Partner:
    """The partner of this address."""
    return queries.partner_of(g.team.id, partner_id)


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


def differences(form: FlaskForm, saved: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is saved now where it is not what was typed: label and words."""
    return [
        (form[name].label.text, _words(form[name], value))
        for name, value in saved.items()
        if name in form and name != "revision" and form[name].data != value
    ]


def tell(words: Iterable[str]) -> None:
    """Say on the next page what there is to look at again, of something that was saved."""
    for one in words:
        flash(one, "warning")


def to_partner(partner: Partner, anchor: str | None = None) -> Response:
    """Go on to the partner's page."""
    return redirect(partner_page(partner, anchor), 303)


def partner_page(partner: Partner, anchor: str | None = None) -> str:
    """Where a partner's page is."""
    return url_for("partners.show", team=g.team.slug, partner_id=partner.id, _anchor=anchor)


def _words(field: Any, value: Any) -> str:
    """A value as its input shows it."""
    if isinstance(value, dt.date):
        return day(value)
    offered = {str(choice.value): choice.label for choice in getattr(field, "choices", None) or ()}
    return str(offered.get(str(value), value) or "")
