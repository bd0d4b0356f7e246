"""A team's public form, and the pages behind an applicant's link: no account, no puzzle."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from registry import clock, settings
from registry.admissions.forms import DocumentForm, DossierForm, WithdrawForm, dossier_form
from registry.admissions.models import Admission
from registry.admissions.queries import admissions, joining
from registry.admissions.rules import admissions as admission_rules
from registry.admissions.rules import spam
from registry.admissions.rules.admissions import DAYS_TO_CONFIRM, WAY, Step
from registry.admissions.services import applications, history
from registry.database.acts import act_at
from registry.database.transactions import unit_of_work
from registry.outbox.messages import hearing
from registry.records.queries import records
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.records.views import download
from registry.security import actors
from registry.sentences import language_read
from registry.signing.rules.requests import DeadLink
from registry.signing.views.links import LinkPages
from registry.teams.models import Team
from registry.teams.queries import teams
from registry.teams.views.notices import flash_told, submit_and_tell
from registry.web.access import public
from registry.web.forms import ConfirmForm, submit
from registry.web.page import Page, keep_link_private
from registry.web.parameters import takes_files

bp = Blueprint("applying", __name__)

PAGES = LinkPages(
    admission_rules.LINKS,
    admissions.admission,
    broken=_l("Part of the address is missing, or the application was never confirmed and has been removed."),
)
WHY = "the link proves the mailbox of the applicant"


@bp.after_request
def keep_private(response: Response) -> Response:
    """Keep addresses of applications from other sites and search engines; the open form may be indexed."""
    return response if request.endpoint in ("applying.join", "applying.sent") else keep_link_private(response)


@bp.route("/teams/<team>/join", methods=["GET", "POST"])
@public("an organization that would like to join has no account")
def join(team: str) -> Page:
    """Apply to a team while it takes applications; otherwise the page says when it will take them."""
    here = _team(team)
    intake = admissions.intake_of(here.id, clock.today(here.timezone))
    setting = admissions.setting_of(here.id)
    if not intake.is_open:
        return render_template("admissions/closed.html", team=here, intake=intake, setting=setting)
    form = dossier_form(here, admissions.criteria_of(here.id), language=_reader_language(here))
    return submit(
        form,
        lambda: _apply(here, form),
        done="",
        to=url_for("applying.sent", team=here.slug),
        template="admissions/join.html",
        wake=("outbox.send",),
        team_id=here.id,
        load=lambda: _renewed(here, form),
        team=here,
        intake=intake,
        setting=setting,
    )


@bp.get("/teams/<team>/join/sent")
@public("what comes after the form, the same for everyone")
def sent(team: str) -> Page:
    """Ask the applicant to check their mailbox: the application counts once its link was followed."""
    return render_template("admissions/sent.html", team=_team(team), days=DAYS_TO_CONFIRM)


@bp.route("/apply/<token>", methods=["GET", "POST"], strict_slashes=False)
@public(WHY)
def show(token: str) -> Page:
    """The page of an application: confirm it, fill it in, or see its step."""
    admission = _load(token)
    if admission.step is Step.APPROACHED:
        return _fill_in(admission, token)
    if request.method == "POST":
        abort(405)
    if admission.step is Step.UNCONFIRMED:
        return render_template(
            "admissions/confirm.html",
            admission=admission,
            team=admission.team,
            token=token,
            form=ConfirmForm(),
        )
    return render_template(
        "admissions/status.html", form=DocumentForm(formdata=None), token=token, **_status(admission)
    )


@bp.post("/apply/<token>/confirm")
@public(WHY)
def confirm(token: str) -> Page:
    """Confirm the mailbox: the application is received."""
    admission = _load(token)
    if admission.step is not Step.UNCONFIRMED:  # a second click finds it already done
        return redirect(url_for("applying.show", token=token), 303)
    with unit_of_work(admission.team_id, wake=("outbox.send",)), hearing() as reach:
        applications.confirm(admission, act=history.by_applicant(admission, clock.now()))
    flash_told(reach, _("Your application is received. A receipt is on its way to you."))
    return redirect(url_for("applying.show", token=token), 303)


@bp.post("/apply/<token>/documents")
@public(WHY)
@takes_files
def documents(token: str) -> Page:
    """Add a document to one's application."""
    admission, form = _load(token), DocumentForm()
    return submit(
        form,
        lambda: applications.add_document(
            admission, **form.given(), act=history.by_applicant(admission, clock.now())
        ),
        done=lambda document: _("“%(name)s” is added to your application.", name=document.name),
        to=url_for("applying.show", token=token),
        template="admissions/status.html",
        team_id=admission.team_id,
        load=lambda: _status(admission),
        token=token,
    )


