"""Corrections of seats, terms and chairs: what was entered stays, struck through."""

from functools import partial
from typing import Any

from flask import Blueprint

from registry.committees import wording
from registry.committees.forms import CorrectChairForm, CorrectSeatForm, CorrectTermForm
from registry.committees.models import Seat
from registry.committees.queries import committees as committee_queries
from registry.committees.queries import overview
from registry.committees.services import committees, corrections, seats
from registry.committees.services.corrections import SeatEntry
from registry.committees.views._page import (
    MAIL,
    committee_here,
    committee_page,
    coordinator,
    partner_chosen,
    partners_for,
    seat_here,
)
from registry.security.permissions import Permission
from registry.web.access import requires
from registry.web.corrections import correct
from registry.web.page import Page, today

bp = Blueprint("seat_corrections", __name__, url_prefix="/teams/<team>/committees/<int:committee_id>")


@bp.route("/seats/<int:seat_id>", methods=["GET", "POST"])
@requires(Permission.RUN_COMMITTEES)
def correct_seat(committee_id: int, seat_id: int) -> Page:
    """Put right what was entered about a seat: its name, whom it speaks for, its days."""
    committee = committee_here(committee_id)
    seat = committee_queries.seat_of(committee, seat_id)
    known = _known(seat)
    form = CorrectSeatForm(partners_for(seat), data=known | {"revision": committee.revision})

    return correct(
        form,
        lambda **why: corrections.correct_seat(seat, _said(form), **why),
        by=coordinator,
        holds=lambda: wording.spells_of_seat(seat),
        also=lambda: wording.holders_with_seat(seat, known["ends_on"], committee_queries.terms_of(seat.id)),
        to=committee_page(committee, f"seat-{seat.id}"),
        template="committees/correct_seat.html",
        seen=committee,
        saved=lambda: known,
        wake=MAIL,
        committee=committee,
        seat=seat,
        on=today(),
    )


@bp.route("/seats/<int:seat_id>/terms/<int:term_id>/correct", methods=["GET", "POST"])
@requires(Permission.RUN_COMMITTEES)
def correct_term(committee_id: int, seat_id: int, term_id: int) -> Page:
    """Correct a mistaken term, or strike it out."""
    committee = committee_here(committee_id)
    seat = committee_queries.seat_of(committee, seat_id)
    term = committee_queries.term_of(seat, term_id)
    known = {"name": term.person_name, "starts_on": term.starts_on, "ends_on": term.ends_on}
    form = CorrectTermForm(data=known | {"revision": committee.revision})
    return correct(
        form,
        lambda **why: corrections.correct_term(
            term,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            person_name=form.name.data or "",
            **why,
        ),
        strike=partial(seats.strike_term, term),
        by=coordinator,
        holds=lambda: wording.spells_of_holders(committee_queries.terms_of(seat.id, term.kind)),
        to=committee_page(committee, f"seat-{seat.id}"),
        template="committees/correct_term.html",
        seen=committee,
        saved=lambda: known,
        wake=MAIL,
        committee=committee,
        seat=seat,
        on=today(),
        term=term,
    )


@bp.route("/chair/<int:change_id>/correct", methods=["GET", "POST"])
@requires(Permission.RUN_COMMITTEES)
def correct_chair(committee_id: int, change_id: int) -> Page:
    """Correct a change of the chair, or strike it out."""
    committee = committee_here(committee_id)
    wrong = committee_queries.chair_change_of(committee, change_id)
    names = overview.seat_names(committee, today())
    form = CorrectChairForm(
        names,
        data={
            "seat_id": wrong.seat_id,
            "effective_on": wrong.effective_on,
            "revision": committee.revision,
        },
    )
    return correct(
        form,
        lambda **why: committees.correct_chair(
            wrong, seat_here(committee, form.seat_id.data), effective_on=form.effective_on.data, **why
        ),
        strike=partial(committees.strike_chair, wrong),
        by=coordinator,
        holds=lambda: wording.spells_of_chair(committee_queries.chair_changes_of(committee.id), names),
        to=committee_page(committee, "seats"),
        template="committees/correct_chair.html",
        seen=committee,
        wake=MAIL,
        committee=committee,
        wrong=wrong,
        names=names,
    )


def _said(form: CorrectSeatForm) -> SeatEntry:
    return SeatEntry(
        label_en=form.label_en.data or "",
        label_fr=form.label_fr.data or "",
        partner=partner_chosen(form.partner_id.data),
        sector=form.sector.data or "",
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
    )


def _known(seat: Seat) -> dict[str, Any]:
    return {
        "label_en": seat.label_en,
        "label_fr": seat.label_fr,
        "partner_id": seat.partner_id,
        "sector": seat.sector,
        "starts_on": seat.starts_on,
        "ends_on": seat.ends_on,
    }
