"""The pages behind a link to sign a notice of withdrawal: no account, one person, one organization."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry import clock, settings
from registry.database.transactions import unit_of_work
from registry.dates import language_read
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.records.rules import RecordKind
from registry.records.views import sealed_file
from registry.sign_in.views.link_requests import broken_link_page
from registry.signing.services.step_up import Given, Ways
from registry.signing.views import step_up
from registry.web.access import public
from registry.web.forms import NothingForm, status_of
from registry.web.page import AnsweredBy, Page, keep_link_private
from registry.withdrawals import models
from registry.withdrawals.forms import SignForm
from registry.withdrawals.models import Notice, NoticeRequest
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules import consent
from registry.withdrawals.rules import withdrawals as withdrawal_rules
from registry.withdrawals.rules.withdrawals import Reason, RequestState
from registry.withdrawals.services import notices, requests
from registry.withdrawals.views._page import WAKE

bp = Blueprint("notices", __name__, url_prefix="/notice")
bp.after_request(keep_link_private)

WHY = "the link proves the mailbox of the person who was asked"


@bp.route("/<token>", methods=["GET", "POST"], strict_slashes=False)
@public(WHY)
def show(token: str) -> Page:
    """Write the notice and sign it; once signed, the outcome and the record."""
    found = _load(token)
    if found.state == RequestState.SIGNED:
        return _outcome(found, token)
    if found.fetched_at is None and request.method == "GET":
        with unit_of_work(found.partner.team_id):
            requests.note_fetched(found, now=clock.now())
    form, asked = SignForm(name=found.signatory.name, title=found.signatory.title), requests.asked_of(found)
    ways = step_up.ways_in(form, asked)
    done = step_up.attempt_to_sign(
        form,
        asked,
        lambda given, secret: notices.sign_notice(
            found, _signed(form, given), now=clock.now(), secret=secret
        ),
        wake=WAKE,
    )
    if done:
        return redirect(url_for("notices.show", token=token), 303)
    return _sign_page(found, token, form, ways)


@bp.get("/<token>/prove/<key>")
@public(WHY)
def prove(token: str, key: str) -> Response:
    """To the directory of the signatory's organization, for a second proof."""
    found, onward = _load(token), url_for("notices.show", token=token)
    if found.state == RequestState.SIGNED:
        raise AnsweredBy((_outcome(found, token), 410))
    return step_up.leave_to_prove(requests.asked_of(found), key, onward=onward)


@bp.post("/<token>/renew")
@public(WHY)
def renew(token: str) -> Page:
    """Send a new link to the address on file."""
    parts = withdrawal_rules.read_token(token, secret=settings.secret())
    found = withdrawals.request_by_id(parts.identity) if parts else None
    if found is None:
        return _broken_link()
    with unit_of_work(found.partner.team_id, wake=WAKE):
        requests.renew_link(found, now=clock.now())
    return render_template("signing/renewed.html", request=found, team=found.partner.team)


@bp.get("/<token>/record.pdf")
@public(WHY)
def record_pdf(token: str) -> Response:
    """The signatory's own record of the notice, while the link lives."""
    found = _load(token)
    notice = withdrawals.notice_of_request(found.id)
    order = _order(notice) if notice else None
    if order is None or order.record is None:
        raise AnsweredBy((_outcome(found, token), 404) if notice else _dead(found, token, ""))
    return sealed_file(order.record, as_attachment=True)


def _sign_page(found: NoticeRequest, token: str, form: SignForm, ways: Ways) -> Page:
    notice_days = withdrawals.notice_days(found.partner.team_id)
    on = clock.today(found.partner.team.timezone)
    page = render_template(
        "withdrawals/sign.html",
        request=found,
        partner=found.partner,
        team=found.partner.team,
        form=form,
        ways=ways,
        token=token,
        consent=consent.CURRENT,
        notice_days=notice_days,
        earliest=withdrawal_rules.earliest_day(on, notice_days),
    )
    return page, status_of(form)


def _signed(form: SignForm, given: Given) -> notices.SignedNotice:
    return notices.SignedNotice(
        name=form.name.data,
        title=form.title.data,
        language=language_read(),
        effective_on=form.effective_on.data,
        reason=Reason(form.reason.data),
        account=form.account.data or "",
        typed=form.typed.data or "",
        consents=form.consents.data,
        has_authority=form.has_authority.data,
        proof=given,
        evidence=step_up.visit(),
    )


def _load(token: str) -> NoticeRequest:
    """The request behind a link that lives, open or signed; a page with words otherwise."""
    parts = withdrawal_rules.read_token(token, secret=settings.secret())
    found = withdrawals.request_by_id(parts.identity) if parts else None
    if parts is None or found is None:
        raise AnsweredBy(_broken_link())
    session.setdefault("language", found.signatory.language or found.partner.language)
    if found.state not in (RequestState.OPEN, RequestState.SIGNED):
        raise AnsweredBy(_dead(found, token, _(found.state.label)))
    if parts.generation != found.generation:
        words = _("A newer link has been sent to you. Please use that one.")
        raise AnsweredBy(_dead(found, token, words))
    if clock.now() >= found.expires_at:
        raise AnsweredBy(_dead(found, token, _("This link has expired.")))
    return found


def _broken_link() -> tuple[str, int]:
    return broken_link_page()


def _dead(found: NoticeRequest, token: str, words: str) -> tuple[str, int]:
    page = render_template(
        "withdrawals/dead_link.html",
        request=found,
        partner=found.partner,
        team=found.partner.team,
        words=words,
        can_renew=found.state == RequestState.OPEN,
        form=NothingForm(),
        token=token,
    )
    return page, 410


def _outcome(found: NoticeRequest, token: str) -> str:
    notice = withdrawals.notice_of_request(found.id)
    assert notice is not None
    return render_template(
        "withdrawals/signed.html",
        request=found,
        partner=found.partner,
        team=found.partner.team,
        notice=notice,
        order=_order(notice),
        token=token,
    )


def _order(notice: Notice) -> RecordOrder | None:
    about = records.orders_about(models.subject_of(notice.withdrawal))
    return next((order for order in about if order.kind == RecordKind.WITHDRAWAL_NOTICE), None)