@bp.route("/apply/<token>/withdraw", methods=["GET", "POST"])
@public(WHY)
def withdraw(token: str) -> Page:
    """Withdraw one's application."""
    admission, form = _load(token), WithdrawForm()
    return submit_and_tell(
        form,
        lambda: applications.withdraw(
            admission, reason=form.reason.data or "", act=history.by_applicant(admission, clock.now())
        ),
        done=_("Your application is withdrawn."),
        to=url_for("applying.show", token=token),
        template="admissions/withdraw_own.html",
        wake=("outbox.send", orders.ISSUE),
        team_id=admission.team_id,
        admission=admission,
        team=admission.team,
        token=token,
    )


@bp.post("/apply/<token>/renew")
@public(WHY)
def renew(token: str) -> Page:
    """Send a new link to the address on file."""
    admission = PAGES.named_by(token)
    with unit_of_work(admission.team_id, wake=("outbox.send",)):
        applications.renew_link(admission, act=history.by_applicant(admission, clock.now()))
    return render_template("admissions/renewed.html", team=admission.team)


@bp.get("/apply/<token>/letters/<int:order_id>.pdf")
@public(WHY)
def letter_pdf(token: str, order_id: int) -> Response:
    """The signed letter, or the record of one's own admission."""
    admission = _load(token)
    return download(order_id, admission.subject, as_attachment=True)


def _apply(team: Team, form: DossierForm) -> Admission:
    secret, now = settings.secret(), clock.now()
    spam.check_trap(form.website.data or "")
    spam.check_stamp(form.opened.data or "", team.id, now=now, secret=secret)
    network = spam.network_of(request.remote_addr or "", secret=secret)
    act = act_at(actors.REGISTRY, now, team.timezone)
    return applications.apply(team, form.dossier(), network=network, act=act)


def _renewed(team: Team, form: DossierForm) -> dict[str, Any]:
    """The form with a renewed hidden stamp for its next submission."""
    typed, secret = form.opened.data or "", settings.secret()
    form.opened.data = spam.renewed(typed, team.id, now=clock.now(), secret=secret)
    form.website.data = ""
    return {}


def _fill_in(admission: Admission, token: str) -> Page:
    stored = {
        "organization": admission.organization,
        "contact_name": admission.contact_name,
        "contact_email": admission.contact_email,
        "language": admission.language,
        "tier": admission.tier_asked,
    }
    form = dossier_form(admission.team, admissions.criteria_of(admission.team_id), data=stored)
    return submit_and_tell(
        form,
        lambda: applications.answer_invitation(
            admission, form.dossier(), act=history.by_applicant(admission, clock.now())
        ),
        done=_("Your application is received. A receipt is on its way to you."),
        to=url_for("applying.show", token=token),
        template="admissions/fill_in.html",
        wake=("outbox.send",),
        team_id=admission.team_id,
        admission=admission,
        team=admission.team,
        token=token,
    )


def _status(admission: Admission) -> dict[str, Any]:
    """The step of an application, and the documents asked of a joining organization."""
    on = clock.today(admission.team.timezone)
    return {
        "admission": admission,
        "way": WAY,
        "team": admission.team,
        "asked": joining.asked_of(admission, on) if admission.step is Step.INVITED else [],
        "letters": [
            order
            for order in records.orders_about(admission.subject)
            if order.kind in (RecordKind.ADMISSION_OUTCOME, RecordKind.ADMISSION)
        ],
    }


def _load(token: str) -> Admission:
    """The application of a valid link; otherwise answers with a page that explains why there is none."""
    return PAGES.behind(token, dead=_dead_page)


def _dead_page(admission: Admission, token: str, _why: DeadLink) -> tuple[str, int]:
    page = render_template(
        "admissions/dead_link.html",
        team=admission.team,
        token=token,
        can_renew=admission.link_lives(clock.now()),
    )
    return page, 410


def _team(slug: str) -> Team:
    return teams.find_team(slug) or abort(404)


def _reader_language(team: Team) -> str:
    language = language_read()
    return language if language in team.languages else str(team.languages[0])
