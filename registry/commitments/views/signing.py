"""The pages behind a signing link: no account, one person, one version."""

import io
from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, send_file, session, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from registry import clock, settings
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
from registry.commitments.rules import requests as request_rules
from registry.commitments.rules.requests import RequestState
from registry.commitments.services import answers, hand_overs, requests, signatures
from registry.database.transactions import unit_of_work
from registry.documents.services import documents
from registry.records.services import orders
from registry.records.views import sealed_file
from registry.sign_in.views.link_requests import broken_link_page
from registry.signing.services.step_up import Given
from registry.signing.views import step_up
from registry.teams.rules import Requirement, Tier
from registry.web.access import public
from registry.web.forms import RenewForm, attempt, status_of
from registry.web.page import AnsweredBy, Page, keep_link_private

bp = Blueprint("signing", __name__, url_prefix="/sign")
bp.after_request(keep_link_private)

WHY = "the link proves the mailbox of the person who was asked"


@bp.route("/<token>", methods=["GET", "POST"], strict_slashes=False)
@public(WHY)
def show(token: str) -> Page:
    """Read, confirm, sign; once answered, the outcome and the record."""
    found = _load(token)
    if found.state == RequestState.SIGNED:
        return _outcome(found, token)
    if found.fetched_at is None and request.method == "GET":
        with unit_of_work(found.partner.team_id):
            requests.note_fetched(found, now=clock.now())
    language = _text_language(found)
    if found.requirement == Requirement.ACKNOWLEDGES:
        return _acknowledge(found, token, language)
    return _sign(found, token, language)


@bp.route("/<token>/decline", methods=["GET", "POST"])
@public(WHY)
def decline(token: str) -> Page:
    """Say no, and why."""
    found, form = _open(token), DeclineForm()
    if _attempt(found, form, lambda: answers.decline(found, reason=form.reason.data, now=clock.now())):
        flash(_("Your answer is recorded: declined. The coordinators have been told."), "success")
        return redirect(url_for("signing.show", token=token), 303)
    return _page("decline", found, token, form)


@bp.route("/<token>/question", methods=["GET", "POST"])
@public(WHY)
def question(token: str) -> Page:
    """Ask something before signing."""
    found, form = _open(token), QuestionForm()
    if _attempt(found, form, lambda: answers.ask_question(found, text=form.text.data, now=clock.now())):
        flash(_("Your question is on its way to the coordinators. The answer comes by e-mail."), "success")
        return redirect(url_for("signing.show", token=token), 303)
    return _page("question", found, token, form)


@bp.route("/<token>/board", methods=["GET", "POST"])
@public(WHY)
def board(token: str) -> Page:
    """Say that it is with the organization's board until a day."""
    found = _open(token)
    form = BoardForm(board_until=found.board_until)
    if _attempt(
        found, form, lambda: answers.keep_with_board(found, until=form.board_until.data, now=clock.now())
    ):
        flash(_("Noted: it is with your board. No reminder comes before that day."), "success")
        return redirect(url_for("signing.show", token=token), 303)
    return _page("board", found, token, form)


@bp.route("/<token>/hand-over", methods=["GET", "POST"])
@public(WHY)
def hand_over(token: str) -> Page:
    """Pass the request to somebody else of the organization."""
    found, form = _open(token), HandOverForm()
    on = clock.today(found.partner.team.timezone)
    others = [
        person
        for person in found.partner.active_signatories(on)
        if person.id != found.signatory_id and person.email
    ]
    form.to.choices = [
        *((str(person.id), ", ".join(filter(None, (person.name, person.title)))) for person in others),
        (NEW_PERSON, _("Somebody who is not listed yet")),
    ]
    if _attempt(found, form, lambda: _pass_on(found, form)):
        flash(_pass_on_words(form), "success")
        return redirect(url_for("signing.show", token=token), 303)
    return _page("hand_over", found, token, form)


