"""The browser's side of signing in: the session, a sign-in that waits for its second factor, the mark of a
known device.
"""

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import flash, g, redirect, request, session, url_for
from flask_babel import gettext
from flask_login import login_user
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from registry import clock, settings
from registry.accounts import queries as account_queries
from registry.accounts.models import User
from registry.accounts.rules import address_key
from registry.database.outages import OutcomeUnknown
from registry.database.transactions import unit_of_work
from registry.security import actors, encryption
from registry.sign_in.models import UserSession
from registry.sign_in.queries import sessions as session_queries
from registry.sign_in.queries.factors import held_by
from registry.sign_in.rules import user_agents
from registry.sign_in.rules.sign_in import SECOND_FACTOR_TIME, Factor, has_second_factor
from registry.sign_in.services import passkeys, passwords, sessions, throttle
from registry.sign_in.services.disabled_accounts import DISABLED
from registry.web import unsent_forms
from registry.web.page import act_of, reader

#: The session key of flask-login: contains the token of our session.
TOKEN = "_user_id"  # noqa: S105
#: The session key for a person who has proved one of two factors.
HALF = "half"
CHALLENGE = "challenge"

DEVICE_COOKIE = "registry_device"
#: Browsers accept a cookie with this prefix only from this very host over TLS (RFC 6265bis, 4.1.3).
OF_THIS_HOST = "__Host-"
DEVICE_LIFETIME = 365 * 24 * 60 * 60  # seconds
#: For the mark of a device: 128 bits.
MARK_BYTES = 16
#: The most accounts that one device remembers.
MOST_ACCOUNTS = 5
#: The most characters of a cookie that are parsed.
LONGEST_MARK = 2_000


@dataclass(frozen=True)
class HalfIn:
    """A person who has proved one factor and still has to prove a second."""

    user: User
    factors: Collection[Factor]


def secret() -> str:
    """The installation's secret."""
    return settings.secret()


def limits() -> sessions.Limits:
    """The configured limits of sessions."""
    return sessions.Limits(
        settings.setting("REGISTRY_SESSION_IDLE"), settings.setting("REGISTRY_SESSION_WHOLE")
    )


def site() -> passkeys.Site:
    """The relying party of this installation."""
    return passkeys.Site.of(settings.public_address())


def place() -> sessions.Place:
    """The origin of this request."""
    return sessions.Place(request.remote_addr or "", user_agents.in_short(request.user_agent.string))


def this_session() -> UserSession:
    """The session of the signed-in reader."""
    this: UserSession = g.reader.session
    return this


# -- coming in ---------------------------------------------------------------------------------------


def go_on(user: User, factors: Collection[Factor], *, onward: str | None = None) -> Response:
    """Sign a person in with the proved factors, or ask for their second factor."""
    if user.is_disabled:
        return turn_away(user)
    onward = own_page(onward) or next_page()
    if not has_second_factor(factors) and held_by(user.id).any:
        _forget_session()
        session[HALF] = {
            "user": user.id,
            "generation": user.password_generation,
            "factors": sorted(factors),
            "until": (clock.now() + SECOND_FACTOR_TIME).isoformat(),
        }
        session["language"] = user.language
        return redirect(url_for("sign_in.second_factor", next=onward), 303)
    return come_in(user, factors, onward=onward)


def come_in(user: User, factors: Collection[Factor], *, onward: str | None = None) -> Response:
    """Sign a person in with a new session, replacing everything that the browser stored before."""
    if user.is_disabled:
        return turn_away(user)
    onward = own_page(onward) or next_page()
    if onward == url_for("pages.home"):
        onward = unsent_forms.waiting_for(user.id) or onward
    with unit_of_work():
        token = sessions.begin(
            user, factors, place=place(), limits=limits(), act=act_of(actors.user(user.id))
        )
    session.clear()
    session.permanent = True
    unsent_forms.mark_forms(session, user.id)
    session["language"] = user.language
    login_user(_Holder(user, token))
    g.pop("reader", None)
    response = redirect(onward, 303)
    _remember_device(response, user)
    return response


def _forget_session() -> None:
    """Clear the browser's session, except for a kept form whose owner must sign in first."""
    waiting = session.get(unsent_forms.WAITING)
    session.clear()
    if waiting:
        session[unsent_forms.WAITING] = waiting


