"""A person's second factors: an app, passkeys, recovery codes."""

from collections.abc import Collection
from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from registry.errors import RuleBroken
from registry.outbox.services import messages
from registry.security.permissions import Permission
from registry.sign_in.forms import AddAuthenticatorForm, AddPasskeyForm
from registry.sign_in.hooks import owes_second_factor
from registry.sign_in.queries import factors
from registry.sign_in.queries.factors import Held, held_by
from registry.sign_in.rules.sign_in import Factor, has_second_factor, is_more_than_a_link
from registry.sign_in.services import authenticators, passkeys
from registry.sign_in.services import recovery_codes as recovery_code_services
from registry.sign_in.views import session_cookie
from registry.sign_in.views.account import ONWARD
from registry.web.access import lately_proved, requires
from registry.web.forms import ConfirmForm, attempt, blame, status_of, submit
from registry.web.page import Page, act_of, reader

bp = Blueprint("factors", __name__, url_prefix="/account")


@bp.get("/owed")
@requires(Permission.SIGNED_IN)
def owed() -> Page:
    """Ask for a missing second factor: prove it, or add one."""
    held, proved = held_by(current_user.id), session_cookie.this_session().factors
    if not held.any and owes_second_factor(current_user.id, proved):
        session[ONWARD] = session_cookie.next_page()
        return render_template("sign_in/owed.html")
    if _has_a_link_alone(proved, held):
        session[ONWARD] = session_cookie.next_page()
        flash(_("This team takes no link by mail: choose a password, and you come in."), "warning")
        return redirect(url_for("account.change_password"), 303)
    flash(_("You are asked to prove once more who you are."), "warning")
    return redirect(url_for("account.prove", next=session_cookie.next_page()), 303)


def _has_a_link_alone(proved: Collection[str], held: Held) -> bool:
    """Whether the person signed in by a link and has no other way to prove who they are; not if they must
    still show a second factor.
    """
    owes_second = held.any and not has_second_factor(proved)
    can_begin = is_more_than_a_link(proved) or current_user.password_hash or held.passkeys
    return not can_begin and not owes_second


@bp.route("/authenticator", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
@lately_proved
def add_authenticator() -> Page:
    """Add an app by scanning its QR code or typing its key; confirmed by a code."""
    if factors.authenticator_of(current_user.id):
        flash(_("You have an app already: remove it before you add another."), "warning")
        return redirect(url_for("account.show"), 303)
    form = AddAuthenticatorForm()
    shared = _shared_of(form)

    def shown() -> dict[str, Any]:
        form.closed.data = authenticators.lock(shared, current_user, secret=session_cookie.secret())
        return {
            "picture": _picture(authenticators.address_of(shared, current_user)),
            "key": " ".join(shared[start : start + 4] for start in range(0, len(shared), 4)),
        }

    return submit(
        form,
        lambda: _add_authenticator(shared, form.code.data),
        done=_("The app is added. From now on you are asked for its code."),
        to=_after_adding,
        template="sign_in/authenticator.html",
        wake=(messages.SEND,),
        load=shown,
    )


@bp.route("/authenticator/remove", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
@lately_proved
def remove_authenticator() -> Page:
    """Remove the app."""
    form = ConfirmForm()
    return submit(
        form,
        lambda: authenticators.remove(current_user, act=act_of(reader())),
        done=_("The app is removed."),
        to=url_for("account.show"),
        template="sign_in/remove_factor.html",
        wake=(messages.SEND,),
        passkey=None,
    )


@bp.route("/passkeys/new", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
@lately_proved
def add_passkey() -> Page:
    """Add a passkey."""
    form, challenge = AddPasskeyForm(), session_cookie.take_challenge()
    handle = session.get("handle") or passkeys.handle_of(current_user)

    def onwards(_: object) -> str:
        session.pop("handle", None)
        return _after_adding()

    def shown() -> dict[str, Any]:
        session["handle"] = handle
        challenge, site = session_cookie.new_challenge(), session_cookie.site()
        options = passkeys.options_to_add(current_user, handle=handle, challenge=challenge, site=site)
        return {"options": options}

    return submit(
        form,
        lambda: _add_passkey(form, handle=handle, challenge=challenge),
        done=_("The passkey is added."),
        to=onwards,
        template="sign_in/passkey.html",
        wake=(messages.SEND,),
        load=shown,
    )


@bp.route("/passkeys/<int:passkey_id>/remove", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
@lately_proved
def remove_passkey(passkey_id: int) -> Page:
    """Remove a passkey."""
    passkey = passkeys.passkey_of(current_user, passkey_id)
    form = ConfirmForm()
    return submit(
        form,
        lambda: passkeys.remove(current_user, passkey_id, act=act_of(reader())),
        done=_("The passkey is removed."),
        to=url_for("account.show"),
        template="sign_in/remove_factor.html",
        wake=(messages.SEND,),
        passkey=passkey,
    )


@bp.route("/recovery-codes", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
@lately_proved
def recovery_codes() -> Page:
    """Make recovery codes; they are shown only once."""
    form = ConfirmForm()
    drawn = recovery_code_services.draw() if form.is_submitted() else ()
    done = attempt(
        form,
        lambda: recovery_code_services.make(current_user, drawn, act=act_of(reader())),
        team_id=None,
        wake=(messages.SEND,),
    )
    page = render_template(
        "sign_in/recovery_codes.html",
        form=form,
        codes=done.value if done else (),
        left=held_by(current_user.id).codes,
        onward=session.get(ONWARD) or url_for("account.show"),
    )
    return page, status_of(form)


def _shared_of(form: AddAuthenticatorForm) -> str:
    """The secret in the form; a new one when the form contains none for this account."""
    if form.is_submitted() and form.closed.data:
        try:
            return authenticators.unlock(form.closed.data, current_user, secret=session_cookie.secret())
        except RuleBroken as error:
            blame(form, error)
    return authenticators.new_secret()


def _add_authenticator(shared: str, code: str) -> None:
    authenticators.add(
        current_user, shared=shared, code=code, secret=session_cookie.secret(), act=act_of(reader())
    )
    session_cookie.prove([Factor.CODE])


def _add_passkey(form: AddPasskeyForm, *, handle: str, challenge: str) -> None:
    passkeys.add(
        current_user,
        answer=form.answer.data or "",
        name=form.name.data,
        handle=handle,
        challenge=challenge,
        site=session_cookie.site(),
        act=act_of(reader()),
    )
    session_cookie.prove([Factor.PASSKEY])


def _after_adding(_: object = None) -> str:
    """Continue to the recovery codes when the person has none yet, otherwise to their next page."""
    if not held_by(current_user.id).codes:
        return url_for("factors.recovery_codes")
    return session.pop(ONWARD, None) or url_for("account.show")


def _picture(address: str) -> Markup:
    svg: str = segno.make(address, error="m").svg_inline(border=4, svgclass="qr", lineclass=None, scale=5)
    return Markup(svg)  # noqa: S704  # made of our own address
