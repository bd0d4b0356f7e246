"""Forms of withdrawals: notices, efforts and answers, the day of leaving, staying."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from registry.dates import Meaning
from registry.files.intake import SCANS
from registry.records.forms import PrintedForm
from registry.signing.forms import code_field
from registry.web.corrections import CorrectionForm
from registry.web.fields import area, choices, day, labelled, line, upload
from registry.web.forms import Form
from registry.withdrawals.rules.withdrawals import (
    NAME_LENGTH,
    RELAYED,
    TEXT_LENGTH,
    Answer,
    Channel,
    EffortKind,
    Reason,
)

#: The partner signs in one of the two languages.
LANGUAGE_CHOICES = {"en": "English", "fr": "Français"}


def _reasons() -> SelectField:
    return SelectField(_l("Reason"), choices=labelled(Reason), default=Reason.NOT_STATED.value)


def _words(label: Any, hint: Any = "") -> Any:
    return area(label, TEXT_LENGTH, hint, required=_l("Say it in a few words."), rows=4)


class AskForm(Form):
    """The listed person who is asked to sign a notice."""

    signatory = SelectField(_l("Who signs"), validators=[InputRequired(_l("Choose a person."))])


class SignForm(PrintedForm):
    """The notice and its signature."""

    printed = ("account", "name", "title", "typed")

    effective_on = day(
        _l("Day of leaving"),
        _l("From this day on your organization is no longer a partner."),
        meaning=Meaning.DUE,
        required=_l("Enter the day on which your organization leaves."),
    )
    reason = _reasons()
    account = area(
        _l("What led to it, in your own words (optional)"),
        TEXT_LENGTH,
        _l("The team reads it. It also stands in the statement of withdrawal."),
        rows=5,
    )
    name = line(
        _l("Your full name"),
        NAME_LENGTH,
        required=_l("Enter your name."),
        autocomplete="name",
        spellcheck="false",
    )
    title = line(
        _l("Your title"),
        NAME_LENGTH,
        _l("Such as chief executive, board chair or physician lead."),
        required=_l("Enter your title."),
        autocomplete="organization-title",
    )
    has_authority = BooleanField(
        validators=[InputRequired(_l("Confirm that you are authorized to bind your organization."))],
        render_kw={"data-afresh": ""},
    )
    consents = BooleanField(
        validators=[InputRequired(_l("Confirm that you agree to sign electronically."))],
        render_kw={"data-afresh": ""},
    )
    typed = line(
        _l("Your signature"),
        NAME_LENGTH,
        _l("Type your name as you sign."),
        required=_l("Type your name as your signature."),
        autocomplete="off",
        spellcheck="false",
    )
    code = code_field()


class PaperForm(Form):
    """A notice received on paper; only its date is required."""

    given_on = day(
        _l("Day of the notice"), meaning=Meaning.HAPPENED, required=_l("Enter the day on the paper.")
    )
    effective_on = day(
        _l("Day of leaving (optional)"),
        _l("From this day on it is no longer a partner. Left empty: the notice names none yet."),
        meaning=Meaning.HOLDS,
    )
    paper_says_so = BooleanField(_l("The day of leaving has passed, and the paper says so."))
    reason = _reasons()
    account = area(_l("What led to it, in the organization’s words (optional)"), TEXT_LENGTH, rows=5)
    name = line(_l("Who signed it (optional)"), NAME_LENGTH)
    title = line(_l("Their title (optional)"), NAME_LENGTH)
    language = RadioField(_l("Language of the paper"), choices=choices(LANGUAGE_CHOICES))
    scan = upload(_l("Scan of the paper (optional)"), SCANS, _l("A PDF, PNG or JPEG file of at most 20 MB."))


class DayForm(Form):
    """The day of leaving, whether set or moved."""

    effective_on = day(_l("Day of leaving"), meaning=Meaning.DUE, required=_l("Enter a day."))
    reason = _words(_l("Why, and with whom it was agreed"))


class CorrectDayForm(CorrectionForm):
    """The day of leaving, where the one that has come was mistyped."""

    effective_on = day(_l("Day of leaving"), meaning=Meaning.HOLDS, required=_l("Enter a day."))


class EffortForm(Form):
    """An effort: what was offered, by whom and when."""

    kind = RadioField(
        _l("What it is for"),
        choices=labelled(EffortKind),
        validators=[InputRequired(_l("Choose what it is for."))],
    )
    text = _words(_l("What was offered"))
    offered_by = line(
        _l("Who offered it"),
        NAME_LENGTH,
        _l("A person, a partner or a committee."),
        required=_l("Enter who offered it."),
    )
    offered_on = day(_l("When"), meaning=Meaning.HAPPENED, required=_l("Enter a day."))


class AnswerForm(Form):
    """The organization's answer to an effort."""

    answer = RadioField(
        _l("The answer"), choices=labelled(Answer), validators=[InputRequired(_l("Choose an answer."))]
    )
    text = area(_l("In words (optional)"), TEXT_LENGTH, rows=4)


class RelayForm(AnswerForm):
    """An answer relayed by a coordinator."""

    channel = RadioField(
        _l("How the answer came"),
        choices=labelled(RELAYED),
        validators=[InputRequired(_l("Say how the answer came."))],
    )
    said_by = line(_l("Who gave it (optional)"), NAME_LENGTH)
    answered_on = day(_l("When"), meaning=Meaning.HAPPENED, required=_l("Enter a day."))

    def chosen_channel(self) -> Channel:
        """How the answer was given."""
        return Channel(self.channel.data)


class ReasonForm(Form):
    """A reason."""

    reason = _words(_l("Reason"))
