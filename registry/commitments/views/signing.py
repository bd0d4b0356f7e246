"""The pages behind a signing link: no account, one person, one version."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, redirect, render_template, request, send_file, session, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from registry import clock
from registry.commitments.forms import (
    NEW_PERSON,
    AcknowledgeForm,
    BoardForm,
    DeclineForm,
    HandOverForm,
    QuestionForm,
    SignForm,
)
from registry.commitments.models import SigningRequest
from registry.commitments.queries import requests as request_queries
from registry.commitments.queries import schedules
from registry.commitments.rules import consent
from registry.commitments.services import answers, hand_overs, signatures
from registry.documents.services import documents
from registry.outbox import queries as outbox_queries
from registry.records.services import orders
from registry.records.views import sealed_file
from registry.security.actors import Act
from registry.signing.rules.requests import SHOWN, DeadLink, RequestState
from registry.signing.rules.step_up import Given
from registry.signing.views import links, step_up
from registry.signing.views.links import LinkPages
from registry.teams.rules import Requirement, Tier
from registry.teams.views.notices import submit_and_tell
from registry.web.access import public
from registry.web.forms import status_of, submit
from registry.web.page import AnsweredBy, Page, keep_link_private

T = TypeVar("T")

bp = Blueprint("signing", __name__, url_prefix="/sign")
bp.after_request(keep_link_private)

PAGES = LinkPages(SigningRequest.LINKS, request_queries.request_with_all)
WHY = "the link proves the mailbox of the person who was asked"


@bp.route("/<token>", methods=["GET", "POST"], strict_slashes=False)
@public(WHY)
def show(token: str) -> Page:
    """Read, confirm and sign; after answering, the outcome and the record."""
    signing_request = _load(token)
    if signing_request.state == RequestState.SIGNED:
        return _outcome(signing_request, token)
    links.note_fetched(signing_request)
    language = _text_language(signing_request)
    if signing_request.requirement == Requirement.ACKNOWLEDGES:
        return _acknowledge(signing_request, token, language)
    return _sign(signing_request, token, language)


@bp.route("/<token>/decline", methods=["GET", "POST"])
@public(WHY)
def decline(token: str) -> Page:
    """Decline, with a reason."""
    signing_request, form = _open(token), DeclineForm()
    return _answer(
        signing_request,
        token,
        form,
        lambda act: answers.decline(signing_request, reason=form.reason.data, act=act),
        done=_("Your answer is recorded: declined."),
        template="decline",
    )


@bp.route("/<token>/question", methods=["GET", "POST"])
@public(WHY)
def question(token: str) -> Page:
    """Ask a question before signing."""
    signing_request, form = _open(token), QuestionForm()
    return _answer(
        signing_request,
        token,
        form,
        lambda act: answers.ask_question(signing_request, text=form.text.data, act=act),
        done=_("Your question is kept. The answer comes by e-mail."),
        template="question",
    )


@bp.route("/<token>/board", methods=["GET", "POST"])
@public(WHY)
def board(token: str) -> Page:
    """Say that the organization's board considers the request until a day."""
    signing_request = _open(token)
    form = BoardForm(board_until=signing_request.board_until)
    return _answer(
        signing_request,
        token,
        form,
        lambda act: answers.keep_with_board(signing_request, until=form.board_until.data, act=act),
        done=_("Noted: it is with your board. No reminder comes before that day."),
        template="board",
    )


@bp.route("/<token>/hand-over", methods=["GET", "POST"])
@public(WHY)
def hand_over(token: str) -> Page:
    """Pass the request to somebody else in the organization."""
    signing_request, form = _open(token), HandOverForm()
    on = _today(signing_request)
    others = [
        person
        for person in signing_request.partner.active_signatories(on)
        if person.id != signing_request.signatory_id and person.email
    ]
    form.to.choices = [
        *((str(person.id), ", ".join(filter(None, (person.name, person.title)))) for person in others),
        (NEW_PERSON, _("Somebody who is not listed yet")),
    ]
    return _answer(
        signing_request,
        token,
        form,
        lambda act: _pass_on(signing_request, form, act),
        done=lambda _given: _pass_on_words(form),
        template="hand_over",
        answers=submit_and_tell if form.to.data == NEW_PERSON else submit,
    )


