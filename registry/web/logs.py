"""Logging: one line per request and one per error, with the request's id and no personal data.

Lines are JSON when `REGISTRY_LOG` is `json`, as in production. Addresses are logged as routes, without tokens
and numbers; mail addresses are removed everywhere. Errors are logged by place and kind, without typed values:
see `registry.tracebacks`. The logs of libraries are treated in the same way.
"""

import datetime as dt
import json
import logging
import re
import secrets
import time
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from registry import tracebacks

#: Endpoints whose successful answers are not logged.
QUIET = frozenset({"static", "health.live", "health.ready"})
#: A request id given by a proxy.
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_MAIL_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
#: Tokens in addresses: a personal link is a key. The parts of timed ones are separated by dots.
_TOKEN = re.compile(
    r"(?<=/)(?:[A-Za-z0-9_-]*(?:[0-9]-|\.[A-Za-z0-9_-]{1,12}\.)[A-Za-z0-9_-]{20,}|[0-9a-f]{48}(?![0-9a-f]))"
)
_LOGGER = "registry"


def add_to(app: Flask, *, as_json: bool) -> None:
    """Give every request an id, and log how it was answered."""
    _LINES.as_json = as_json
    logger = logging.getLogger(_LOGGER)
    if _HANDLER not in logger.handlers:
        logger.addHandler(_HANDLER)
        logger.propagate = False
        logger.setLevel(logging.INFO)
        logging.getLogger().addHandler(_HANDLER)
        logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns about its own style sheet
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The id of this request, found in its log lines and its answer."""
    return str(g.request_id) if has_request_context() and "request_id" in g else ""


def without_personal_data(text: str) -> str:
    """The text with mail addresses and personal links removed."""
    return _TOKEN.sub("[link]", _MAIL_ADDRESS.sub("[address]", text))


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
    g.request_began = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    if request.endpoint in QUIET and response.status_code < 400:
        return response
    spent = 1000 * (time.perf_counter() - g.get("request_began", time.perf_counter()))
    logging.getLogger(_LOGGER).info(
        "answered",
        extra={
            "said": {
                "method": request.method,
                "page": request.url_rule.rule if request.url_rule else "unknown",
                "status": response.status_code,
                "ms": round(spent),
                "user": getattr(g.get("reader"), "user", None) and g.reader.user.id,
            }
        },
    )
    return response


class _Lines(logging.Formatter):
    """Formats each message as one line: JSON, or readable text for developers."""

    as_json = False

    def format(self, record: logging.LogRecord) -> str:
        """The formatted line; errors among the values are told without typed values."""
        values: dict[str, Any] = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "what": _what(record),
            "request": request_id(),
            **getattr(record, "said", {}),
        }
        if record.exc_info:
            values["traceback"] = tracebacks.told(record.exc_info[1])
        return without_personal_data(
            json.dumps(values, ensure_ascii=False) if self.as_json else _words(values)
        )


def _what(record: logging.LogRecord) -> str:
    """The text of the message; only values that are errors need cleaning, because all others are our own."""
    if not isinstance(record.args, tuple) or not record.args:
        return record.getMessage()
    told = (tracebacks.words(arg) if isinstance(arg, BaseException) else arg for arg in record.args)
    return str(record.msg) % tuple(told)


def _words(values: dict[str, Any]) -> str:
    trace = values.pop("traceback", "")
    text = " ".join(
        f"{name}={value}" for name, value in values.items() if name not in ("at", "what", "level")
    )
    return "\n".join(filter(None, [f"{values['at']} {values['level']} {values['what']} {text}", trace]))


_LINES = _Lines()
_HANDLER = logging.StreamHandler()
_HANDLER.setFormatter(_LINES)