def prove(factors: Collection[Factor]) -> None:
    """Add factors to this session under a new token. Call inside a unit of work."""
    session[TOKEN] = sessions.prove_again(this_session(), factors, act=act_of(reader()))


def turn_away(user: User) -> Response:
    """Tell a person who has proved their identity that the account is disabled."""
    with unit_of_work():
        passwords.note_refused(user, act=act_of(actors.REGISTRY))
    session.clear()
    flash(gettext(DISABLED), "warning")
    return redirect(url_for("accounts.sign_in"), 303)


def half_in() -> HalfIn | None:
    """The person in this browser who still has to prove a second factor, while there is time."""
    kept = session.get(HALF)
    if not kept or clock.now() >= dt.datetime.fromisoformat(kept["until"]):
        return None
    user = account_queries.account_of(kept["user"])
    if user is None or user.is_disabled or user.password_generation != kept["generation"]:
        return None
    return HalfIn(user, [Factor(factor) for factor in kept["factors"]])


def note_seen(response: Response) -> Response:
    """After a request: record the session's use, at most once a minute."""
    reader = g.get("reader")
    used = reader.session if reader is not None else None
    # When the database is busy or unavailable, only this minute's use is not recorded.
    with suppress(DBAPIError, OutcomeUnknown):
        if used is not None and session_queries.is_seen_long_ago(used, clock.now()):
            session_id = used.id
            with unit_of_work():
                sessions.note_seen(session_id, now=clock.now())
    return response


@dataclass(frozen=True)
class _Holder:
    """What flask-login stores about a person: the token of their session."""

    user: User
    token: str
    is_active: bool = True
    is_authenticated: bool = True

    def get_id(self) -> str:
        return self.token


# -- challenges --------------------------------------------------------------------------------------


def new_challenge() -> str:
    """A new challenge for this browser's next passkey; only one is open at a time."""
    challenge = passkeys.new_challenge()
    session[CHALLENGE] = [challenge, (clock.now() + SECOND_FACTOR_TIME).isoformat()]
    return challenge


def take_challenge() -> str:
    """Take this browser's challenge, which is then spent; empty when there is none."""
    made, until = session.pop(CHALLENGE, None) or ("", "")
    return str(made) if made and clock.now() < dt.datetime.fromisoformat(until) else ""


# -- devices -----------------------------------------------------------------------------------------


def device_of(email: str) -> str | None:
    """The mark of this device, if the account signed in on it before; None otherwise."""
    mark: str | None = _marks().get(_name(email))
    return mark


def counters(email: str, *, what: str) -> Sequence[throttle.Counter]:
    """The counters of an attempt from this browser; `what` is the kind of secret that is tried."""
    name = address_key(email)
    return throttle.counters(name, place=place().address, device=device_of(name), secret=secret(), what=what)


def _remember_device(response: Response, user: User) -> None:
    name = _name(user.email)
    others = {other: mark for other, mark in _marks().items() if other != name}
    kept = dict(list(others.items())[-(MOST_ACCOUNTS - 1) :])
    kept[name] = secrets.token_urlsafe(MARK_BYTES)
    response.set_cookie(
        _device_cookie(),
        _signer().dumps(kept),
        max_age=DEVICE_LIFETIME,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=settings.setting("SESSION_COOKIE_SECURE"),
    )


def _marks() -> dict[str, Any]:
    try:
        read = _signer().loads(request.cookies.get(_device_cookie(), "")[:LONGEST_MARK])
    except BadSignature:
        return {}
    return read if isinstance(read, dict) else {}


def _device_cookie() -> str:
    return f"{OF_THIS_HOST}{DEVICE_COOKIE}" if settings.setting("SESSION_COOKIE_SECURE") else DEVICE_COOKIE


def _name(email: str) -> str:
    """The name of an account in a cookie: a keyed digest, so that the device does not reveal whose it is."""
    return encryption.keyed_digest("accounts:device", address_key(email), secret=secret()).hex()[:16]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(secret(), salt="device")


# -- onwards -----------------------------------------------------------------------------------------


def next_page() -> str:
    """The page the person was going to, if it is ours; otherwise the home page."""
    return own_page(request.args.get("next")) or url_for("pages.home")


def own_page(address: str | None) -> str | None:
    """An address of ours to continue to, never another site's."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    if "\\" in address or any(ord(sign) < 32 or ord(sign) == 127 for sign in address):
        return None
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else None