@bp.get("/<token>/prove/<key>")
@public(WHY)
def prove(token: str, key: str) -> Response:
    """Redirect to the directory of the signatory's organization for a second proof."""
    onward = url_for("signing.show", token=token, _anchor="sign")
    return step_up.leave_to_prove(_open(token), key, onward=onward)


@bp.post("/<token>/renew")
@public(WHY)
def renew(token: str) -> Page:
    """Send a new link to the address on file."""
    found = PAGES.named_by(token)
    return links.renew(request_queries.newest_open_request(found) or found)


@bp.get("/<token>/text.pdf")
@public(WHY)
def text_pdf(token: str) -> Response:
    """The text to be signed as a PDF, for a board or a lawyer."""
    signing_request = _open(token)
    language = _text_language(signing_request)
    content = documents.reading_copy(
        signing_request.version, language=language, tier=Tier(signing_request.tier)
    )
    name = f"{signing_request.version.document.slug}-{signing_request.version.number}-{language}.pdf"
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name)


@bp.get("/<token>/record.pdf")
@public(WHY)
def record_pdf(token: str) -> Response:
    """The signatory's own record, while the link is valid; before they answer, the page on which they do."""
    signing_request = _load(token)
    if signing_request.state == RequestState.OPEN:
        return redirect(url_for("signing.show", token=token))
    commitment = request_queries.commitment_of_request(signing_request.id)
    if commitment is None or commitment.record is None:
        raise AnsweredBy(_outcome_page(signing_request, token))
    return sealed_file(commitment.record, as_attachment=True)


def _answer(
    signing_request: SigningRequest,
    token: str,
    form: FlaskForm,
    do: Callable[[Act], T],
    *,
    done: str | Callable[[T], str],
    template: str,
    answers: Callable[..., Page] = submit_and_tell,
) -> Page:
    """Answer a page on which the signatory does something other than sign."""
    return answers(
        form,
        lambda: do(signing_request.act_by_link(clock.now())),
        done=done,
        to=url_for("signing.show", token=token),
        template=f"commitments/signing/{template}.html",
        wake=("outbox.send",),
        team_id=signing_request.partner.team_id,
        request=signing_request,
        team=signing_request.partner.team,
        token=token,
    )


def _sign(signing_request: SigningRequest, token: str, language: str) -> Page:
    form = SignForm(name=signing_request.signatory.name, title=signing_request.signatory.title)
    asked = signing_request
    ways = step_up.ways_in(form, asked)
    done = step_up.attempt_to_sign(
        form,
        asked,
        lambda given, secret: signatures.sign_commitment(
            signing_request,
            _signature(form, given),
            act=signing_request.act_by_link(clock.now()),
            secret=secret,
        ),
        wake=(orders.ISSUE, "outbox.send"),
    )
    if done:
        return redirect(url_for("signing.show", token=token), 303)
    _show_text(form, signing_request, language)
    page = render_template(
        "commitments/signing/sign.html", form=form, ways=ways, **_text(signing_request, token, language)
    )
    return page, status_of(form)


def _acknowledge(signing_request: SigningRequest, token: str, language: str) -> Page:
    form = AcknowledgeForm()
    _show_text(form, signing_request, language)
    return submit(
        form,
        lambda: signatures.acknowledge(
            signing_request,
            _acknowledgement(signing_request, form),
            act=signing_request.act_by_link(clock.now()),
        ),
        to=url_for("signing.show", token=token),
        template="commitments/signing/acknowledge.html",
        wake=("outbox.send",),
        team_id=signing_request.partner.team_id,
        load=lambda: _text(signing_request, token, language),
    )


def _signature(form: SignForm, given: Given) -> signatures.Signature:
    return signatures.Signature(
        name=form.name.data,
        title=form.title.data,
        language=form.language.data,
        typed=form.typed.data or "",
        strokes=form.drawn(),
        consents=form.consents.data,
        has_authority=form.has_authority.data,
        shown=form.shown.data,
        proof=given,
        evidence=step_up.visit(),
    )


def _acknowledgement(signing_request: SigningRequest, form: AcknowledgeForm) -> signatures.Signature:
    return signatures.Signature(
        name=signing_request.signatory.name,
        title=signing_request.signatory.title,
        language=form.language.data,
        shown=form.shown.data,
        evidence=step_up.visit(),
    )


