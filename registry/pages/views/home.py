"""The front page, the home of a team, and its messages."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from registry import clock, settings
from registry.commitments.queries.agreements import agreements_of
from registry.database.transactions import unit_of_work
from registry.errors import N_
from registry.outbox import queries as outbox_queries
from registry.outbox.hooks import BESIDE, Beside
from registry.outbox.messages import MESSAGE_KINDS, NothingToSay, NotReady, compose
from registry.outbox.models import Message
from registry.outbox.services import messages as outbox_messages
from registry.pages.queries import home as home_queries
from registry.partners.queries.register import partner_on_roll
from registry.security.permissions import Permission
from registry.sentences import language_read
from registry.teams.hooks import lines_of
from registry.teams.queries import memberships, teams
from registry.text import whole_number
from registry.web.access import Menu, in_menu, public, requires
from registry.web.page import act_of, actor, reader, today
from registry.web.parameters import row_number

bp = Blueprint("pages", __name__)

#: The command that creates the first administrator of an installation.
FIRST_COMMAND = 'flask --app wsgi registry create-administrator ann@example.org --name "Ann Lee"'


@bp.get("/")
@public("the front page tells what this is, and leads those with an account on")
def home() -> str | Response:
    """The front page; people with a single team go straight to it."""
    if not current_user.is_authenticated:
        return render_template("pages/front.html", has_team=teams.any_team(), first_command=FIRST_COMMAND)
    mine = memberships.roles_of(current_user.id, clock.now())
    if len(mine) == 1 and not current_user.is_administrator:
        return redirect(url_for("pages.team_home", team=mine[0].team.slug), 303)
    return render_template("pages/teams.html", teams=mine)


@bp.get("/teams/<team>/")
@in_menu(Menu.TEAM, 10, N_("Overview"))
@requires(Permission.READ_TEAM)
def team_home() -> str:
    """What waits for the reader, the people that the reader waits for, and the progress of each document."""
    on = clock.today(g.team.timezone)
    lines = lines_of(current_user, g.team, g.role, on)
    return render_template(
        "pages/team_home.html",
        on=on,
        to_do=home_queries.soonest_first(line for line in lines if not line.others),
        awaited=[line for line in lines if line.others],
        mandates=home_queries.mandates(g.team.id, current_user.id, on, language_read()),
        documents=home_queries.documents_progress(g.team.id, on),
    )


@bp.get("/teams/<team>/partners/<int:partner_id>/agreements")
@requires(Permission.READ_TEAM)
def partner_agreements(partner_id: int) -> str:
    """What a partner signed, version by version, and its standing."""
    today = clock.today(g.team.timezone)
    partner = partner_on_roll(g.team.id, partner_id, today)
    return render_template(
        "pages/partner_agreements.html",
        partner=partner,
        documents=agreements_of(g.team.id, partner, today),
        now=clock.now(),
    )


@bp.get("/teams/<team>/messages")
@in_menu(Menu.TEAM, 100, N_("Messages"))
@requires(Permission.READ_MESSAGES)
def messages() -> str:
    """A team's messages and their fate, newest first."""
    found = outbox_queries.messages_of(g.team.id, after=request.args.get("before", type=row_number))
    return render_template(
        "pages/messages.html",
        found=found,
        trouble=outbox_queries.trouble(clock.now(), team_id=g.team.id),
    )


@bp.post("/teams/<team>/messages/<int:message_id>/bounced")
@requires(Permission.SEND_REQUESTS)
def mark_bounced(message_id: int) -> Response:
    """Record that a message bounced."""
    with unit_of_work(g.team.id):
        message = _message(message_id)
        outbox_messages.mark_bounced(message, act=act_of(actor()))
    flash(_("Noted: the message came back."), "success")
    return _back_from(message)


@bp.post("/teams/<team>/messages/<int:message_id>/again")
@requires(Permission.SEND_REQUESTS)
def send_again(message_id: int) -> Response:
    """Send an undelivered message again."""
    with unit_of_work(g.team.id, wake=(outbox_messages.SEND,)):
        message = _message(message_id)
        again = outbox_messages.send_again(message, act=act_of(actor()))
    flash(_("The message is on its way again, to %(address)s.", address=again.to_address), "success")
    return _back_from(message)


@bp.get("/demo/outbox")
@public("only in the demonstration, where no mail leaves and all persons are invented")
def demo_outbox() -> str:
    """The messages of the demonstration, as their recipients would see them."""
    if not settings.is_demonstration():
        abort(404)
    return render_template(
        "pages/demo_outbox.html",
        letters=[(message, _letter(message)) for message in outbox_queries.latest(limit=30)],
    )


@dataclass(frozen=True)
class SendingAgain:
    """How a message that did not arrive is sent again: to which address, by which button."""

    address: str
    #: The address of the button.
    by: str
    #: Whether a new link goes out in place of the message.
    is_new_link: bool = False


@bp.app_template_global()
def sending_again(message: Message, *, beside: bool) -> SendingAgain:
    """How a message that did not arrive is sent again; a link that went to another address than its person
    has now is replaced by a new one.
    """
    kind = MESSAGE_KINDS[message.template](message)
    address, link = kind.address_now(), kind.new_link()
    if link and address.lower() != message.to_address.lower():
        by = url_for(link.endpoint, team=g.team.slug, request_id=link.request_id)
        return SendingAgain(address, by, is_new_link=True)
    number, place = message.id, 1 if beside else None
    return SendingAgain(
        address, url_for("pages.send_again", team=g.team.slug, message_id=number, beside=place)
    )


def _letter(message: Message) -> object:
    try:
        return compose(message)
    except (NothingToSay, NotReady):
        return None


def _message(message_id: int) -> Message:
    """A message that its reader may see, on the page of messages or on a page about the message's subject."""
    message = outbox_queries.message(message_id, team_id=g.team.id)
    return message if message is not None and (not message.confidential or _is_shown(message)) else abort(404)


def _is_shown(message: Message) -> bool:
    """Whether a confidential message is shown on a page that this coordinator may see."""
    page, identity = _beside(message)
    shows = page.shows_confidential if page else None
    return shows is not None and shows(g.team.id, identity, reader(), today())


def _beside(message: Message) -> tuple[Beside | None, int]:
    """The page that shows the messages about the same thing, and the number of that thing."""
    kind, _, identity = message.subject.partition(":")
    return BESIDE.get(kind), whole_number(identity) or 0


def _back_from(message: Message) -> Response:
    """Redirect to the page from which the message was handled."""
    page, identity = _beside(message)
    if request.args.get("beside") and page:
        place: dict[str, Any] = {"team": g.team.slug, page.number: identity}
        return redirect(url_for(page.endpoint, **place), 303)
    return redirect(url_for("pages.messages", team=g.team.slug), 303)
