"""A person's own page: factors, sessions, a new password."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from registry import clock
from registry.accounts.hooks import zone_of
from registry.database.transactions import unit_of_work
from registry.outbox.services import messages
from registry.security.permissions import Permission
from registry.sign_in.forms import CurrentPasswordForm, PasskeyForm, ProveForm, WelcomeForm
from registry.sign_in.queries import directories
from registry.sign_in.queries import factors as factor_queries
from registry.sign_in.queries import sessions as session_queries
from registry.sign_in.queries.factors import held_by
from registry.sign_in.rules.sign_in import Factor
from registry.sign_in.services import attempts, passkeys, passwords, sessions, throttle
from registry.sign_in.services.throttle import MustWait
from registry.sign_in.views import session_cookie
from registry.web.access import lately_proved, lately_proved_on, requires
from registry.web.forms import attempt, status_of
from registry.web.page import Page, act_of, reader

bp = Blueprint("account", __name__, url_prefix="/account")

#: The page to which the person was going before they were asked for a factor.
ONWARD = "onward"


@bp.get("", strict_slashes=False)
@requires(Permission.SIGNED_IN)
def show() -> str:
    """The person's factors."""
    return render_template(
        "sign_in/account.html",
        held=held_by(current_user.id),
        authenticator=factor_queries.authenticator_of(current_user.id),
        passkeys=factor_queries.passkeys_of(current_user.id),
        directories=[
            (directories.name_of_issuer(identity.issuer), identity)
            for identity in directories.identities_of(current_user.id)
        ],
        zone=zone_of(current_user.id),
    )


@bp.get("/sessions")
@requires(Permission.SIGNED_IN)
def list_sessions() -> str:
    """The person's open sessions."""
    return render_template(
        "sign_in/sessions.html",
        sessions=session_queries.open_sessions(
            current_user.id, idle=session_cookie.limits().idle, now=clock.now()
        ),
        this=session_cookie.this_session(),
        zone=zone_of(current_user.id),
    )


@bp.post("/sessions/<int:session_id>/end")
@requires(Permission.SIGNED_IN)
@lately_proved_on(lambda **_: url_for("account.list_sessions"))
def end_session(session_id: int) -> Page:
    """End one session."""
    with unit_of_work():
        sessions.end(session_id, owner=current_user.id, act=act_of(reader()))
    flash(_("The session is ended."), "success")
    return redirect(url_for("account.list_sessions"), 303)


@bp.post("/sessions/others/end")
@requires(Permission.SIGNED_IN)
@lately_proved_on(lambda **_: url_for("account.list_sessions"))
def end_others() -> Page:
    """End all sessions except this one."""
    with unit_of_work():
        ended = sessions.end_all(current_user.id, but=session_cookie.this_session().id, act=act_of(reader()))
    flash(ngettext("%(num)s session is ended.", "%(num)s sessions are ended.", ended), "success")
    return redirect(url_for("account.list_sessions"), 303)


@bp.route("/password", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
@lately_proved
def change_password() -> Page:
    """Choose a new password; all other sessions end."""
    form = CurrentPasswordForm() if current_user.password_hash else WelcomeForm()
    if form.validate_on_submit() and _is_theirs(form):
        done = attempt(form, lambda: _set_password(form.password.data), team_id=None, wake=(messages.SEND,))
        if done:
            flash(_("Your password is changed, and every other session is ended."), "success")
            return redirect(session.pop(ONWARD, None) or url_for("account.show"), 303)
    return render_template("sign_in/password.html", form=form), status_of(form)


@bp.route("/prove", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def prove() -> Page:
    """Prove one's identity again: with password and code, with a passkey, or with the password alone when
    there is no second factor.
    """
    form = _asking_what_is_held(ProveForm())
    is_asked = "password" in form or "code" in form
    if is_asked and form.validate_on_submit() and _proves(form):
        return redirect(session_cookie.next_page(), 303)
    return _prove_page(form, status_of(form))


@bp.post("/prove/passkey")
@requires(Permission.SIGNED_IN)
def prove_by_passkey() -> Page:
    """Prove one's identity again with a passkey."""
    form, challenge = PasskeyForm(), session_cookie.take_challenge()
    done = attempt(form, lambda: _accept_passkey(form.answer.data or "", challenge), team_id=None)
    if done:
        return redirect(session_cookie.next_page(), 303)
    return _prove_page(_asking_what_is_held(ProveForm(formdata=None)), status_of(form), form)


def _asking_what_is_held(form: ProveForm) -> ProveForm:
    """Show the fields for the factors that the person has; for a person with a passkey, a password alone is
    not enough.
    """
    held = held_by(current_user.id)
    if not current_user.password_hash or (held.any and not held.authenticator):
        del form.password
    if not held.authenticator:
        del form.code
    return form


def _prove_page(form: ProveForm, status: int, passkey_form: PasskeyForm | None = None) -> tuple[str, int]:
    held = held_by(current_user.id)
    options = passkeys.options_to_prove(
        user_id=current_user.id, challenge=session_cookie.new_challenge(), site=session_cookie.site()
    )
    page = render_template(
        "sign_in/prove.html",
        form=form,
        passkey_form=passkey_form or PasskeyForm(formdata=None),
        held=held,
        options=options,
        onward=session_cookie.next_page(),
        directories=directories.providers_of(current_user.id),
    )
    return page, status


def _is_theirs(form: CurrentPasswordForm | WelcomeForm) -> bool:
    """Whether the typed password is right; if not, its field says so."""
    if "current" not in form:
        return True
    try:
        is_right = _password_is_right(form.current.data)
    except MustWait as error:
        form.current.errors = [error.text()]
        return False
    if not is_right:
        form.current.errors = [_("This is not your password.")]
    return is_right


def _proves(form: ProveForm) -> bool:
    """Whether the typed proof is right; if so, the session records it under a new token."""
    factors = []
    try:
        if "password" in form:
            if not _password_is_right(form.password.data):
                form.password.errors = [_("This is not your password.")]
                return False
            factors.append(Factor.PASSWORD)
        if "code" in form:
            with unit_of_work():
                is_right = attempts.by_code(
                    current_user,
                    form.code.data,
                    counted=session_cookie.counters(current_user.email, what="code"),
                    secret=session_cookie.secret(),
                    act=act_of(reader()),
                )
            if not is_right:
                form.code.errors = [_("This code is not right, or was used already. Wait for the next one.")]
                return False
            factors.append(Factor.CODE)
    except MustWait as error:
        form.form_errors.append(error.text())
        return False
    with unit_of_work():
        session_cookie.prove(factors)
    return True


def _password_is_right(password: str) -> bool:
    is_right = passwords.password_is_right(current_user, password)
    email = current_user.email
    counted = throttle.counters(
        email,
        place=session_cookie.place().address,
        device=f"session {session_cookie.this_session().id}",
        secret=session_cookie.secret(),
    )
    with unit_of_work():
        return attempts.by_password(current_user, is_right=is_right, counted=counted, act=act_of(reader()))


def _set_password(password: str) -> None:
    passwords.set_password(
        current_user,
        password,
        keep=session_cookie.this_session().id,
        act=act_of(reader()),
    )
    session_cookie.prove([Factor.PASSWORD])


def _accept_passkey(answer: str, challenge: str) -> None:
    passkeys.accept(
        answer, challenge=challenge, site=session_cookie.site(), user_id=current_user.id, now=clock.now()
    )
    session_cookie.prove([Factor.PASSKEY])
