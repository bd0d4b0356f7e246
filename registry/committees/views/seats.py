"""The seats of a committee and their terms."""

from typing import Any

from flask import Blueprint, g
from flask_babel import gettext as _

from registry.committees.forms import (
    EndSeatForm,
    EndTermForm,
    NewSeatForm,
    TermForm,
)
from registry.committees.queries import committees, overview
from registry.committees.rules import TermKind
from registry.committees.services import seats
from registry.committees.services.seats import seat_person
from registry.committees.views._page import (
    MAIL,
    committee_here,
    committee_page,
    coordinator,
    partner_chosen,
    partners_for,
)
from registry.security.permissions import Permission
from registry.teams.queries import memberships
from registry.teams.views.notices import submit_and_tell
from registry.web.access import requires
from registry.web.page import Page, act_of, today

bp = Blueprint("seats", __name__, url_prefix="/teams/<team>/committees/<int:committee_id>/seats")


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.RUN_COMMITTEES)
def add(committee_id: int) -> Page:
    """Add a seat for an organization or a sector."""
    committee = committee_here(committee_id)
    form = NewSeatForm(
        overview.partner_names(g.team.id, today()),
        data={"starts_on": today(), "revision": committee.revision},
    )
    return submit_and_tell(
        form,
        lambda: seats.add_seat(
            committee, **_said(form), starts_on=form.starts_on.data, act=act_of(coordinator())
        ),
        done=_("The seat is there, and vacant."),
        to=lambda seat: committee_page(committee, f"seat-{seat.id}"),
        template="committees/seat.html",
        seen=committee,
        wake=MAIL,
        committee=committee,
    )


@bp.route("/<int:seat_id>/terms/new", methods=["GET", "POST"])
@requires(Permission.RUN_COMMITTEES)
def give(committee_id: int, seat_id: int) -> Page:
    """Give a seat to a person with an account, or to a named person who may be invited."""
    committee = committee_here(committee_id)
    seat = committees.seat_of(committee, seat_id)
    form = TermForm(
        memberships.names_of(g.team.id),
        partners_for(seat),
        data={
            "starts_on": today(),
            "language": g.team.languages[0],
            "partner_id": seat.partner_id,
            "revision": committee.revision,
        },
    )
    return submit_and_tell(
        form,
        lambda: seat_person(
            seat,
            kind=TermKind(form.kind.data),
            **form.who(),
            partner=partner_chosen(form.partner_id.data),
            granted_by=form.granted_by.data or "",
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            act=act_of(coordinator()),
        ),
        done=lambda term: _("%(name)s has the seat.", name=term.person_name),
        to=committee_page(committee, f"seat-{seat.id}"),
        template="committees/term.html",
        seen=committee,
        wake=MAIL,
        committee=committee,
        seat=seat,
    )


@bp.route("/<int:seat_id>/terms/<int:term_id>/end", methods=["GET", "POST"])
@requires(Permission.RUN_COMMITTEES)
def end_term(committee_id: int, seat_id: int, term_id: int) -> Page:
    """End a term on a day, with a reason."""
    committee = committee_here(committee_id)
    seat = committees.seat_of(committee, seat_id)
    term = committees.term_of(seat, term_id)
    form = EndTermForm(data={"ends_on": today(), "revision": committee.revision})
    return submit_and_tell(
        form,
        lambda: seats.end_term(
            term, on=form.ends_on.data, reason=form.reason.data, act=act_of(coordinator())
        ),
        done=_("Recorded."),
        to=committee_page(committee, f"seat-{seat.id}"),
        template="committees/end_term.html",
        seen=committee,
        saved=lambda: {"ends_on": term.ends_on},
        wake=MAIL,
        committee=committee,
        seat=seat,
        term=term,
    )


@bp.route("/<int:seat_id>/end", methods=["GET", "POST"])
@requires(Permission.RUN_COMMITTEES)
def end(committee_id: int, seat_id: int) -> Page:
    """Remove a seat from the committee, from a day on."""
    committee = committee_here(committee_id)
    seat = committees.seat_of(committee, seat_id)
    form = EndSeatForm(data={"ends_on": today(), "revision": committee.revision})
    return submit_and_tell(
        form,
        lambda: seats.end_seat(seat, on=form.ends_on.data, act=act_of(coordinator())),
        done=_("Recorded."),
        to=committee_page(committee, "seats"),
        template="committees/end_seat.html",
        seen=committee,
        saved=lambda: {"ends_on": seat.ends_on},
        wake=MAIL,
        committee=committee,
        seat=seat,
    )


def _said(form: NewSeatForm) -> dict[str, Any]:
    typed = {name: form[name].data or "" for name in ("label_en", "label_fr", "sector")}
    return typed | {"partner": partner_chosen(form.partner_id.data)}