@bp.get("/<token>/prove/<key>")
@public(WHY)
def prove(token: str, key: str) -> Response:
    """To the directory of the signatory's organization, for a second proof."""
    onward = url_for("signing.show", token=token, _anchor="sign")
    return step_up.leave_to_prove(requests.asked_of(_open(token)), key, onward=onward)


@bp.post("/<token>/renew")
@public(WHY)
def renew(token: str) -> Page:
    """Send a new link to the address on file."""
    parts = request_rules.read_token(token, secret=settings.secret())
    found = request_queries.request_with_all(parts.identity) if parts else None
    if found is None:
        return _broken_link()
    target = request_queries.newest_open_request(found) or found
    with unit_of_work(found.partner.team_id, wake=("outbox.send",)):
        requests.renew_link(target, now=clock.now())
    return render_template("signing/renewed.html", request=target, team=target.partner.team)


@bp.get("/<token>/text.pdf")
@public(WHY)
def text_pdf(token: str) -> Response:
    """The text to be signed as a PDF, for a board or a lawyer."""
    found = _open(token)
    language = _text_language(found)
    content = documents.reading_copy(found.version, language=language, tier=Tier(found.tier))
    name = f"{found.version.document.slug}-{found.version.number}-{language}.pdf"
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name)


@bp.get("/<token>/record.pdf")
@public(WHY)
def record_pdf(token: str) -> Response:
    """The signatory's own record, while the link lives."""
    found = _load(token)
    commitment = request_queries.commitment_of_request(found.id)
    if commitment is None or commitment.record is None:
        raise AnsweredBy(_outcome_page(found, token))
    return sealed_file(commitment.record, as_attachment=True)


def _sign(found: SigningRequest, token: str, language: str) -> Page:
    form = SignForm(name=found.signatory.name, title=found.signatory.title)
    asked = requests.asked_of(found)
    ways = step_up.ways_in(form, asked)
    done = step_up.attempt_to_sign(
        form,
        asked,
        lambda given, secret: signatures.sign_commitment(
            found, _signature(form, given), now=clock.now(), secret=secret
        ),
        wake=(orders.ISSUE, "outbox.send"),
    )
    if done:
        return redirect(url_for("signing.show", token=token), 303)
    return _text_page("sign", found, token, form, language, ways=ways)


def _acknowledge(found: SigningRequest, token: str, language: str) -> Page:
    form = AcknowledgeForm()
    if _attempt(
        found,
        form,
        lambda: signatures.acknowledge(found, _acknowledgement(found, form), now=clock.now()),
        wake=("outbox.send",),
    ):
        return redirect(url_for("signing.show", token=token), 303)
    return _text_page("acknowledge", found, token, form, language)


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


def _acknowledgement(found: SigningRequest, form: AcknowledgeForm) -> signatures.Signature:
    return signatures.Signature(
        name=found.signatory.name,
        title=found.signatory.title,
        language=form.language.data,
        shown=form.shown.data,
        evidence=step_up.visit(),
    )


def _load(token: str) -> SigningRequest:
    """The request behind a link that lives, whether open or answered; a page with words otherwise."""
    parts = request_rules.read_token(token, secret=settings.secret())
    found = request_queries.request_with_all(parts.identity) if parts else None
    if parts is None or found is None:
        raise AnsweredBy(_broken_link())
    session.setdefault("language", found.signatory.language or found.partner.language)
    if parts.generation != found.generation:
        raise AnsweredBy(
            _dead_link(found, token, _("A newer link has been sent to you. Please use that one."))
        )
    if clock.now() >= found.expires_at:
        raise AnsweredBy(_dead_link(found, token, _("This link has expired.")))
    if found.state not in (RequestState.OPEN, RequestState.SIGNED):
        raise AnsweredBy(_outcome_page(found, token))
    return found


def _open(token: str) -> SigningRequest:
    """The request behind a link that can still be answered."""
    found = _load(token)
    if found.state != RequestState.OPEN:
        raise AnsweredBy(_outcome_page(found, token))
    return found


