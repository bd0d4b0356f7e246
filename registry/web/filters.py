"""Template filters, and Unicode isolates around right-to-left text in sentences.

Without them an Arabic or Hebrew name would pull the numbers and brackets after it to its own side. Isolates
(UAX 9) are invisible, and browsers and mail programs support them.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, url_for
from flask_babel import gettext
from jinja2 import pass_context
from jinja2.runtime import Context

from registry.dates import day, day_before, exact_moment, last_day, local_day, moment
from registry.labels import Labelled
from registry.text import isolated


def add_directions(app: Flask) -> None:
    """Wrap every value that templates insert into sentences in isolates where needed."""
    functions: dict[str, Any] = app.jinja_env.globals
    functions.update({name: _isolating(functions[name]) for name in ("gettext", "ngettext")})


def _isolating(translate: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def translated(context: Context, *said: Any, **values: Any) -> Any:
        held = {name: isolated(value) for name, value in values.items()}
        return context.call(translate, *said, **held)

    return translated


def has_page(endpoint: str) -> bool:
    """Whether an endpoint exists, for navigation."""
    return endpoint in current_app.view_functions


def address_of(endpoint: str, **values: Any) -> str | None:
    """The address of a page, built from those of the values that its route expects; None when there is no
    such page.
    """
    if not has_page(endpoint):
        return None
    holds = current_app.url_map.is_endpoint_expecting
    return url_for(endpoint, **{name: value for name, value in values.items() if holds(endpoint, name)})


def label(member: Labelled) -> str:
    """The label of a member of an enumeration, in the reader's language."""
    return gettext(member.label)


def hint(member: Labelled) -> str:
    """The hint of a member of an enumeration, in the reader's language."""
    return gettext(member.hint)


def tone(member: Labelled) -> str:
    """The tone of a member of an enumeration."""
    return member.tone


def add_to(app: Flask) -> None:
    """Register the filters and globals of templates."""
    filters: dict[str, Any] = {
        "day": day,
        "day_before": day_before,
        "moment": moment,
        "local_day": local_day,
        "exact_moment": exact_moment,
        "last_day": last_day,
        "label": label,
        "hint": hint,
        "tone": tone,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(has_page=has_page, address_of=address_of)
