"""Interests declared by members themselves or entered by a coordinator."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from registry.committees.forms import InterestForm, MembersInterestForm
from registry.committees.queries import overview
from registry.committees.rules import Occasion
from registry.committees.services import interests
from registry.committees.views._page import committee_here, committee_page, coordinator
from registry.security.permissions import Permission
from registry.unchanged.pages import unchanged
from registry.web.access import requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, reader, today
from registry.web.parameters import row_number

bp = Blueprint("interests", __name__, url_prefix="/teams/<team>/committees/<int:committee_id>/interests")


@bp.get("", strict_slashes=False)
@requires(Permission.READ_TEAM)
@unchanged
def index(committee_id: int) -> Page:
    """All declarations in a committee, newest first."""
    committee = committee_here(committee_id)
    page = overview.page_of(committee.id, after_id=request.args.get("after", type=row_number))
    return render_template("committees/interests.html", committee=committee, page=page)


@bp.route("/declare", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def declare(committee_id: int) -> Page:
    """Declare an interest of one's own, as a member."""
    committee = committee_here(committee_id)
    overview.own_seat(current_user, committee, today())
    form = InterestForm(data={"declared_on": today()})
    return submit(
        form,
        lambda: interests.declare(committee, **_said(form), act=act_of(reader())),
        done=_("Declared."),
        to=committee_page(committee, "interests"),
        template="committees/interest.html",
        committee=committee,
    )


@bp.route("/enter", methods=["GET", "POST"])
@requires(Permission.RUN_COMMITTEES)
def enter(committee_id: int) -> Page:
    """Enter a member's declaration for them."""
    committee = committee_here(committee_id)
    form = MembersInterestForm(overview.member_names(committee, today()), data={"declared_on": today()})
    return submit(
        form,
        lambda: interests.enter_for(
            committee, term_id=form.term_id.data, **_said(form), act=act_of(coordinator())
        ),
        done=_("Entered."),
        to=committee_page(committee, "interests"),
        template="committees/interest.html",
        committee=committee,
    )


def _said(form: InterestForm) -> dict[str, Any]:
    return {
        "occasion": Occasion(form.occasion.data),
        "declared_on": form.declared_on.data,
        "nothing": form.nothing.data,
        "text": form.text.data or "",
    }
