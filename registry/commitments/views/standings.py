"""The coordinator's pages about requests and commitments of a version: standings and actions."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from registry import clock
from registry.commitments.forms import AskForm, EarlierForm, InviteForm, LapseForm, PaperForm
from registry.commitments.models import SigningRequest
from registry.commitments.queries import overview, stages
from registry.commitments.queries import requests as request_queries
from registry.commitments.rules.paper_table import read_table
from registry.commitments.rules.standings import Standing
from registry.commitments.services import editions, lapses, paper_signatures, requests
from registry.database.transactions import unit_of_work
from registry.documents.models import Document, Version
from registry.documents.queries.stages import present_stage
from registry.documents.rules.documents import check_not_retired
from registry.files import intake
from registry.partners.models.partners import Partner
from registry.records.queries import records
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.records.views import sealed_file
from registry.records.wording import words_on_signs
from registry.security.permissions import Permission
from registry.teams.views.notices import submit_and_tell
from registry.teams.views.previews import press_after_preview, submit_after_preview
from registry.unchanged.pages import unchanged
from registry.web.access import requires, stands_under
from registry.web.forms import attempt, status_of, submit
from registry.web.page import Page, act_of, actor, tell, today
from registry.web.parameters import row_number, takes_files

bp = Blueprint("commitments", __name__, url_prefix="/teams/<team>")

VERSION = "/documents/<slug>/versions/<int:number>"
#: Kinds of records that everybody in the team may read.
SIGNED = frozenset({RecordKind.COMMITMENT, RecordKind.EDITION})
RECORDS_AND_MAIL = (orders.ISSUE, "outbox.send")


@bp.get(f"{VERSION}/standing")
@requires(Permission.READ_TEAM)
def standing(slug: str, number: int) -> Page:
    """The standing of every partner on a version."""
    version = _version(slug, number)
    board = overview.standing_board(
        version,
        on=today(),
        only=_chosen_standing(),
        after=request.args.get("after", type=row_number),
    )
    return render_template(
        "commitments/standing.html",
        version=version,
        document=version.document,
        board=board,
        now=clock.now(),
        on=today(),
        stage=present_stage(g.team.id, today()) if version.document.stage_id else None,
        chosen=_chosen_standing(),
    )


@bp.get("/stages/present")
@stands_under("documents.index")
@requires(Permission.READ_TEAM)
@unchanged
def stage() -> str:
    """Who has not signed what the team's present stage asks for."""
    return render_template("commitments/stage.html", found=stages.stage_standing(g.team.id, today()))


@bp.route(f"{VERSION}/invite", methods=["GET", "POST"])
@requires(Permission.SEND_REQUESTS)
def invite(slug: str, number: int) -> Page:
    """Ask everybody outstanding, with one action."""
    version, form = _asked(slug, number), InviteForm()
    return submit_after_preview(
        form,
        lambda _left_out: requests.invite_outstanding(
            version, due_on=form.due_on.data, word=form.word.data or "", act=act_of(actor())
        ),
        done=_invited,
        to=_standing_page(version),
        template="commitments/invite.html",
        title=_("Invite all outstanding"),
        load=lambda: {
            "plan": overview.invitation_plan(version, request_queries.partners_of_team(g.team.id), today())
        },
        version=version,
        document=version.document,
    )


@bp.post(f"{VERSION}/remind")
@requires(Permission.SEND_REQUESTS)
def remind(slug: str, number: int) -> Page:
    """Remind everybody who has not answered, with one click."""
    version = _asked(slug, number)
    return press_after_preview(
        lambda: requests.remind_now(version, act=act_of(actor())),
        title=_("Remind all who have not answered"),
        done=_reminded,
        nothing=_(
            "Nobody to remind: all answered, are with their board, were reminded, or their link expired."
        ),
        to=_standing_page(version),
    )


@bp.route(f"{VERSION}/partners/<int:partner_id>/ask", methods=["GET", "POST"])
@requires(Permission.SEND_REQUESTS)
def ask(slug: str, number: int, partner_id: int) -> Page:
    """Ask one listed person of a partner."""
    version, partner, form = _asked(slug, number), _partner(partner_id), AskForm()
    people = partner.active_signatories(today())
    form.signatory.choices = [
        (str(person.id), ", ".join(filter(None, (person.name, person.title, person.email))))
        for person in people
    ]
    return submit_and_tell(
        form,
        lambda: requests.ask(
            version,
            next(person for person in people if str(person.id) == form.signatory.data),
            due_on=form.due_on.data,
            act=act_of(actor()),
        ),
        done=_("The invitation is on its way."),
        to=_standing_page(version),
        template="commitments/ask.html",
        wake=("outbox.send",),
        version=version,
        document=version.document,
        partner=partner,
    )


@bp.route(f"{VERSION}/partners/<int:partner_id>/paper", methods=["GET", "POST"])
@requires(Permission.RECORD_PAPER)
@takes_files
def paper(slug: str, number: int, partner_id: int) -> Page:
    """Enter a signature received on paper, with its scan."""
    version, partner = _asked(slug, number), _partner(partner_id)
    form = PaperForm(language=partner.language)
    form.language.choices = [choice for choice in form.language.choices if choice.value in version.languages]
    return submit(
        form,
        lambda: paper_signatures.enter_paper_signature(
            version,
            partner,
            name=form.name.data,
            title=form.title.data,
            signed_on=form.signed_on.data,
            language=form.language.data,
            scan=intake.accept_upload(form.scan.data, intake.SCANS, field="scan").fingerprint,
            act=act_of(actor()),
        ),
        done=_("The paper signature of %(name)s is entered; its record is being made.", name=partner.name),
        to=_standing_page(version),
        template="commitments/paper.html",
        warn=lambda _: words_on_signs(form.name.data, form.title.data),
        wake=RECORDS_AND_MAIL,
        version=version,
        document=version.document,
        partner=partner,
    )


