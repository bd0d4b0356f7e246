"""The reason why somebody goes to a directory, other than to sign in; stored in the session until they come
back. It is stored under the `state` value that the directory returns, which is made for this purpose alone:
an answer with this value signs nobody in, and an ordinary sign-in triggers none of these actions.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import session
from werkzeug.wrappers import Response

from registry.errors import N_, RuleBroken
from registry.sign_in.queries.directories import Provider
from registry.sign_in.views import oidc_client

#: Called when somebody comes back, with the directory and the stored values.
Handler = Callable[[Provider, Mapping[str, Any]], Response]
_HANDLERS: dict[str, Handler] = {}

KEPT = "errands"
#: The most pending reasons of one browser, such as in several tabs.
MOST_AT_ONCE = 3
#: The prefix of `state` by which the answer is recognized, even when the stored reason has expired.
MARK = "errand."

OVER = N_("What you went to %(name)s for is over. Open the link that you were sent once more.")


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function to call when somebody comes back after going there for a reason of this kind."""

    def register(handler: Handler) -> Handler:
        _HANDLERS[kind] = handler
        return handler

    return register


def leave_on(kind: str, provider: Provider, said: Mapping[str, Any]) -> Response:
    """Redirect to a directory, which asks the person to sign in again, and store the reason.

    Raises `RuleBroken`.
    """
    state = MARK + secrets.token_urlsafe(24)
    away = oidc_client.leave_for(provider, state=state, prompt="login")
    kept = [*_kept(), (state, {"kind": kind, "directory": provider.key, **said})]
    session[KEPT] = kept[-MOST_AT_ONCE:]
    return away


def come_back(provider: Provider, state: str) -> Response | None:
    """Continue for somebody who comes back for a stored reason; None when they came to sign in.

    Raises `RuleBroken` when the reason was dealt with already or has expired: such an answer cannot be used
    for anything else.
    """
    if not state.startswith(MARK):
        return None
    kept = dict(_kept())
    purpose = kept.pop(state, None)
    if purpose is None or purpose["directory"] != provider.key:
        raise RuleBroken(OVER, name=provider.name)
    session[KEPT] = list(kept.items())
    return _HANDLERS[purpose["kind"]](provider, purpose)


def _kept() -> list[tuple[str, Mapping[str, Any]]]:
    """The stored reasons of this browser, oldest first; a list, since a session sorts the keys of a
    dictionary.
    """
    return [(state, purpose) for state, purpose in session.get(KEPT, [])]
