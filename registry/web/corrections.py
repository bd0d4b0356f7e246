"""Pages that correct an entry: before anything is saved, they say what will hold, and from when.

The correction is carried out and taken back: what the page says is what the change does, not a second
account of it. A second press of the button, with nothing changed in between, saves it.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField

from registry import spells
from registry.database.corrections import REASON_LENGTH
from registry.database.session import db
from registry.database.transactions import rehearsal
from registry.dates import day, day_before
from registry.errors import InvalidInput, RuleBroken
from registry.security.actors import Actor
from registry.spells import Shift, Spell
from registry.web.fields import area, choices, revision
from registry.web.forms import Form, Revised, blame, show_again, submit, team_of_address
from registry.web.page import Page, act_of, actor, today

T = TypeVar("T")

#: Fields that do not say what the correction is.
_BESIDE = {"csrf_token", "revision", "shown", "submit"}

#: What can be wrong with an entry.
PART, WHOLE = "part", "whole"


class CorrectionForm(Form):
    """A correction, with the reason for it."""

    revision = revision()
    #: The digest of the correction whose preview was shown.
    shown = HiddenField()
    reason = area(
        _l("Why?"),
        REASON_LENGTH,
        _l("Such as “the minutes say February”. It is shown beside what is struck through."),
        required=_l("Say why, in a few words."),
    )

    @property
    def is_whole(self) -> bool:
        """Whether the entry is to be struck out with nothing in its place."""
        return False


class StrikingForm(CorrectionForm):
    """A correction of an entry that may also be wrong as a whole."""

    what = RadioField(
        _l("What is wrong?"),
        choices=choices(
            {
                PART: _l("Something in it: put it right below"),
                WHOLE: _l("All of it: it was entered by mistake, and nothing takes its place"),
            }
        ),
        default=PART,
    )

    @property
    def is_whole(self) -> bool:
        """Whether all of it is said to be wrong."""
        return bool(self.what.data == WHOLE)


@dataclass(frozen=True)
class Preview:
    """What holds before and after a correction, as spells in order of time."""

    before: Sequence[Spell]
    after: Sequence[Spell]
    on: dt.date
    #: Other consequences, as sentences.
    also: Sequence[str] = ()

    @property
    def today_before(self) -> str:
        """What holds today, and since when."""
        return _said(spells.held(self.before, self.on))

    @property
    def today_after(self) -> str:
        """What will hold today, and since when."""
        return _said(spells.held(self.after, self.on))

    @property
    def shifts(self) -> list[str]:
        """Each run of days for which something else will hold, in words; none where it holds since ever."""
        found = spells.shifts(self.before, self.after)
        return [_shift(shift) for shift in found if shift.from_on is not None]

    @property
    def is_same(self) -> bool:
        """Whether no day changes."""
        return list(self.before) == list(self.after)


def correct(
    form: CorrectionForm,
    do: Callable[..., T],
    *,
    strike: Callable[..., T] | None = None,
    by: Callable[[], Actor] = actor,
    holds: Callable[[], Sequence[Spell]],
    also: Callable[[], Sequence[str]] = tuple,
    seen: Revised,
    to: str | Callable[[T], str],
    template: str,
    **rest: Any,
) -> Page:
    """Answer a request for a page that corrects something: like `submit`, with a preview before it.

    `do` puts the entry right; `strike` strikes it out where the form says that all of it is wrong. Both are
    given the `reason` that was typed and the `act`, which is `by`'s.
    `holds` reads from the rows what holds from which day on; it is asked before and after. `also` is asked
    after the change: sentences about its other consequences.
    """

    def carry_out() -> T:
        change = strike if strike is not None and form.is_whole else do
        return change(reason=form.reason.data, act=act_of(by()))

    preview = None
    if form.is_submitted() and form["revision"].data == seen.revision:
        is_valid = form.validate()
        is_seen = form["shown"].data == _digest(form)
        if is_valid and not is_seen:
            preview = _tried(form, carry_out, holds, also)
            form["shown"].process(None, _digest(form) if preview else "")
        show_again(on=not (is_valid and is_seen))
    said = {"done": _("The entry is put right."), **rest}
    return submit(form, carry_out, seen=seen, to=to, template=template, correction=preview, **said)


def _tried(
    form: FlaskForm,
    do: Callable[[], Any],
    holds: Callable[[], Sequence[Spell]],
    also: Callable[[], Sequence[str]],
) -> Preview | None:
    """The preview of a correction, which is carried out and taken back; None when it is refused."""
    try:
        with rehearsal(team_of_address()):
            before = list(holds())
            do()
            db.session.flush()
            db.session.expire_all()
            return Preview(before, list(holds()), today(), list(also()))
    except (RuleBroken, InvalidInput) as error:
        blame(form, error)
        return None


def _digest(form: FlaskForm) -> str:
    said = {field.name: str(field.data) for field in form if field.name not in _BESIDE}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _said(spell: Spell | None) -> str:
    if spell is None:
        return _("nothing")
    if spell.from_on is None:
        return spell.words
    return _("%(what)s, since %(day)s", what=spell.words, day=day(spell.from_on))


def _shift(shift: Shift) -> str:
    assert shift.from_on is not None
    values = {"before": shift.before or _("nothing"), "after": shift.after or _("nothing")}
    if shift.until_on is None:
        return _("From %(day)s: %(after)s, in place of %(before)s", day=day(shift.from_on), **values)
    first, last = day(shift.from_on), day_before(shift.until_on)
    return _("%(first)s to %(last)s: %(after)s, in place of %(before)s", first=first, last=last, **values)
