"""A person's own page: what they sign in with, where they are signed in, a new password."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from registry import clock, unsent
from registry.access import Permission, requires
from registry.accounts import (
    authenticators,
    entering,
    passkeys,
    proving,
    services,
    sessions,
    sign_on,
    throttle,
)
from registry.accounts.factors import held_by
from registry.accounts.forms import CurrentPasswordForm, PasskeyForm, ProveForm, WelcomeForm
from registry.accounts.rules import Factor
from registry.accounts.throttle import MustWait
from registry.accounts.zones import zone_of
from registry.audit import services as audit
from registry.edge import Page, attempt, status_of
from registry.outbox import services as outbox
from registry.transactions import unit_of_work

P = ParamSpec("P")

bp = Blueprint("account", __name__, url_prefix="/account")

#: Where a person was going before they were asked for a factor.
ONWARD = "onward"


def lately_proved(view: Callable[P, Page]) -> Callable[P, Page]:
    """Let a person change what they sign in with only shortly after they proved who they are."""
    return lately_proved_on(lambda *_args, **_kwargs: request.path)(view)


def lately_proved_on(page: Callable[..., str]) -> Callable[[Callable[P, Page]], Callable[P, Page]]:
    """The same, for a button: who has proved it goes back to the page that it is on."""

    def decorate(view: Callable[P, Page]) -> Callable[P, Page]:
        @wraps(view)
        def entered(*args: P.args, **kwargs: P.kwargs) -> Page:
            if not g.reader.session.is_proved_lately(clock.now()):
                onward = unsent.kept_address(unsent.TO_PROVE) or page(*args, **kwargs)
                return redirect(url_for("account.prove", next=onward), 303)
            return view(*args, **kwargs)

        return entered

    return decorate


@bp.get("", strict_slashes=False)
@requires(Permission.SIGNED_IN)
def show() -> str:
    """What the person signs in with."""
    return render_template(
        "accounts/account.html",
        held=held_by(current_user.id),
        authenticator=authenticators.of_user(current_user.id),
        passkeys=passkeys.of_user(current_user.id),
        directories=[
            (sign_on.name_of_issuer(one.issuer), one) for one in sign_on.identities_of(current_user.id)
        ],
        zone=zone_of(current_user.id),
    )


@bp.get("/sessions")
@requires(Permission.SIGNED_IN)
def list_sessions() -> str:
    """Where the person is signed in."""
    return render_template(
        "accounts/sessions.html",
        sessions=sessions.open_sessions(current_user.id, idle=entering.limits().idle, now=clock.now()),
        this=entering.this_session(),
        zone=zone_of(current_user.id),
    )


@bp.post("/sessions/<int:session_id>/end")
@requires(Permission.SIGNED_IN)
@lately_proved_on(lambda **_: url_for("account.list_sessions"))
def end_session(session_id: int) -> Page:
    """End one session."""
    with unit_of_work():
        sessions.end(session_id, owner=current_user.id, now=clock.now())
    flash(_("The session is ended."), "success")
    return redirect(url_for("account.list_sessions"), 303)


@bp.post("/sessions/others/end")
@requires(Permission.SIGNED_IN)
@lately_proved_on(lambda **_: url_for("account.list_sessions"))
def end_others() -> Page:
    """End every session but this one."""
    with unit_of_work():
        ended = sessions.end_all(current_user.id, but=entering.this_session().id, now=clock.now())
    flash(ngettext("%(num)s session is ended.", "%(num)s sessions are ended.", ended), "success")
    return redirect(url_for("account.list_sessions"), 303)


@bp.route("/password", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
@lately_proved
def change_password() -> Page:
    """Choose a new password; every other session ends."""
    form = CurrentPasswordForm() if current_user.password_hash else WelcomeForm()
    if form.validate_on_submit() and _is_theirs(form):
        done = attempt(form, lambda: _set_password(form.password.data), team_id=None, wake=(outbox.SEND,))
        if done:
            flash(_("Your password is changed, and every other session is ended."), "success")
            return redirect(session.pop(ONWARD, None) or url_for("account.show"), 303)
    return render_template("accounts/password.html", form=form), status_of(form)


@bp.route("/prove", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def prove() -> Page:
    """Prove once more who one is: with password and code, or with a passkey; where one has no second factor,
    with the password alone.
    """
    form = _asking_what_is_held(ProveForm())
    is_asked = "password" in form or "code" in form
    if is_asked and form.validate_on_submit() and _proves(form):
        return redirect(entering.next_page(), 303)
    return _prove_page(form, status_of(form))


@bp.post("/prove/passkey")
@requires(Permission.SIGNED_IN)
def prove_by_passkey() -> Page:
    """Prove once more who one is, with a passkey."""
    form, challenge = PasskeyForm(), entering.take_challenge()
    done = attempt(form, lambda: _accept_passkey(form.answer.data or "", challenge), team_id=None)
    if done:
        return redirect(entering.next_page(), 303)
    return _prove_page(_asking_what_is_held(ProveForm(formdata=None)), status_of(form), form)


def _asking_what_is_held(form: ProveForm) -> ProveForm:
    """Ask for what the person has; a password alone says too little of who has a passkey, too."""
    held = held_by(current_user.id)
    if not current_user.password_hash or (held.any and not held.authenticator):
        del form.password
    if not held.authenticator:
        del form.code
    return form


def _prove_page(form: ProveForm, status: int, passkey_form: PasskeyForm | None = None) -> tuple[str, int]:
    held = held_by(current_user.id)
    options = passkeys.options_to_prove(
        user_id=current_user.id, challenge=entering.new_challenge(), site=entering.site()
    )
    page = render_template(
        "accounts/prove.html",
        form=form,
        passkey_form=passkey_form or PasskeyForm(formdata=None),
        held=held,
        options=options,
        onward=entering.next_page(),
        directories=sign_on.providers_of(current_user.id),
    )
    return page, status


def _is_theirs(form: CurrentPasswordForm | WelcomeForm) -> bool:
    """Whether the password they say they have is right; words on its field where not."""
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
    """Whether what was typed proves who they are; the session then says so, under a new token."""
    factors = []
    try:
        if "password" in form:
            if not _password_is_right(form.password.data):
                form.password.errors = [_("This is not your password.")]
                return False
            factors.append(Factor.PASSWORD)
        if "code" in form:
            with unit_of_work():
                is_right = proving.by_code(
                    current_user,
                    form.code.data,
                    counted=entering.counters(current_user.email, what="code"),
                    secret=entering.secret(),
                    now=clock.now(),
                )
            if not is_right:
                form.code.errors = [_("This code is not right, or was used already. Wait for the next one.")]
                return False
            factors.append(Factor.CODE)
    except MustWait as error:
        form.form_errors.append(error.text())
        return False
    with unit_of_work():
        entering.prove(factors)
    return True


def _password_is_right(password: str) -> bool:
    is_right = services.password_is_right(current_user, password)
    email = current_user.email
    counted = throttle.counters(
        email,
        place=entering.place().address,
        device=f"session {entering.this_session().id}",
        secret=entering.secret(),
    )
    with unit_of_work():
        return proving.by_password(current_user, is_right=is_right, counted=counted, now=clock.now())


def _set_password(password: str) -> None:
    services.set_password(
        current_user,
        password,
        keep=entering.this_session().id,
        actor=audit.user(current_user.id),
        now=clock.now(),
    )
    entering.prove([Factor.PASSWORD])


def _accept_passkey(answer: str, challenge: str) -> None:
    passkeys.accept(
        answer, challenge=challenge, site=entering.site(), user_id=current_user.id, now=clock.now()
    )
    entering.prove([Factor.PASSKEY])
