"""The announcements of a team: the list, one of them with its answers, writing, papers and sending."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from registry import clock
from registry.announcements import access
from registry.announcements.forms import AnnouncementForm, AnswerForm, PaperForm, SendForm
from registry.announcements.models import Announcement
from registry.announcements.queries import announcements as announcement_queries
from registry.announcements.services import announcements, answers, copies
from registry.announcements.views._page import announcement_here, coordinators_act, page_of, paper_of
from registry.committees.queries.capacity import person_for_partner
from registry.database.transactions import unit_of_work
from registry.documents.forms.documents import by_language
from registry.errors import N_, InvalidInput, Refused
from registry.outbox.hooks import BESIDE, Beside
from registry.outbox.services.messages import SEND
from registry.partners.models.partners import Partner
from registry.partners.queries.representatives import capacities_of
from registry.security.permissions import Permission, Role
from registry.teams.views.notices import submit_and_tell
from registry.teams.views.previews import submit_after_preview
from registry.web.access import Menu, in_menu, requires
from registry.web.forms import ConfirmForm, submit
from registry.web.page import Page, act_of, actor, today
from registry.web.parameters import row_number, takes_files

bp = Blueprint("announcements", __name__, url_prefix="/teams/<team>/announcements")
BESIDE["announcement"] = Beside("announcements.show", "announcement_id")


@bp.get("", strict_slashes=False)
@in_menu(Menu.TEAM, 65, N_("Announcements"))
@requires(Permission.READ_TEAM)
def index() -> Page:
    """The announcements that the reader may read, newest first."""
    visible = access.visible_to(current_user.id, g.team.id, g.role, today())
    found, rows = announcement_queries.page_of(
        g.team.id, visible, after=request.args.get("before", type=row_number)
    )
    return render_template("announcements/index.html", found=found, rows=rows)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.SEND_REQUESTS)
def write() -> Page:
    """Draft an announcement."""
    form = AnnouncementForm(g.team)
    return submit(
        form,
        lambda: announcements.write(g.team, form.wording(), act=coordinators_act()),
        done=_("The draft is kept. Add its papers, then send it."),
        to=page_of,
        template="announcements/write.html",
    )


@bp.get("/<int:announcement_id>")
@requires(Permission.READ_TEAM)
def show(announcement_id: int) -> Page:
    """One announcement: its text and papers; for coordinators whom it reached, and all answers."""
    announcement = announcement_here(announcement_id)
    theirs = _their_partners(announcement)
    _note_fetched(announcement)
    return render_template(
        "announcements/show.html",
        announcement=announcement,
        receptions=_receptions(announcement),
        own_partners=theirs,
        answers=announcement_queries.answers_by_partner(announcement, [one.id for one in theirs])
        if theirs
        else {},
        form=PaperForm(formdata=None),
        now=clock.now(),
    )


@bp.route("/<int:announcement_id>/change", methods=["GET", "POST"])
@requires(Permission.SEND_REQUESTS)
def change(announcement_id: int) -> Page:
    """Change a draft."""
    announcement = announcement_here(announcement_id)
    stored = {
        **by_language("title", announcement.titles),
        **by_language("text", announcement.texts),
        "tiers": announcement.tiers,
        "asks_answer": announcement.asks_answer,
        "revision": announcement.revision,
    }
    form = AnnouncementForm(g.team, data=stored)
    return submit(
        form,
        lambda: announcements.change(announcement, form.wording(), act=coordinators_act()),
        done=_("Saved."),
        to=page_of(announcement),
        template="announcements/change.html",
        seen=announcement,
        announcement=announcement,
    )


@bp.post("/<int:announcement_id>/papers")
@requires(Permission.SEND_REQUESTS)
@takes_files
def add_paper(announcement_id: int) -> Page:
    """Add a paper to a draft."""
    announcement, form = announcement_here(announcement_id), PaperForm()
    try:
        return submit(
            form,
            lambda: announcements.add_paper(
                announcement,
                data=form.paper.data.read(),
                name=form.paper.data.filename,
                act=coordinators_act(),
            ),
            done=_("The paper is added."),
            to=page_of(announcement),
            template="announcements/show.html",
            announcement=announcement,
            receptions=[],
            own_partners=[],
            answers={},
            now=clock.now(),
        )
    finally:
        if form.paper.data:
            form.paper.data.close()


@bp.post("/<int:announcement_id>/papers/<int:paper_id>/remove")
@requires(Permission.SEND_REQUESTS)
def remove_paper(announcement_id: int, paper_id: int) -> Response:
    """Remove a paper from a draft."""
    announcement = announcement_here(announcement_id)
    with unit_of_work(g.team.id):
        announcements.remove_paper(announcement, paper_id, act=coordinators_act())
    flash(_("The paper is removed."), "success")
    return redirect(page_of(announcement), 303)


@bp.get("/<int:announcement_id>/papers/<int:paper_id>")
@requires(Permission.READ_TEAM)
def paper(announcement_id: int, paper_id: int) -> Response:
    """A paper of an announcement."""
    return paper_of(announcement_here(announcement_id), paper_id)


@bp.route("/<int:announcement_id>/send", methods=["GET", "POST"])
@requires(Permission.SEND_REQUESTS)
def send(announcement_id: int) -> Page:
    """Send it, after a look at who gets it and what it says."""
    announcement = announcement_here(announcement_id)
    form = SendForm(data={"revision": announcement.revision})
    return submit_after_preview(
        form,
        lambda _left_out: announcements.send(announcement, act=coordinators_act()),
        title=_("Send the announcement"),
        seen=announcement,
        done=_("The announcement is on its way."),
        to=page_of(announcement),
        template="announcements/send.html",
        announcement=announcement,
    )


@bp.route("/<int:announcement_id>/discard", methods=["GET", "POST"])
@requires(Permission.SEND_REQUESTS)
def discard(announcement_id: int) -> Page:
    """Delete a draft, after confirmation."""
    announcement, form = announcement_here(announcement_id), ConfirmForm()
    return submit(
        form,
        lambda: announcements.discard(announcement, act=coordinators_act()),
        done=_("The draft is discarded."),
        to=url_for("announcements.index", team=g.team.slug),
        template="announcements/discard.html",
        announcement=announcement,
    )


@bp.post("/<int:announcement_id>/copies/<int:copy_id>/resend")
@requires(Permission.SEND_REQUESTS)
def resend(announcement_id: int, copy_id: int) -> Page:
    """Send one person a new link."""
    announcement = announcement_here(announcement_id)
    copy = announcement_queries.copy_of(announcement, copy_id)
    with unit_of_work(g.team.id, wake=(SEND,)):
        copies.resend(copy, act=coordinators_act())
    flash(_("A new link is on its way to %(person)s.", person=copy.name or copy.address), "success")
    return redirect(page_of(announcement), 303)


@bp.route("/<int:announcement_id>/answer", methods=["GET", "POST"])
@requires(Permission.TAKE_PART)
def answer(announcement_id: int) -> Page:
    """Answer for an organization that the reader acts for."""
    announcement = announcement_here(announcement_id)
    theirs = _their_partners(announcement)
    form = AnswerForm()
    form.offer(theirs)

    def give() -> object:
        partner = _chosen(form, theirs)
        by = person_for_partner(current_user, partner, today())
        if by is None:
            raise Refused(N_("You do not answer for this organization."))
        return answers.answer(announcement, partner, text=form.text.data, act=act_of(by))

    return submit_and_tell(
        form,
        give,
        done=_("Your answer is kept."),
        to=page_of(announcement),
        template="announcements/answer.html",
        wake=(SEND,),
        announcement=announcement,
        own_partners=theirs,
    )


def _note_fetched(announcement: Announcement) -> None:
    """Note that what went to the reader’s own address was opened, as by its link."""
    unopened = announcement_queries.unopened(g.team.id, current_user.email, clock.now())
    theirs = [copy for copy in unopened if copy.announcement_id == announcement.id]
    if theirs:
        with unit_of_work(g.team.id):
            for copy in theirs:
                copies.note_fetched(copy, act=act_of(actor()))


def _their_partners(announcement: Announcement) -> list[Partner]:
    """The organizations that got it and that the reader acts for."""
    mine = capacities_of(current_user.id, g.team.id, today())
    return announcement_queries.partners_that_got(announcement, mine) if mine else []


def _chosen(form: AnswerForm, theirs: list[Partner]) -> Partner:
    number = form.partner.data if "partner" in form else None
    chosen = [partner for partner in theirs if number in (None, partner.id)]
    if not chosen:
        raise InvalidInput(N_("You do not answer for this organization."), field="partner")
    return chosen[0]


def _receptions(announcement: Announcement) -> list[announcement_queries.Reception]:
    """Whom it reached and what they answered, for coordinators."""
    is_theirs = g.role is Role.COORDINATOR and announcement.is_sent
    return announcement_queries.receptions_of(announcement) if is_theirs else []