def _broken_link() -> tuple[str, int]:
    return broken_link_page()


def _dead_link(found: SigningRequest, token: str, words: str) -> tuple[str, int]:
    ended = found.state != RequestState.OPEN
    return (
        render_template(
            "signing/dead_link.html",
            request=found,
            team=found.partner.team,
            words=_(found.state.hint) if ended else words,
            can_renew=not ended or request_queries.newest_open_request(found) is not None,
            form=RenewForm(),
            token=token,
        ),
        410,
    )


def _outcome_page(found: SigningRequest, token: str) -> tuple[str, int]:
    newer = request_queries.newest_open_request(found)
    return (
        render_template(
            "commitments/signing/ended.html",
            request=found,
            team=found.partner.team,
            words=_(found.state.hint),
            newer=newer,
            latest=request_queries.latest_published(found.version.document_id),
            form=RenewForm(),
            token=token,
        ),
        200 if found.state == RequestState.DECLINED else 410,
    )


def _outcome(found: SigningRequest, token: str) -> str:
    return render_template(
        "commitments/signing/outcome.html",
        request=found,
        team=found.partner.team,
        commitment=request_queries.commitment_of_request(found.id),
        token=token,
    )


def _text_language(found: SigningRequest) -> str:
    """The language the text is read and signed in: asked for in the address, else the reader's.

    The page around the text follows what is asked for.
    """
    available = found.version.languages
    if request.args.get("language") in available:
        session["language"] = request.args["language"]
    asked = request.form.get("language") or request.args.get("language") or session.get("language")
    return asked if asked in available else available[0]


def _text_page(
    name: str, found: SigningRequest, token: str, form: FlaskForm, language: str, **context: object
) -> Page:
    if not form.is_submitted():
        form.shown.data = signatures.shown_digest(found, language)
        form.language.data = language
    tier = Tier(found.tier)
    earlier = request_queries.version_signed_before(found.partner_id, found.version)
    latest = request_queries.latest_published(found.version.document_id)
    return (
        render_template(
            f"commitments/signing/{name}.html",
            request=found,
            team=found.partner.team,
            version=found.version,
            document=found.version.document,
            partner=found.partner,
            form=form,
            token=token,
            text_language=language,
            parts=documents.text_for(found.version, language, tier),
            schedule=schedules.schedule_of(found.partner, language),
            earlier=earlier,
            changes=documents.changes_between(earlier, found.version, language, tier) if earlier else None,
            consent=consent.CURRENT,
            replaced_by=latest if latest and latest.id != found.version_id else None,
            **context,
        ),
        status_of(form),
    )


def _page(name: str, found: SigningRequest, token: str, form: FlaskForm) -> tuple[str, int]:
    return (
        render_template(
            f"commitments/signing/{name}.html", request=found, team=found.partner.team, form=form, token=token
        ),
        status_of(form),
    )


def _attempt(
    found: SigningRequest,
    form: FlaskForm,
    act: Callable[[], object],
    *,
    wake: Sequence[str] = ("outbox.send",),
) -> bool:
    return attempt(form, act, team_id=found.partner.team_id, wake=wake) is not None


def _pass_on(found: SigningRequest, form: HandOverForm) -> None:
    if form.is_new():
        hand_overs.propose_hand_over(
            found,
            name=form.name.data,
            title=form.title.data,
            email=form.email.data or "",
            reason=form.reason.data or "",
            now=clock.now(),
        )
        return
    to = next(person for person in found.partner.signatories if str(person.id) == form.to.data)
    hand_overs.hand_over(found, to=to, reason=form.reason.data or "", now=clock.now())


def _pass_on_words(form: HandOverForm) -> str:
    if form.is_new():
        return _(
            "Thank you. The coordinator decides whether this person can be asked; until then your link stays."
        )
    return _("Handed over. The other person gets a link of their own.")
