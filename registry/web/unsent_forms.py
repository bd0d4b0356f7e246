"""Submitted forms that could not be processed: the person gets back what they typed, and nothing is sent.

A form is refused when its session has ended, when the person must first prove their identity, when its token
belongs to another session, or when the database is unavailable. Every form contains a token that names the
person to whom its page was shown; only a form with such a token is given back, and only to that person. While
it is shown again, forms are not validated (`registry.web.forms`) and no unit of work begins
(`registry.database.transactions`).
"""

import enum
import logging
import secrets
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import current_app, flash, g, redirect, render_template, request, session, url_for
from flask.globals import request_ctx
from flask_babel import gettext
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from registry import clock, settings
from registry.errors import N_, RegistryError
from registry.web import forms, kept_forms
from registry.web.kept_forms import Typed

#: The key of flask-wtf's token: in the form and, unsigned, in the session.
TOKEN = "csrf_token"  # noqa: S105
_SALT = "wtf-csrf-token"
#: The parameter of an address with the token of a kept form.
KEPT = "typed"
#: Session key: the address of a kept form that was not shown again yet.
WAITING = "waiting form"

ENDED = N_("Your session had ended. What you typed is here; nothing was sent yet. Check it and send it.")
TO_PROVE = N_(
    "You were asked to prove first who you are. What you typed is here; nothing was sent yet. "
    "Check it and send it."
)
EXPIRED = N_(
    "This page was open for too long, or you have signed in anew since. What you typed is here; "
    "nothing was sent yet. Check it and send it."
)
IS_KEPT = N_("What you typed is kept for an hour: it comes back once you have proved who you are.")
NOT_KEPT = N_("What you typed could not be kept.")
GONE = N_("What was typed here is not kept any more, or somebody else typed it.")
ANOTHERS = N_("This page was opened by somebody else who was signed in here. Nothing of it was sent.")


class OpenedByAnother(RegistryError):
    """The page was shown to another person than the one who is signed in now."""

    status = 400


class NotSent(Exception):
    """A form that is only being shown again tried to change something."""


# -- whose a form is ---------------------------------------------------------------------------------


def mark_forms(kept: MutableMapping[str, Any], user_id: int) -> None:
    """From now on, mark the forms of this session with the person they are shown to."""
    kept[TOKEN] = f"{secrets.token_hex(20)}.{user_id}"


def _owner_in(raw: object) -> int | None:
    _random, dot, owner = str(raw).rpartition(".")
    return int(owner) if dot and owner.isdecimal() else None


def _token_sent() -> str | None:
    """The person named by the token in the submitted form; None when the token is not ours."""
    signer = URLSafeTimedSerializer(settings.secret(), salt=_SALT)
    try:
        return str(signer.loads(request.form.get(TOKEN, "")))
    except (BadData, HTTPException):  # the submitted data cannot be parsed
        return None


def _is_from_here() -> bool:
    """Whether the form was sent by one of our pages, as far as the browser tells."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    return origin in ("null", request.host_url.rstrip("/"))


def _is_anothers(owner: int | None) -> bool:
    """Whether somebody other than the owner is signed in.

    Reads the session only, since the database may be unavailable.
    """
    present = _owner_in(session.get(TOKEN))
    return owner is not None and present is not None and present != owner


# -- what was typed ----------------------------------------------------------------------------------


def typed(why: str = "") -> Typed | None:
    """The content of the form in this request, without secrets; None when the form is not ours."""
    if request.method != "POST" or request.endpoint is None or not _is_from_here() or not _token_sent():
        return None
    secret = forms.secret_names(_feature())
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != TOKEN]
    return Typed(
        address=_own_address(),
        fields=[(name, value) for name, value in sent if name not in secret],
        has_files=any(file.filename for file in request.files.values()),
        has_secrets=any(value for name, value in sent if name in secret),
        why=why,
    )


def given_back() -> Typed | None:
    """The form content that an error page gives back to its sender; needs no database."""
    form_typed = typed()
    return None if form_typed is None or _is_anothers(_owner_in(_token_sent())) else form_typed


def to_read(form_typed: Typed) -> list[tuple[str, str]]:
    """The kept content for reading: labels where known, without hidden fields."""
    inputs = forms.inputs_of(_feature(), [name for name, _value in form_typed.fields])
    lines = []
    for name, value in form_typed.fields:
        field = inputs.get(name)
        if field is None:
            lines.append(("", value if " " in value.strip() else ""))
        elif not field.is_hidden and field.label:
            text = (
                gettext("Yes") if field.is_tick else field.choices.get(value, "" if field.choices else value)
            )
            lines.append((str(field.label), str(text)))
    return [(label, value) for label, value in lines if value.strip()]


def _feature() -> str:
    """The feature whose view serves this address."""
    view = current_app.view_functions.get(request.endpoint or "")
    parts: list[str] = getattr(view, "__module__", "").split(".")
    return parts[1] if len(parts) > 1 else ""


def _own_address() -> str:
    """The address of this request, without the token of a kept form."""
    rest = [(name, value) for name, value in request.args.items(multi=True) if name != KEPT]
    return f"{request.path}?{urlencode(rest)}" if rest else request.path


# -- kept until the person has proved who they are ---------------------------------------------------


def way_back(why: str) -> str | None:
    """The address to continue at after the person has proved their identity: this page, filled in with what
    they typed.
    """
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return kept_address(why) or _page_before()


def kept_address(why: str) -> str | None:
    """The address at which the typed content comes back; None when there is none or it is not ours."""
    g.is_to_prove = True
    if "address_of_kept" in g:  # already shown again, and another proof is required
        return str(g.address_of_kept)
    form_typed, owner = typed(why), _owner_in(_token_sent())
    if form_typed is None or owner is None or not (form_typed.fields or form_typed.has_files):
        return None
    try:
        token = kept_forms.keep(form_typed, owner=owner, now=clock.now(), **_place())
    except OSError as error:
        logging.getLogger("registry").error("a form could not be kept", exc_info=error)
        flash(gettext(NOT_KEPT), "warning")
        return None
    flash(gettext(IS_KEPT), "info")
    session[WAITING] = [
        owner,
        f"{form_typed.address}{'&' if '?' in form_typed.address else '?'}{KEPT}={token}",
    ]
    return str(session[WAITING][1])


def waiting_for(user_id: int) -> str | None:
    """The address of the kept form that waits for this person, if it was lost on their way through
    sign-in.
    """
    owner, address = session.get(WAITING) or (None, None)
    return str(address) if owner == user_id else None


def sweep() -> None:
    """Delete kept forms older than an hour."""
    kept_forms.sweep(instance=_place()["instance"], now=clock.now())


def _place() -> dict[str, str]:
    return {"instance": settings.setting("REGISTRY_INSTANCE"), "secret": settings.secret()}


def _page_before() -> str | None:
    """The page of ours on which the button was pressed."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or request_ctx.url_adapter is None:
        return None
    if not request_ctx.url_adapter.test(parts.path, method="GET"):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


