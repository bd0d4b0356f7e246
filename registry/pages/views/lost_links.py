"""Requests for a lost link: everybody gets the same answer, and only addresses on file receive mail."""

from contextlib import suppress

from flask import Blueprint, redirect, render_template, url_for

from registry import clock
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.outbox.services import messages
from registry.sign_in.forms import LinkForm
from registry.sign_in.views import link_requests
from registry.signing.hooks import LOST_LINKS
from registry.web.access import public
from registry.web.page import Page

bp = Blueprint("lost_links", __name__, url_prefix="/links")

WHY = "whoever has only a broken link has no account; what is sent goes to an address on file"
#: The most links of each kind that are sent at once; people with more open requests must ask a coordinator.
MOST = 20


@bp.route("", methods=["GET", "POST"], strict_slashes=False)
@public(WHY)
def ask() -> Page:
    """Ask for an address; the answer is the same whether or not it is on file."""
    form = LinkForm()
    status = link_requests.count(form, what="lost link")
    if status is None:
        _send(form.email.data)
        return redirect(url_for("lost_links.asked"), 303)
    page = render_template("signing/lost_link.html", form=form)
    return page, status


@bp.get("/asked")
@public(WHY)
def asked() -> Page:
    """Ask the person to check their mailbox; the page is the same for everybody."""
    return render_template("signing/link_asked.html")


def _send(address: str) -> None:
    """Send the open links of an address, each in a unit of work of its team."""
    now = clock.now()
    for kind in LOST_LINKS:
        for team_id, identity in kind.open_for(address, most=MOST):
            with suppress(RuleBroken), unit_of_work(team_id, wake=(messages.SEND,)):
                kind.send(identity, now=now)
