"""The team's pages about admissions before the outcome: list by step, dossier, actions."""

import io
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from registry.admissions import access
from registry.admissions.forms import (
    ApproachForm,
    ContactForm,
    DeliberateForm,
    DocumentForm,
    ReasonForm,
    review_form,
)
from registry.admissions.models import Admission
from registry.admissions.queries import admissions
from registry.admissions.queries import deliberation as deliberation_queries
from registry.admissions.queries.dossiers import DossierPage, board_of, dossier_of
from registry.admissions.rules.admissions import Step
from registry.admissions.services import applications, deliberation, joining, reviews
from registry.committees.queries import steering_committees
from registry.committees.queries.capacity import coordinator
from registry.database.transactions import unit_of_work
from registry.decisions.queries.previews import preview_of
from registry.decisions.queries.rolls import possible_roll
from registry.errors import N_
from registry.files import storage
from registry.outbox.hooks import BESIDE, Beside
from registry.outbox.messages import hearing
from registry.partners.hooks import DOORS
from registry.records.services import orders
from registry.records.views import download
from registry.records.wording import words_on_signs
from registry.security.actors import Actor
from registry.security.permissions import Permission
from registry.teams.views.notices import flash_told, submit_and_tell
from registry.teams.views.previews import press_after_preview, submit_after_preview
from registry.web.access import Menu, in_menu, requires
from registry.web.forms import submit
from registry.web.page import Page, act_of, today
from registry.web.parameters import row_number, takes_files

bp = Blueprint("admissions", __name__, url_prefix="/teams/<team>/admissions")
DOORS.append("admissions.approach")
BESIDE["admission"] = Beside("admissions.show", "admission_id", lambda *_asked: True)


@bp.get("")
@in_menu(Menu.TEAM, 60, N_("Admissions"))
@requires(Permission.READ_TEAM)
def index() -> Page:
    """The team's admissions by step, with what each waits for."""
    asked = request.args.get("only", "")
    board = board_of(
        g.team,
        g.role,
        only=Step(asked) if asked in set(Step) else None,
        after=request.args.get("before", type=row_number),
        on=today(),
    )
    return render_template("admissions/index.html", board=board)


@bp.route("/approach", methods=["GET", "POST"])
@requires(Permission.RUN_ADMISSIONS)
def approach() -> Page:
    """Invite an organization to apply."""
    asked = request.args.get("organization", "")
    form = ApproachForm(data={"language": g.team.languages[0], "organization": asked})
    return submit_after_preview(
        form,
        lambda _left_out: applications.approach(
            g.team,
            organization=form.organization.data,
            contact_name=form.contact_name.data,
            contact_email=form.contact_email.data,
            language=form.language.data,
            words=form.words.data or "",
            act=act_of(_coordinator()),
        ),
        done=_("The organization is invited to apply."),
        to=_address,
        template="admissions/approach.html",
        title=_("Send the invitation"),
        warn=lambda _: words_on_signs(form.organization.data, form.contact_name.data),
    )


@bp.get("/<int:admission_id>")
@requires(Permission.READ_TEAM)
def show(admission_id: int) -> Page:
    """The dossier, its step, and the possible actions."""
    admission = _admission(admission_id)
    return render_template(
        "admissions/show.html",
        admission=admission,
        dossier=_dossier(admission),
        form=DocumentForm(formdata=None),
    )


@bp.post("/<int:admission_id>/begin-review")
@requires(Permission.RUN_ADMISSIONS)
def begin_review(admission_id: int) -> Response:
    """Begin to review an application."""
    admission = _admission(admission_id)
    with unit_of_work(g.team.id):
        reviews.begin_review(admission, act=act_of(_coordinator()))
    flash(_("The review has begun."), "success")
    return redirect(url_for("admissions.review", team=g.team.slug, admission_id=admission.id), 303)