# -- shown again -------------------------------------------------------------------------------------


def come_back() -> Response | None:
    """Before a request: show a returning person their form, filled in."""
    token = request.args.get(KEPT, "")
    if request.method != "GET" or not token or not _go_to_form():
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in", next=request.full_path), 303)
    session.pop(WAITING, None)
    form_typed = kept_forms.find(token, owner=current_user.id, now=clock.now(), **_place())
    if form_typed is None or form_typed.address != _own_address():
        flash(gettext(GONE), "warning")
        return redirect(_own_address() if _can_be_read() else url_for("pages.home"), 303)
    g.address_of_kept = request.full_path
    request.method = "POST"
    request.form = ImmutableMultiDict(form_typed.fields)
    return show_again(form_typed)


def answer_expired() -> Response | None:
    """The filled-in page of a form whose token belongs to another session; None when the form is not ours.

    Raises `OpenedByAnother` when somebody else is signed in now.
    """
    form_typed = typed(EXPIRED)
    owner = _owner_in(_token_sent())
    if form_typed is None or (owner is None and not _is_public(request.endpoint)):
        return None
    if _is_anothers(owner) or (owner and current_user.is_authenticated and current_user.id != owner):
        raise OpenedByAnother(ANOTHERS)
    response = show_again(form_typed)
    if response.status_code == 200:
        response.status_code = 400
    return response


def forget_when_sent(response: Response) -> Response:
    """After a request: delete the kept form that has now been sent."""
    token = request.args.get(KEPT)
    is_refused = "address_of_kept" in g or "is_to_prove" in g
    is_sent = request.method == "POST" and response.status_code in (302, 303) and not is_refused
    if token and is_sent and current_user.is_authenticated:
        kept_forms.forget(token, owner=current_user.id, instance=_place()["instance"])
    return response


def show_again(form_typed: Typed) -> Response:
    """The page of this address filled in, as after a typing error; or a page that shows the content and can
    send it.
    """
    g.typed_again = form_typed
    forms.show_again(on=True)
    try:
        response = current_app.make_response(current_app.dispatch_request())
        leads_away = 300 <= response.status_code < 400 and not _is_public(request.endpoint)
        return _plain_page(form_typed) if leads_away and "is_to_prove" not in g else response
    except NotSent:
        return _plain_page(form_typed)
    finally:
        forms.show_again(on=False)
        g.pop("typed_again", None)  # an error page would announce a form that it does not show


def refuse_while_shown_again() -> None:
    """Raise `NotSent` when a form is only shown again."""
    if forms.is_shown_again():
        raise NotSent


def shown_again() -> Typed | None:
    """The content that is being shown again by this request, so that its template can explain that."""
    form_typed: Typed | None = g.get("typed_again")
    return form_typed


def _plain_page(form_typed: Typed) -> Response:
    g.pop("typed_again", None)  # that page has its own text about it
    lines = to_read(form_typed)
    page = render_template("errors/unsent.html", unsent=form_typed, lines=lines, page_before=_page_before())
    return current_app.make_response(page)


def _is_public(endpoint: str | None) -> bool:
    """Whether anyone may open a page: its view declares a reason instead of a permission."""
    access = getattr(current_app.view_functions.get(endpoint or ""), "registry_access", None)
    return access is not None and not isinstance(access, enum.Enum)


def _go_to_form() -> bool:
    """Route this address to the view that receives the form; False when there is none, or when it is
    public.
    """
    adapter = request_ctx.url_adapter
    try:
        assert adapter is not None
        rule, values = adapter.match(method="POST", return_rule=True)
    except HTTPException:
        return False
    if _is_public(rule.endpoint):
        return False
    request.url_rule, request.view_args, request.routing_exception = rule, dict(values), None
    return True


def address_to_read() -> str:
    """The address at which this page can be read in another language; empty when it cannot.

    Typed content is included, from the kept form or by the page's script.
    """
    if "address_of_kept" in g:
        return str(g.address_of_kept)
    if request.method == "GET":
        return request.full_path
    return _own_address() if _can_be_read() else ""


def _can_be_read() -> bool:
    adapter = request_ctx.url_adapter
    return adapter is not None and bool(adapter.test(request.path, method="GET"))
