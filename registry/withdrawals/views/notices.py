"""The pages behind a link to sign a notice of withdrawal: no account, one person, one organization."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry import clock
from registry.documents.queries import provisions
from registry.documents.rules.figures import values_of
from registry.documents.rules.provisions import ProvisionKind
from registry.outbox import queries as outbox_queries
from registry.records.models import RecordOrder
from registry.records.queries import records
from registry.records.rules import RecordKind
from registry.records.views import sealed_file
from registry.sentences import language_read
from registry.signing.rules.requests import SHOWN, DeadLink, RequestState
from registry.signing.rules.step_up import Given
from registry.signing.services.step_up import Ways
from registry.signing.views import links, step_up
from registry.signing.views.links import LinkPages
from registry.web.access import public
from registry.web.forms import status_of
from registry.web.page import AnsweredBy, Page, keep_link_private
from registry.withdrawals.forms import SignForm
from registry.withdrawals.messages import ToCoordinator, record_key
from registry.withdrawals.models import Notice, NoticeRequest
from registry.withdrawals.queries import withdrawals
from registry.withdrawals.rules import consent
from registry.withdrawals.rules import withdrawals as withdrawal_rules
from registry.withdrawals.rules.withdrawals import Reason
from registry.withdrawals.services import notices
from registry.withdrawals.views._page import WAKE

bp = Blueprint("notices", __name__, url_prefix="/notice")
bp.after_request(keep_link_private)

PAGES = LinkPages(NoticeRequest.LINKS, withdrawals.request_by_id)
WHY = "the link proves the mailbox of the person who was asked"


@bp.route("/<token>", methods=["GET", "POST"], strict_slashes=False)
@public(WHY)
def show(token: str) -> Page:
    """Write and sign the notice; after signing, the outcome and the record."""
    notice_request = _load(token)
    if notice_request.state == RequestState.SIGNED:
        return _outcome(notice_request, token)
    links.note_fetched(notice_request)
    form, asked = (
        SignForm(name=notice_request.signatory.name, title=notice_request.signatory.title),
        notice_request,
    )
    ways = step_up.ways_in(form, asked)
    done = step_up.attempt_to_sign(
        form,
        asked,
        lambda given, secret: notices.sign_notice(
            notice_request, _signed(form, given), act=notice_request.act_by_link(clock.now()), secret=secret
        ),
        wake=WAKE,
    )
    if done:
        return redirect(url_for("notices.show", token=token), 303)
    return _sign_page(notice_request, token, form, ways)


@bp.get("/<token>/prove/<key>")
@public(WHY)
def prove(token: str, key: str) -> Response:
    """Redirect to the directory of the signatory's organization for a second proof."""
    notice_request, onward = _load(token), url_for("notices.show", token=token)
    if notice_request.state == RequestState.SIGNED:
        raise AnsweredBy((_outcome(notice_request, token), 410))
    return step_up.leave_to_prove(notice_request, key, onward=onward)


@bp.post("/<token>/renew")
@public(WHY)
def renew(token: str) -> Page:
    """Send a new link to the address on file."""
    return links.renew(PAGES.named_by(token))


@bp.get("/<token>/record.pdf")
@public(WHY)
def record_pdf(token: str) -> Response:
    """The signatory's own record of the notice, while the link is valid; before they sign, the page on which
    they do.
    """
    notice_request = _load(token)
    notice = withdrawals.notice_of_request(notice_request.id)
    if notice is None:
        return redirect(url_for("notices.show", token=token))
    order = _order(notice)
    if order is None or order.record is None:
        raise AnsweredBy((_outcome(notice_request, token), 404))
    return sealed_file(order.record, as_attachment=True)


def _sign_page(notice_request: NoticeRequest, token: str, form: SignForm, ways: Ways) -> Page:
    on = clock.today(notice_request.partner.team.timezone)
    figure = provisions.figure_on(notice_request.partner.team_id, ProvisionKind.NOTICE_DAYS, on)
    page = render_template(
        "withdrawals/sign.html",
        request=notice_request,
        partner=notice_request.partner,
        team=notice_request.partner.team,
        form=form,
        ways=ways,
        token=token,
        consent=consent.CURRENT,
        figure=figure,
        earliest=withdrawal_rules.earliest_day(on, values_of({figure.kind: figure}).notice_days),
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
    """The request of a valid link, open or signed; otherwise answers with a page that explains why there is
    none.
    """
    found = PAGES.behind(token, dead=_dead_page)
    if found.state not in SHOWN:
        raise AnsweredBy(_dead(found, token, _(found.words)))
    return found


def _dead_page(found: NoticeRequest, token: str, why: DeadLink) -> tuple[str, int]:
    return _dead(found, token, _(why.label if found.state in SHOWN else found.words))


def _dead(notice_request: NoticeRequest, token: str, text: str) -> tuple[str, int]:
    return links.dead_page(
        "withdrawals/dead_link.html",
        notice_request,
        token,
        words=text,
        can_renew=notice_request.state == RequestState.OPEN,
    )


def _outcome(notice_request: NoticeRequest, token: str) -> str:
    notice = withdrawals.notice_of_request(notice_request.id)
    assert notice is not None
    order, sent = _order(notice), outbox_queries.messages_about([notice.withdrawal.subject])
    return render_template(
        "withdrawals/signed.html",
        request=notice_request,
        partner=notice_request.partner,
        team=notice_request.partner.team,
        notice=notice,
        order=order,
        mail=next((one for one in sent if order and one.dedupe_key == record_key(order)), None),
        is_told=any(one.template == ToCoordinator.key for one in sent),
        token=token,
    )


def _order(notice: Notice) -> RecordOrder | None:
    about = records.orders_about(notice.withdrawal.subject)
    return next((order for order in about if order.kind == RecordKind.WITHDRAWAL_NOTICE), None)