@bp.route("/<int:admission_id>/review", methods=["GET", "POST"])
@requires(Permission.RUN_ADMISSIONS)
def review(admission_id: int) -> Page:
    """Record the finding for each answer."""
    admission = _admission(admission_id)
    form = review_form(admission.answers, data=_reviewed(admission))
    return submit(
        form,
        lambda: reviews.record_review(
            admission, found=form.found(), review=form.review.data or "", act=act_of(_coordinator())
        ),
        done=_("The review is noted."),
        to=_address(admission),
        template="admissions/review.html",
        seen=admission,
        saved=lambda: _reviewed(admission),
        admission=admission,
    )


@bp.route("/<int:admission_id>/deliberate", methods=["GET", "POST"])
@requires(Permission.RUN_ADMISSIONS)
def deliberate(admission_id: int) -> Page:
    """Put an application to the partners, in a new or an existing decision."""
    admission, on = _admission(admission_id), today()
    linkable = deliberation_queries.linkable(admission, user_id=current_user.id, on=on)
    bodies = steering_committees.open_on(g.team.id, on)
    form = DeliberateForm(linkable, bodies, **deliberation.suggested(admission))

    def shown() -> dict[str, Any]:
        roll = possible_roll(g.team, form.body(), form.kind(), on=on)
        return {"admission": admission, "preview": form.shows(preview_of(g.team, form.body(), roll, on))}

    if request.form.get("do") == "look":
        return render_template("admissions/deliberate.html", form=form, **shown())
    return submit_after_preview(
        form,
        lambda _left_out: deliberation.put_before_partners(
            admission,
            decision=next(
                (decision for decision in linkable if str(decision.id) == form.decision.data), None
            ),
            asked=deliberation.Question(
                title=form.title.data or "",
                question=form.question.data or "",
                background=form.background.data or "",
                committee=form.body(),
                roll_kind=form.kind(),
                closes_on=form.closes_on.data,
                roll_seen=form.roll_seen.data,
            ),
            act=act_of(_coordinator()),
        ),
        done=_("The partners deliberate."),
        to=_address(admission),
        template="admissions/deliberate.html",
        title=_("Put it before the partners"),
        load=shown,
    )


@bp.route("/<int:admission_id>/set-aside", methods=["GET", "POST"])
@requires(Permission.RUN_ADMISSIONS)
def set_aside(admission_id: int) -> Page:
    """Close a duplicate or frivolous application."""
    admission, form = _admission(admission_id), ReasonForm()
    return submit_and_tell(
        form,
        lambda: reviews.set_aside(admission, reason=form.reason.data or "", act=act_of(_coordinator())),
        done=_("The application is set aside."),
        to=_address(admission),
        template="admissions/set_aside.html",
        wake=("outbox.send",),
        admission=admission,
    )


