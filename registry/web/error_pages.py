"""Error pages, rendered without the database when that is unavailable."""

import logging
from typing import Any

from flask import Flask, Response, current_app, g, render_template
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy import exc
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from registry.database import outages
from registry.database.session import db
from registry.errors import RegistryError
from registry.security.permissions import Reader
from registry.web import logs, unsent_forms

#: Statuses whose error page gives the form back, because sending it again later may succeed.
MAY_TRY_AGAIN = frozenset({409, 429, 500, 503})


def add_to(app: Flask) -> None:
    """Register error pages for all errors."""
    app.register_error_handler(RegistryError, _show_registry_error)
    app.register_error_handler(StaleDataError, _show_stale)
    app.register_error_handler(CSRFError, _show_expired)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(exc.DBAPIError, _show_database_error)
    app.register_error_handler(exc.TimeoutError, _show_database_error)
    app.register_error_handler(Exception, _show_crash)


def _page(status: int, explanation: str = "", *, is_unknown: bool = False) -> Response:
    """An error page; rendered without the database when that is unavailable."""
    try:
        db.session.rollback()
        return _rendered(status, explanation, is_unknown=is_unknown)
    except Exception as error:
        if "is_database_away" in g or not outages.is_outage(error):
            raise
        _do_without_database()
        return _rendered(status, explanation, is_unknown=is_unknown)


def _rendered(status: int, explanation: str, *, is_unknown: bool) -> Response:
    given = unsent_forms.given_back() if status in MAY_TRY_AGAIN else None
    page = render_template(
        f"errors/{_template_of(status)}.html",
        explanation=explanation,
        is_unknown=is_unknown,
        request_id=logs.request_id(),
        unsent=given,
        lines=unsent_forms.to_read(given) if given else (),
    )
    response = current_app.make_response((page, status))
    if status == 503:
        response.headers["Retry-After"] = str(outages.RETRY_AFTER)
    return response


def _template_of(status: int) -> int:
    return status if status in (400, 403, 404, 405, 409, 410, 413, 422, 429, 503) else 500


def _show_registry_error(error: RegistryError) -> Response:
    is_unknown = isinstance(error, outages.OutcomeUnknown)
    if is_unknown:
        _do_without_database()
    if error.status >= 500:
        logging.getLogger("registry").error("%s", error, exc_info=error)
    return _page(error.status, error.text(), is_unknown=is_unknown)


def _show_stale(error: StaleDataError) -> Response:
    return _page(409)


def _show_database_error(error: Exception) -> Response:
    if not outages.is_outage(error):
        return _show_crash(error)
    logging.getLogger("registry").error("the database is away", exc_info=error)
    _do_without_database()
    return _page(503, gettext(outages.AWAY))


def _do_without_database() -> None:
    """Forget what this request has read from the database, because rendering it would query the database
    again.
    """
    db.session().invalidate()
    g.is_database_away = True
    g.reader = Reader(None)
    for name in ("team", "role", "_login_user"):
        g.pop(name, None)


def _show_expired(error: CSRFError) -> Any:
    try:
        return unsent_forms.answer_expired() or _page(400)
    except Exception as other:  # this error has its own page; Flask does not handle errors of error handlers
        return current_app.handle_user_exception(other)


def _show_http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400 or isinstance(error, SecurityError):
        return error  # for a foreign host name no page can be rendered, since its links would lead there
    return _page(error.code)


def _show_crash(error: Exception) -> Response:
    logging.getLogger("registry").error("unexpected", exc_info=error)
    return _page(500)
