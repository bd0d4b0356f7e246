"""The step before something goes out: who gets mail, in which language, who cannot be reached, and what it
says.

What is shown is what would happen: the change is carried out, heard, and taken back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice

from registry.database.revisions import check_seen
from registry.database.transactions import rehearsal, unit_of_work
from registry.errors import InvalidInput, RuleBroken
from registry.outbox import queries as outbox_queries
from registry.outbox.messages import Letter, NothingToSay, NotReady, compose, hearing, links_open_nothing
from registry.outbox.models import Message
from registry.outbox.rules.reach import NOBODY, REASON_LENGTH, LeftOut, Person, Reach
from registry.outbox.services import messages
from registry.teams.messages import Sample
from registry.teams.views.notices import choosing_page, flash_told, submit_and_tell
from registry.web.access import public
from registry.web.fields import area
from registry.web.forms import Form, Revised, blame, show_again, status_of
from registry.web.page import Page, act_of, reader

T = TypeVar("T")

#: What the buttons ask for: have it sent to oneself, go back to the form, send it. Without one of them it is
#: looked at first.
TO_ME, CHANGE, SEND = "to-me", "change", "send"
_OWN = frozenset({"do", "left_out", "left_out_reason", "csrf_token"})

bp = Blueprint("samples", __name__, url_prefix="/sample-link")
bp.add_app_template_global(choosing_page)


class LeaveOutForm(Form):
    """Who is left out of this one mail, and why."""

    left_out = SelectMultipleField(
        _l("Leave out of this mail only"),
        description=_l("They handle the matter, see it on their pages, and get the next mail as always."),
        coerce=int,
        validate_choice=False,
    )
    left_out_reason = area(
        _l("Why are they left out?"), REASON_LENGTH, _l("It stands in the audit trail."), rows=2
    )

    def offer(self, people: Sequence[Person]) -> None:
        """Offer those who may be left out."""
        self.left_out.choices = [SelectChoice(person.user_id, person.name) for person in people]

    def chosen(self) -> LeftOut:
        """Those who are left out, and why."""
        return LeftOut(frozenset(self.left_out.data or ()), self.left_out_reason.data or "")

    def explains(self) -> bool:
        """Whether it says why, in not too many words; otherwise the field says what is wrong."""
        if not self.left_out_reason.data:
            self.left_out_reason.errors = [_("Say why they are left out.")]
            return False
        return bool(self.left_out_reason.validate(self))


@dataclass(frozen=True)
class SampleLetter:
    """A message as it would be sent to one person; its links open nothing."""

    to_name: str
    language: str
    letter: Letter


@dataclass(frozen=True)
class Preview:
    """What would go out."""

    reach: Reach
    letters: Sequence[SampleLetter]

    @property
    def may_be_left_out(self) -> list[Person]:
        """Those who may be left out of this mail, or are."""
        handling = [person for person in self.reach.everyone if self.reach.may_be_left_out(person)]
        return sorted([*handling, *self.reach.all_left_out], key=lambda person: person.name)


@bp.get("", strict_slashes=False)
@public("says that the link of a sample opens nothing")
def link() -> str:
    """The page behind every link of a sample."""
    return render_template("teams/sample_link.html")


def submit_after_preview(
    form: FlaskForm,
    do: Callable[[LeftOut], T],
    *,
    title: str,
    template: str,
    done: str | Callable[[T], str] = "",
    to: str | Callable[[T], str | Response],
    leaves_out: bool = False,
    note: str = "",
    seen: Revised | None = None,
    wake: Sequence[str] = (),
    **context: Any,
) -> Page:
    """Answer a page with a form by which something goes out by mail.

    Its button shows beforehand who gets mail and what it says, on a page titled `title`, whose button sends
    it; nothing is sent by anything else. With `leaves_out`, those who handle the matter may leave each other
    out of the mail; who is left out is given to `do`. `note` is a sentence about what will differ in the
    mail. `seen` is the row that the form changes, and `context` what its page shows, as in `submit`.
    """
    asked = request.form.get("do")
    leaving = LeaveOutForm()
    left_out = leaving.chosen() if leaves_out and asked in (TO_ME, SEND) else NOBODY
    is_unexplained = bool(left_out.user_ids) and not leaving.explains()
    left_out = NOBODY if is_unexplained else left_out
    context |= {"title": title, "checks_first": True}
    if form.is_submitted() and (asked != SEND or is_unexplained):
        preview = _rehearse(form, lambda: do(left_out), seen) if asked != CHANGE else None
        if preview is not None:
            return _preview_page(leaving, preview, title=title, note=note, leaves_out=leaves_out)
        show_again(on=True)
    return submit_and_tell(
        form,
        lambda: do(left_out),
        done=done,
        to=to,
        template=template,
        wake=(messages.SEND, *wake),
        seen=seen,
        **context,
    )


def press_after_preview(
    do: Callable[[], T], *, title: str, done: Callable[[T], str], nothing: str, to: str
) -> Page:
    """Answer a button without a form by which something goes out by mail: like `submit_after_preview`, and
    with `nothing` said at once where nobody would get mail.
    """
    asked = request.form.get("do")
    if asked == CHANGE:
        return redirect(to, 303)
    if asked != SEND:
        preview = _carried_out(do)
        if preview.reach.people:
            return _preview_page(LeaveOutForm(), preview, title=title, is_button=True)
    else:
        with unit_of_work(g.team.id, wake=(messages.SEND,)), hearing() as reach:
            value = do()
        if reach.people:
            flash_told(reach, done(value))
            return redirect(to, 303)
    flash(nothing, "info")
    return redirect(to, 303)


def _rehearse(form: FlaskForm, do: Callable[[], object], seen: Revised | None) -> Preview | None:
    """What would go out; None when the form or the rules are against it, which the form then says."""
    if not form.validate_on_submit():
        return None

    def do_on_what_was_seen() -> None:
        if seen is not None:
            check_seen(form["revision"].data, seen.revision)
        do()

    try:
        return _carried_out(do_on_what_was_seen)
    except (RuleBroken, InvalidInput) as error:
        blame(form, error)
        return None


def _carried_out(do: Callable[[], object]) -> Preview:
    """What goes out by a change, which is carried out and taken back."""
    with rehearsal(g.team.id), hearing() as reach, links_open_nothing():
        do()
        return Preview(reach, _letters(reach))


def _letters(reach: Reach) -> list[SampleLetter]:
    """One message of each kind in each language, as it would be composed now."""
    letters: dict[tuple[str, str], SampleLetter] = {}
    for message in outbox_queries.messages_in(reach.messages):
        key = (message.template, message.language)
        if key not in letters and (letter := _composed(message)) is not None:
            letters[key] = SampleLetter(message.to_name, message.language, letter)
    return list(letters.values())


def _composed(message: Message) -> Letter | None:
    try:
        return compose(message)
    except (NothingToSay, NotReady):
        return None


def _preview_page(
    leaving: LeaveOutForm,
    preview: Preview,
    *,
    title: str,
    note: str = "",
    leaves_out: bool = False,
    is_button: bool = False,
) -> Page:
    handling = preview.may_be_left_out
    is_one_of_them = any(person.user_id == current_user.id for person in handling)
    leaving.offer(handling if leaves_out and is_one_of_them else [])
    sends = request.form.get("do") == TO_ME and not leaving.errors
    if sends:
        with unit_of_work(g.team.id, wake=(messages.SEND,)):
            for sample in preview.letters:
                Sample.post(g.team, current_user, sample.letter, act_of(reader()).at)
    page = render_template(
        "teams/preview.html",
        form=leaving,
        title=title,
        preview=preview,
        kept=[(name, value) for name, value in request.form.items(multi=True) if name not in _OWN],
        note=note,
        is_button=is_button,
        sent_to=current_user.email if sends and preview.letters else "",
    )
    return page, status_of(leaving)
