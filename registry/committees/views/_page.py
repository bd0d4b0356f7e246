"""What every page with a form about a committee does: of two people who change it, the second is told."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import g, redirect, render_template, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from registry.committees.models import Committee, Seat
from registry.committees.queries import capacity, committees
from registry.database.revisions import check_seen
from registry.outbox.services import messages
from registry.partners.models.partners import Partner
from registry.partners.queries import partners
from registry.security.actors import Actor
from registry.web import fields
from registry.web.forms import Done, attempt, differences, status_of
from registry.web.page import Page, today

T = TypeVar("T")


def committee_here(committee_id: int) -> Committee:
    """The committee of this address."""
    return committees.committee_of(g.team.id, committee_id)


def seat_here(committee: Committee, seat_id: int | None) -> Seat | None:
    """The seat of a committee that was chosen, where one was."""
    return committees.seat_of(committee, seat_id) if seat_id is not None else None


def partner_chosen(partner_id: int | None) -> Partner | None:
    """The partner that was chosen, where one was."""
    return partners.partner_of(g.team.id, partner_id) if partner_id is not None else None


def asked_day() -> dt.date:
    """The day that the address asks about; today where it says none, or none that there is."""
    return fields.asked_day("on") or today()


def coordinator() -> Actor:
    """Who acts, as coordinator of the team."""
    return capacity.coordinator(current_user)


def attempt_change(committee: Committee, form: FlaskForm, act: Callable[[], T]) -> Done[T] | None:
    """Do what a form asks, unless the committee was changed since the form was opened."""

    def act_on_what_was_seen() -> T:
        check_seen(form.revision.data, committee.revision)
        return act()

    return attempt(form, act_on_what_was_seen, team_id=g.team.id, wake=(messages.SEND,))


def form_page(
    name: str,
    form: FlaskForm,
    committee: Committee,
    *,
    saved: Mapping[str, Any] | None = None,
    **context: Any,
) -> Page:
    """The page of a form, with what is `saved` now beside what was typed where somebody was quicker."""
    theirs = None
    if form.is_submitted() and "revision" in form and form.revision.data != committee.revision:
        theirs = differences(form, saved or {})
        form.revision.process(None, committee.revision)  # the next save has both before it
    page = render_template(
        f"committees/{name}.html", form=form, committee=committee, theirs=theirs, **context
    )
    return page, status_of(form)


def to_committee(committee: Committee, anchor: str | None = None) -> Response:
    """Go on to the committee's page."""
    address = url_for("committees.show", team=g.team.slug, committee_id=committee.id, _anchor=anchor)
    return redirect(address, 303)
