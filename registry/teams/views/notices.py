"""Says after a change whom mail went to, and whom nobody could reach: from what was posted, never from what
should have been.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from flask import flash, g
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from markupsafe import Markup, escape

from registry.outbox.messages import hearing
from registry.outbox.rules.reach import Reach, Whom
from registry.text import isolated
from registry.web.access import may_open
from registry.web.filters import address_of
from registry.web.forms import submit
from registry.web.page import Page

T = TypeVar("T")

#: How much of a list of names stands in a notice, in characters: notices are kept in a cookie.
MOST = 400


def submit_and_tell(
    form: FlaskForm,
    do: Callable[[], T],
    *,
    done: str | Callable[[T], str] = "",
    warn: Callable[[T], Iterable[str]] | None = None,
    **rest: Any,
) -> Page:
    """Answer a page with a form like `submit`; the notice `done` is followed by whom mail went to, and a
    warning says whom nobody could reach.
    """
    heard: list[Reach] = []

    def do_and_hear() -> T:
        with hearing() as reach:
            value = do()
        heard.append(reach)
        return value

    def said(value: T) -> str:
        return with_told(done if isinstance(done, str) else done(value), heard[-1])

    def warned(value: T) -> list[str]:
        return [*(warn(value) if warn else ()), *not_told(heard[-1])]

    return submit(form, do_and_hear, done=said, warn=warned, **rest)


def flash_told(reach: Reach, done: str = "") -> None:
    """Show the same notices after a button without a form."""
    if text := with_told(done, reach):
        flash(text, "success")
    for warning in not_told(reach):
        flash(warning, "warning")


def with_told(done: str, reach: Reach) -> str:
    """What was done, whom mail went to, and who was left out of it on purpose."""
    told = _shortened([whom.name for whom in reach.reached])
    left_out = _shortened([person.name for person in reach.all_left_out])
    return " ".join(
        filter(
            None,
            (
                done,
                _("Told: %(names)s.", names=told) if told else "",
                _("Left out of this mail: %(names)s.", names=left_out) if left_out else "",
            ),
        )
    )


def not_told(reach: Reach) -> list[str]:
    """For whom no mail went out, with links to where that is mended for those who may mend it."""
    by_what: dict[str | None, list[Whom]] = {}
    for whom in reach.unreached:
        by_what.setdefault(whom.to_mend if whom.chosen_at else None, []).append(whom)
    return [_not_told(what, lost) for what, lost in by_what.items()]


def _not_told(what: str | None, lost: Sequence[Whom]) -> str:
    """A sentence on those who lack the same; `what` is to be done about it: nothing if None, and if empty a
    person is chosen.
    """
    names = [whom.name for whom in lost]
    words = _linked(lost) if any(choosing_page(whom) for whom in lost) else None
    if what:
        sentence = _("No mail goes out for %(names)s: %(what)s.", names="%(names)s", what=what)
    elif what is None:
        sentence = _("No mail reaches %(names)s.", names="%(names)s")
    elif words:
        sentence = _("Nobody whom mail reaches speaks for %(names)s: choose a person.", names="%(names)s")
    else:
        sentence = _("Nobody whom mail reaches speaks for %(names)s.", names="%(names)s")
    return _filled(sentence, _shortened(names, words))


def choosing_page(whom: Whom) -> str | None:
    """The address of the page on which the reader can choose a person for somebody; None when they cannot."""
    place = whom.chosen_at
    if place is None or not may_open(place.endpoint):
        return None
    return address_of(place.endpoint, team=g.team.slug, **place.values)


def _linked(lost: Sequence[Whom]) -> list[Markup]:
    link = Markup('<a class="govuk-notification-banner__link" href="{}">{}</a>')
    return [
        link.format(page, whom.name) if (page := choosing_page(whom)) else escape(whom.name) for whom in lost
    ]


def _shortened(names: Sequence[str], words: Sequence[str] | None = None) -> str:
    """Names in a row, each as one of `words`; from a length on, only how many more there are."""
    shown = next(
        (place for place in range(1, len(names)) if sum(map(len, names[: place + 1])) > MOST), len(names)
    )
    row = Markup(", ") if words else ", "
    row = row.join([isolated(word) for word in (words or names)[:shown]])
    left = len(names) - shown
    if not left:
        return row
    more = ngettext("%(names)s and one more", "%(names)s and %(num)d more", left, names="%(names)s")
    return _filled(more, row)


def _filled(sentence: str, names: str) -> str:
    """A sentence with its names; with markup only when the names have some."""
    return (escape(sentence) if isinstance(names, Markup) else sentence).replace("%(names)s", names)
