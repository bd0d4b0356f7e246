"""Template filters and globals: days, labels, addresses."""

from functools import lru_cache
from typing import Any

from babel.support import NullTranslations
from flask import Flask, current_app, url_for
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from registry.assets.texts import catalogue_of, text
from registry.dates import day, day_before, exact_moment, last_day, local_day, moment
from registry.labels import Labelled

#: A state in a word, with its tone.
TAG = Markup('<strong class="toned toned--%s">%s</strong>')
#: Members of enumerations, in two languages: far more than there are.
MOST_LABELS = 4096


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
    return text(member.label)


def hint(member: Labelled) -> str:
    """The hint of a member of an enumeration, in the reader's language."""
    return text(member.hint)


def tone(member: Labelled) -> str:
    """The tone of a member of an enumeration."""
    return member.tone


@pass_context
def label_tag(context: Context, member: Labelled) -> Markup:
    """A member of an enumeration as a tag, for the rows of lists: made once a language."""
    return _label_tag(catalogue_of(context), member)


@lru_cache(MOST_LABELS, typed=True)  # members of two enumerations may be the same word
def _label_tag(catalogue: NullTranslations, member: Labelled) -> Markup:
    return TAG % (member.tone, catalogue.ugettext(member.label))


def tag(text: str, tone: str = "quiet") -> Markup:
    """A state in a word as a tag; tone: good, wait, bad, info or quiet."""
    return TAG % (tone, text)


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
        "tag": tag,
        "label_tag": label_tag,
        "hint": hint,
        "tone": tone,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(has_page=has_page, address_of=address_of)
