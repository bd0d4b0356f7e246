"""Other ways to sign in, and the second step: passkey, code, recovery code, mailed link."""

from flask import Blueprint, after_this_request, flash, render_template, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry import clock
from registry.database.transactions import unit_of_work
from registry.outbox.services import messages
from registry.security import actors
from registry.sign_in.forms import CodeForm, PasskeyForm, RecoveryCodeForm, SignInForm
from registry.sign_in.queries.factors import held_by
from registry.sign_in.rules.sign_in import Factor
from registry.sign_in.services import attempts, passkeys, sign_in_links
from registry.sign_in.services.throttle import MustWait
from registry.sign_in.views import session_cookie
from registry.sign_in.views.link_requests import ask_page
from registry.sign_in.views.sign_in import sign_in_page
from registry.web.access import public
from registry.web.forms import ConfirmForm, attempt, status_of, submit
from registry.web.page import Page, act_of, keep_link_private

bp = Blueprint("sign_in", __name__, url_prefix="/sign-in")


@bp.post("/passkey")
@public("a passkey is enough to come in, alone or after a password")
def by_passkey() -> Page:
    """Sign in with a passkey, alone or as second factor."""
    half, form = session_cookie.half_in(), PasskeyForm()
    challenge = session_cookie.take_challenge()
    done = attempt(
        form,
        lambda: passkeys.accept(
            form.answer.data or "",
            challenge=challenge,
            site=session_cookie.site(),
            user_id=half.user.id if half else None,
            now=clock.now(),
        ),
        team_id=None,
    )
    if done:
        return session_cookie.come_in(done.value, {*(half.factors if half else ()), Factor.PASSKEY})
    if half:
        return _second_factor_page(half, CodeForm(formdata=None), status_of(form), form)
    return sign_in_page(SignInForm(formdata=None), status_of(form), form)


@bp.route("/second-factor", methods=["GET", "POST"])
@public("who has shown a password or a link is asked here for the second factor")
def second_factor() -> Page:
    """Show the second factor: a code of the app, or a passkey."""
    half = session_cookie.half_in()
    if half is None:
        return _begin_again()
    form = CodeForm()
    if form.validate_on_submit():
        counted = session_cookie.counters(half.user.email, what="code")
        try:
            with unit_of_work():
                is_right = attempts.by_code(
                    half.user,
                    form.code.data,
                    counted=counted,
                    secret=session_cookie.secret(),
                    act=act_of(actors.user(half.user.id)),
                )
        except MustWait as error:
            form.code.errors = [error.text()]
            return _second_factor_page(half, form, error.status)
        if is_right:
            return session_cookie.come_in(half.user, {*half.factors, Factor.CODE})
        form.code.errors = [_("This code is not right, or was used already. Wait for the next one.")]
    return _second_factor_page(half, form, status_of(form))


@bp.route("/recovery-code", methods=["GET", "POST"])
@public("who has shown a password or a link and lost the second factor comes in with a code from paper")
def recovery_code() -> Page:
    """Use a recovery code as second factor."""
    half = session_cookie.half_in()
    if half is None:
        return _begin_again()
    form, status = RecoveryCodeForm(), 200
    if form.validate_on_submit():
        counted = session_cookie.counters(half.user.email, what="code")
        try:
            with unit_of_work(wake=(messages.SEND,)):
                is_right = attempts.by_recovery_code(
                    half.user,
                    form.code.data,
                    counted=counted,
                    secret=session_cookie.secret(),
                    act=act_of(actors.user(half.user.id)),
                )
        except MustWait as error:
            form.code.errors, status = [error.text()], error.status
        else:
            if is_right:
                return _in_by_recovery_code(half)
            form.code.errors = [_("This code is not right, or was used already.")]
    page = render_template("sign_in/recovery_code.html", form=form, onward=session_cookie.next_page())
    return page, max(status, status_of(form))


@bp.route("/link", methods=["GET", "POST"])
@public("whoever has an account may ask for a link to their own mailbox; others learn nothing")
def ask_link() -> Page:
    """Ask for a sign-in link; the answer does not reveal whether the account exists."""
    return ask_page(
        lambda user: sign_in_links.ask(user, act=act_of(actors.REGISTRY)),
        what="link",
        heading=_("Get a link by mail"),
        lead=_("Where your team allows it, you sign in by a link that is sent to your mailbox."),
        done=_(
            "If there is an account with this address, and its team allows it, a link is on its way. "
            "It works once, for 10 minutes."
        ),
    )


@bp.route("/link/<token>", methods=["GET", "POST"], strict_slashes=False)
@public("the link proves the mailbox")
def by_link(token: str) -> Page:
    """Sign in by a link after pressing a button: mail scanners follow links but press none."""
    after_this_request(keep_link_private)
    sign_in_links.user_of(token, secret=session_cookie.secret(), now=clock.now())
    form = ConfirmForm()
    return submit(
        form,
        lambda: sign_in_links.use(token, secret=session_cookie.secret(), now=clock.now()),
        to=lambda user: session_cookie.go_on(user, [Factor.LINK]),
        template="sign_in/by_link.html",
    )


def _second_factor_page(
    half: session_cookie.HalfIn, form: CodeForm, status: int, passkey_form: PasskeyForm | None = None
) -> tuple[str, int]:
    held = held_by(half.user.id)
    options = passkeys.options_to_prove(
        user_id=half.user.id, challenge=session_cookie.new_challenge(), site=session_cookie.site()
    )
    page = render_template(
        "sign_in/second_factor.html",
        form=form,
        passkey_form=passkey_form or PasskeyForm(formdata=None),
        held=held,
        email=half.user.email,
        options=options,
        onward=session_cookie.next_page(),
    )
    return page, status


def _in_by_recovery_code(half: session_cookie.HalfIn) -> Response:
    left = held_by(half.user.id).codes
    response = session_cookie.come_in(half.user, {*half.factors, Factor.RECOVERY_CODE})
    session["language"] = half.user.language
    flash(_("You have used a recovery code; %(count)s are left.", count=left), "warning")
    return response


def _begin_again() -> tuple[str, int]:
    flash(_("Sign in first. The second step waits 10 minutes for you."), "warning")
    return sign_in_page(SignInForm(formdata=None), 409)