@bp.route("/<int:admission_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.RUN_ADMISSIONS)
def withdraw(admission_id: int) -> Page:
    """Enter that the applicant withdraws its application."""
    admission, form = _admission(admission_id), ReasonForm()
    return submit_and_tell(
        form,
        lambda: applications.withdraw(admission, reason=form.reason.data or "", act=act_of(_coordinator())),
        done=_("The application is withdrawn."),
        to=_address(admission),
        template="admissions/withdraw.html",
        wake=("outbox.send", orders.ISSUE),
        admission=admission,
    )


@bp.route("/<int:admission_id>/contact", methods=["GET", "POST"])
@requires(Permission.RUN_ADMISSIONS)
def change_contact(admission_id: int) -> Page:
    """Write to another person or address about an application: a new link goes there."""
    admission = _admission(admission_id)
    form = ContactForm(
        data={"contact_name": admission.contact_name, "contact_email": admission.contact_email}
    )
    return submit_after_preview(
        form,
        lambda _left_out: applications.change_contact(
            admission, name=form.contact_name.data, email=form.contact_email.data, act=act_of(_coordinator())
        ),
        done=_("The link before no longer works."),
        to=_address(admission),
        template="admissions/contact.html",
        title=_("Send a new link there"),
        admission=admission,
    )


@bp.post("/<int:admission_id>/link")
@requires(Permission.RUN_ADMISSIONS)
def send_link(admission_id: int) -> Response:
    """Send the applicant a new link; only its mailbox receives it."""
    admission = _admission(admission_id)
    with unit_of_work(g.team.id, wake=("outbox.send",)), hearing() as reach:
        applications.send_link(admission, act=act_of(_coordinator()))
    flash_told(reach, _("The link before no longer works."))
    return redirect(_address(admission), 303)


@bp.post("/<int:admission_id>/ask-again")
@requires(Permission.RUN_ADMISSIONS)
def ask_again(admission_id: int) -> Page:
    """Ask an invited organization for documents that nobody was asked for."""
    admission = _admission(admission_id)
    return press_after_preview(
        lambda: joining.ask_missing(admission, act=act_of(_coordinator())),
        title=_("Ask for what is asked of nobody yet"),
        done=_requested,
        nothing=_("Nothing had to be asked: each outstanding document has an open or declined request."),
        to=_address(admission),
    )


@bp.post("/<int:admission_id>/complete")
@requires(Permission.RUN_ADMISSIONS)
def complete(admission_id: int) -> Response:
    """Make the organization a partner when everything is signed."""
    admission = _admission(admission_id)
    with unit_of_work(g.team.id, wake=("outbox.send", orders.ISSUE)), hearing() as reach:
        joining.complete(admission, act=act_of(_coordinator()))
    flash_told(reach, _("%(name)s is a partner.", name=admission.organization))
    return redirect(_address(admission), 303)


@bp.post("/<int:admission_id>/documents")
@requires(Permission.RUN_ADMISSIONS)
@takes_files
def add_document(admission_id: int) -> Page:
    """Add a document received another way."""
    admission, form = _admission(admission_id), DocumentForm()
    return submit(
        form,
        lambda: applications.add_document(admission, **form.given(), act=act_of(_coordinator())),
        done=lambda document: _("“%(name)s” is added to the dossier.", name=document.name),
        to=_address(admission),
        template="admissions/show.html",
        load=lambda: {"dossier": _dossier(admission)},
        admission=admission,
    )


@bp.get("/<int:admission_id>/documents/<int:document_id>")
@requires(Permission.READ_TEAM)
def document(admission_id: int, document_id: int) -> Response:
    """A file of the dossier, as uploaded; it is never displayed inside our pages."""
    admission = _admission(admission_id)
    access.check_may_read_dossier(admission, current_user, g.role, today())
    found = admissions.document_of(admission, document_id)
    return send_file(
        io.BytesIO(storage.read_file(found.fingerprint)),
        mimetype=found.media_type,
        download_name=found.name,
        as_attachment=True,
    )


@bp.get("/<int:admission_id>/records/<int:order_id>.pdf")
@requires(Permission.READ_TEAM)
def record_pdf(admission_id: int, order_id: int) -> Response:
    """A sealed record of the admission."""
    admission = _admission(admission_id)
    access.check_may_read_dossier(admission, current_user, g.role, today())
    return download(order_id, admission.subject)


def _admission(admission_id: int) -> Admission:
    return admissions.admission_for(g.team, admission_id, g.role)


def _requested(count: int) -> str:
    """How many requests were made."""
    return (
        ngettext("One request is on its way.", "%(num)s requests are on their way.", count) if count else ""
    )


def _coordinator() -> Actor:
    return coordinator(current_user)


def _address(admission: Admission) -> str:
    return url_for("admissions.show", team=g.team.slug, admission_id=admission.id)


def _dossier(admission: Admission) -> DossierPage:
    return dossier_of(admission, current_user, g.role, on=today())


def _reviewed(admission: Admission) -> dict[str, Any]:
    """The present review, by field name."""
    known: dict[str, Any] = {"review": admission.review, "revision": admission.revision}
    for answer in admission.answers:
        known |= {
            f"finding_{answer.id}": answer.finding,
            f"finding_remark_{answer.id}": answer.finding_remark,
        }
    return known