def _load(token: str) -> SigningRequest:
    """The request of a valid link, open or answered; otherwise answers with a page that explains why there is
    none.
    """
    found = PAGES.behind(token, dead=_dead_page)
    if found.state not in SHOWN:
        raise AnsweredBy(_outcome_page(found, token))
    return found


def _open(token: str) -> SigningRequest:
    """The request of a link that can still be answered."""
    signing_request = _load(token)
    if signing_request.state != RequestState.OPEN:
        raise AnsweredBy(_outcome_page(signing_request, token))
    return signing_request


def _dead_page(found: SigningRequest, token: str, why: DeadLink) -> tuple[str, int]:
    ended = found.state != RequestState.OPEN
    return links.dead_page(
        "commitments/signing/dead_link.html",
        found,
        token,
        words=_(found.words if ended else why.label),
        can_renew=not ended or request_queries.newest_open_request(found) is not None,
    )


def _outcome_page(signing_request: SigningRequest, token: str) -> tuple[str, int]:
    newer = request_queries.newest_open_request(signing_request)
    return (
        render_template(
            "commitments/signing/ended.html",
            request=signing_request,
            team=signing_request.partner.team,
            words=_(signing_request.words),
            newer=newer,
            latest=request_queries.latest_published(signing_request.version.document_id),
            token=token,
        ),
        200 if signing_request.state == RequestState.DECLINED else 410,
    )


def _outcome(signing_request: SigningRequest, token: str) -> str:
    commitment = request_queries.commitment_of_request(signing_request.id)
    about = [commitment.subject] if commitment else []
    return render_template(
        "commitments/signing/outcome.html",
        request=signing_request,
        team=signing_request.partner.team,
        commitment=commitment,
        mail=next(iter(outbox_queries.messages_about(about, limit=1)), None),
        token=token,
    )


def _text_language(signing_request: SigningRequest) -> str:
    """The language in which the text is read and signed: from the address, else the reader's.

    The page around the text uses the same language.
    """
    available = signing_request.version.languages
    if request.args.get("language") in available:
        session["language"] = request.args["language"]
    asked = request.form.get("language") or request.args.get("language") or session.get("language")
    return asked if asked in available else available[0]


def _show_text(form: SignForm | AcknowledgeForm, found: SigningRequest, language: str) -> None:
    """Store in the form which text the person saw when the page was opened."""
    if not form.is_submitted():
        form.shown.data = signatures.shown_digest(found, language, _today(found))
        form.language.data = language


def _today(found: SigningRequest) -> dt.date:
    return clock.today(found.partner.team.timezone)


def _text(found: SigningRequest, token: str, language: str) -> dict[str, Any]:
    """The text to be signed, as the page shows it."""
    on = _today(found)
    tier = Tier(found.tier)
    earlier = request_queries.version_signed_before(found.partner_id, found.version)
    latest = request_queries.latest_published(found.version.document_id)
    return {
        "request": found,
        "team": found.partner.team,
        "version": found.version,
        "document": found.version.document,
        "partner": found.partner,
        "token": token,
        "text_language": language,
        "parts": documents.text_for(found.version, language, tier),
        "schedule": schedules.schedule_of(found.partner, language, on),
        "earlier": earlier,
        "noted": request_queries.noted_since(earlier, found.version),
        "changes": documents.changes_between(earlier, found.version, language, tier) if earlier else None,
        "consent": consent.CURRENT,
        "replaced_by": latest if latest and latest.id != found.version_id else None,
    }


def _pass_on(signing_request: SigningRequest, form: HandOverForm, act: Act) -> None:
    reason = form.reason.data or ""
    if form.is_new():
        hand_overs.propose_hand_over(
            signing_request,
            name=form.name.data,
            title=form.title.data,
            email=form.email.data or "",
            reason=reason,
            act=act,
        )
        return
    to = next(person for person in signing_request.partner.signatories if str(person.id) == form.to.data)
    hand_overs.hand_over(signing_request, to=to, reason=reason, act=act)


def _pass_on_words(form: HandOverForm) -> str:
    if form.is_new():
        return _(
            "Thank you. The coordinator decides whether this person can be asked; until then your link stays."
        )
    return _("Handed over. The other person gets a link of their own.")
