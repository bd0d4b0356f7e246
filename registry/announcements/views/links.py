"""The page behind the link of an announcement: its text, its papers, and the answer; no account."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry import clock
from registry.announcements.forms import LinkAnswerForm
from registry.announcements.models import AnnouncementCopy
from registry.announcements.queries import announcements as announcement_queries
from registry.announcements.rules.announcements import LINKS, check_name
from registry.announcements.services import answers, copies
from registry.announcements.views._page import paper_of
from registry.database.acts import act_at
from registry.database.transactions import unit_of_work
from registry.outbox.services.messages import SEND
from registry.security.actors import Act
from registry.signing.rules.requests import DeadLink
from registry.signing.views.links import LinkPages
from registry.web.access import public
from registry.web.forms import submit
from registry.web.page import Page, keep_link_private

bp = Blueprint("announcement_links", __name__, url_prefix="/announcement")
bp.after_request(keep_link_private)

PAGES = LinkPages(LINKS, announcement_queries.copy_by_id)
WHY = "the link proves the mailbox of the person who got the announcement"


@bp.route("/<token>", methods=["GET", "POST"], strict_slashes=False)
@public(WHY)
def show(token: str) -> Page:
    """The announcement with its papers, and the organization's answer."""
    copy = _load(token)
    _note_fetched(copy)
    form = LinkAnswerForm(data={"name": copy.name})
    return submit(
        form,
        lambda: answers.answer(
            copy.announcement,
            copy.partner,
            text=form.text.data,
            act=_act(copy, name=check_name(form.name.data)),
        ),
        done=_("Your answer has reached the team."),
        to=url_for("announcement_links.show", token=token, _anchor="answer"),
        template="announcements/link.html",
        wake=(SEND,),
        team_id=copy.announcement.team_id,
        load=lambda: {
            "answers": announcement_queries.answers_by_partner(copy.announcement, [copy.partner_id]).get(
                copy.partner_id, []
            )
        },
        copy=copy,
        announcement=copy.announcement,
        partner=copy.partner,
        team=copy.announcement.team,
        token=token,
    )


@bp.get("/<token>/papers/<int:paper_id>")
@public(WHY)
def paper(token: str, paper_id: int) -> Response:
    """A paper of the announcement."""
    return paper_of(_load(token).announcement, paper_id)


@bp.post("/<token>/renew")
@public("a link that no longer works; the new one goes to the address on file")
def renew(token: str) -> Page:
    """Send a new link to the address on file."""
    copy = PAGES.named_by(token)
    with unit_of_work(copy.announcement.team_id, wake=(SEND,)):
        copies.renew(copy, act=_act(copy))
    return render_template("signing/renewed.html", team=copy.announcement.team)


def _load(token: str) -> AnnouncementCopy:
    return PAGES.behind(token, dead=_dead_page)


def _dead_page(copy: AnnouncementCopy, token: str, why: DeadLink) -> tuple[str, int]:
    page = render_template(
        "announcements/dead_link.html",
        team=copy.announcement.team,
        partner=copy.partner,
        words=_(why.label),
        can_renew=bool(copy.address),
        renew=url_for("announcement_links.renew", token=token),
    )
    return page, 410


def _note_fetched(copy: AnnouncementCopy) -> None:
    if copy.fetched_at is None and request.method == "GET":
        with unit_of_work(copy.announcement.team_id):
            copies.note_fetched(copy, act=_act(copy))


def _act(copy: AnnouncementCopy, *, name: str = "") -> Act:
    return act_at(copies.by_link(copy, name=name), clock.now(), copy.announcement.team.timezone)