@bp.route(f"{VERSION}/earlier", methods=["GET", "POST"])
@requires(Permission.RECORD_PAPER)
def earlier(slug: str, number: int) -> Page:
    """Enter the signatures of an agreement made before the registry, many lines at once."""
    version, form = _version(slug, number), EarlierForm()
    table = read_table(form.lines.data or "", form.chosen_order()) if form.is_submitted() else None
    problems = table.bad if table else []
    done = (
        None
        if problems
        else attempt(
            form,
            lambda: paper_signatures.enter_earlier_table(
                version, table.lines if table else [], act=act_of(actor())
            ),
            team_id=g.team.id,
        )
    )
    if done:
        flash(ngettext("One signature is entered.", "%(num)s signatures are entered.", done.value), "success")
        tell(words_on_signs(form.lines.data))
        return redirect(_standing_page(version), 303)
    for problem in problems:
        form.lines.errors = [*form.lines.errors, problem.text()]
    asks_for_order = bool(form.order.data or (table and table.asks_for_order))
    page = render_template(
        "commitments/earlier.html",
        form=form,
        version=version,
        document=version.document,
        asks_for_order=asks_for_order,
    )
    return page, status_of(form)


@bp.post(f"{VERSION}/editions")
@requires(Permission.SEND_REQUESTS)
def request_edition(slug: str, number: int) -> Response:
    """Request the consolidated statement as of now, in each of the version's languages."""
    version = _version(slug, number)
    with unit_of_work(g.team.id, wake=(orders.ISSUE,)):
        for language in version.languages:
            editions.request_edition(version, language=language, act=act_of(actor()))
    flash(_("The consolidated edition is being made."), "success")
    return redirect(url_for("commitments.show_editions", team=g.team.slug, slug=slug, number=number), 303)


@bp.get(f"{VERSION}/editions")
@requires(Permission.READ_TEAM)
@unchanged
def show_editions(slug: str, number: int) -> Page:
    """The consolidated editions of a version, and the records they contain."""
    version = _version(slug, number)
    found = request_queries.editions_of(version.id)
    return render_template(
        "commitments/editions.html",
        version=version,
        document=version.document,
        editions=found,
        missing={edition.id: request_queries.missing_in(edition) for edition in found if not edition.record},
        commitments=request_queries.commitments_with_records(version.id),
    )


@bp.get("/records/<code>.pdf")
@requires(Permission.READ_TEAM)
def record_pdf(code: str) -> Response:
    """A record of a signature in this team. Other records have pages with their own access rules."""
    record = records.find(code)
    if record is None or record.team_id != g.team.id or record.confidential or record.kind not in SIGNED:
        abort(404)
    return sealed_file(record)


@bp.route("/partners/<int:partner_id>/lapse/<slug>", methods=["GET", "POST"])
@requires(Permission.SEND_REQUESTS)
def lapse(partner_id: int, slug: str) -> Page:
    """Let a partner's commitment lapse."""
    partner, document = _partner(partner_id), _document(slug)
    if request.method == "GET":
        check_not_retired(document.retired_on, today())
    form = LapseForm(effective_on=today())
    return submit(
        form,
        lambda: lapses.let_lapse(
            partner,
            document,
            effective_on=form.effective_on.data,
            reason=form.reason.data,
            act=act_of(actor()),
        ),
        done=_("The commitment of %(name)s lapses.", name=partner.name),
        to=url_for("partners.show", team=g.team.slug, partner_id=partner.id),
        template="commitments/lapse.html",
        partner=partner,
        document=document,
    )


@bp.post("/lapses/<int:lapse_id>/end")
@requires(Permission.SEND_REQUESTS)
def end_lapse(lapse_id: int) -> Response:
    """End a lapse."""
    found = request_queries.lapse(lapse_id) or abort(404)
    partner = _partner(found.partner_id)
    with unit_of_work(g.team.id):
        lapses.take_back_lapse(found, partner, on=today(), act=act_of(actor()))
    flash(_("The lapse is taken back."), "success")
    return redirect(url_for("partners.show", team=g.team.slug, partner_id=partner.id), 303)


def _invited(invited: requests.Invited) -> str:
    """How many persons were asked."""
    count = len(invited.requests)
    if not count:
        return _("Nobody had to be invited.")
    return ngettext("One person is invited.", "%(num)s persons are invited.", count)


def _reminded(count: int) -> str:
    """How many persons were reminded."""
    said = ngettext("One reminder is on its way.", "%(num)s reminders are on their way.", count)
    return said if count else ""


def _chosen_standing() -> Standing | None:
    asked = request.args.get("only", "")
    return Standing(asked) if asked in set(Standing) else None


def _standing_page(version: Version) -> str:
    return url_for(
        "commitments.standing", team=g.team.slug, slug=version.document.slug, number=version.number
    )


def _version(slug: str, number: int) -> Version:
    return request_queries.published_version(g.team.id, slug, number) or abort(404)


def _asked(slug: str, number: int) -> Version:
    """A version of a document that is not retired. What is sent all the same is refused on its form."""
    version = _version(slug, number)
    if request.method == "GET":
        check_not_retired(version.document.retired_on, today())
    return version


def _document(slug: str) -> Document:
    return request_queries.document_of_team(g.team.id, slug) or abort(404)


def _partner(partner_id: int) -> Partner:
    return request_queries.partner_of_team(g.team.id, partner_id) or abort(404)


def _request(request_id: int) -> SigningRequest:
    signing_request = request_queries.request_with_all(request_id)
    return signing_request if signing_request and signing_request.partner.team_id == g.team.id else abort(404)
