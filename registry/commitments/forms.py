"""Forms of the signing page and of the coordinator's pages about requests."""

import json
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from registry.commitments.queries.signature_sheets import Line
from registry.dates import Meaning, Order
from registry.files.intake import SCANS
from registry.records.forms import PrintedForm
from registry.signing.forms import code_field
from registry.signing.rules.requests import TEXT_LENGTH
from registry.signing.rules.signatures import NAME_LENGTH
from registry.text import trimmed
from registry.web.corrections import StrikingForm
from registry.web.fields import choices, day, email_line, labelled, line, upload
from registry.web.forms import Form

TOO_LONG = _l("Use at most %(max)d characters.")
NEW_PERSON = "new"


def _words(label: Any, hint: Any = "", *, required: Any, length: int = TEXT_LENGTH) -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        validators=[InputRequired(required), Length(max=length, message=TOO_LONG)],
        filters=[trimmed],
        render_kw={"rows": 4},
    )


class AcknowledgeForm(Form):
    """A single button; the hidden digest identifies what the page showed."""

    shown = HiddenField()
    language = HiddenField()


class SignForm(AcknowledgeForm, PrintedForm):
    """The signature and the confirmations."""

    printed = ("name", "title", "typed")

    name = StringField(
        _l("Your full name"),
        validators=[InputRequired(_l("Enter your name.")), Length(max=NAME_LENGTH, message=TOO_LONG)],
        filters=[trimmed],
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )
    title = StringField(
        _l("Your title"),
        description=_l("Such as chief executive, board chair or physician lead."),
        validators=[InputRequired(_l("Enter your title.")), Length(max=NAME_LENGTH, message=TOO_LONG)],
        filters=[trimmed],
        render_kw={"autocomplete": "organization-title"},
    )
    has_authority = BooleanField(
        validators=[InputRequired(_l("Confirm that you are authorized to bind your organization."))],
        render_kw={"data-afresh": ""},
    )
    consents = BooleanField(
        validators=[InputRequired(_l("Confirm that you agree to sign electronically."))],
        render_kw={"data-afresh": ""},
    )
    typed = StringField(
        _l("Your signature"),
        description=_l("Type your name as you sign."),
        validators=[Length(max=NAME_LENGTH, message=TOO_LONG)],
        filters=[trimmed],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    strokes = HiddenField()
    code = code_field()

    def drawn(self) -> list[Any]:
        """The drawn strokes; empty when the signature was typed."""
        try:
            strokes = json.loads(self.strokes.data or "[]")
        except (ValueError, RecursionError):
            return [None]
        return strokes if isinstance(strokes, list) else [None]

    def validate_typed(self, field: StringField) -> None:
        """A signature must be typed or drawn."""
        if not field.data and not self.drawn():
            raise ValidationError(_l("Type your name as your signature."))


class DeclineForm(Form):
    """Declining, with a reason."""

    reason = _words(
        _l("Why do you decline?"),
        _l("The team’s coordinators read it."),
        required=_l("Say in a few words why you decline."),
    )


class QuestionForm(Form):
    """A question before signing."""

    text = _words(
        _l("Your question"),
        _l("The coordinator answers by e-mail. You can sign afterwards."),
        required=_l("Write your question."),
    )


class BoardForm(Form):
    """The day until which the organization's board considers the request."""

    board_until = day(
        _l("By which day will your board have met?"),
        _l("You get no reminder before that day. You can sign at any time."),
        meaning=Meaning.DUE,
        required=_l("Enter a day."),
    )


class HandOverForm(Form):
    """The person who signs instead: a listed one or a new one."""

    to = RadioField(_l("Who should sign instead of you?"), validators=[InputRequired(_l("Choose a person."))])
    name = StringField(_l("Their full name"), filters=[trimmed], validators=[Length(max=NAME_LENGTH)])
    title = StringField(_l("Their title"), filters=[trimmed], validators=[Length(max=NAME_LENGTH)])
    email = email_line(_l("Their e-mail address"))
    reason = TextAreaField(
        _l("Why (optional)"), filters=[trimmed], validators=[Length(max=TEXT_LENGTH)], render_kw={"rows": 3}
    )

    def is_new(self) -> bool:
        """Whether the person is not listed yet."""
        return bool(self.to.data == NEW_PERSON)

    def validate_name(self, field: StringField) -> None:
        """A new person needs a name."""
        if self.is_new() and not field.data:
            raise ValidationError(_l("Enter their name."))

    def validate_title(self, field: StringField) -> None:
        """A new person needs a title."""
        if self.is_new() and not field.data:
            raise ValidationError(_l("Enter their title."))


class InviteForm(Form):
    """The due date, and a message that accompanies the invitation."""

    due_on = day(
        _l("Answers wanted by (optional)"),
        _l("Reminders go out 14, 7 and 2 days before, and weekly after. Links work 30 days longer."),
        meaning=Meaning.DUE,
    )
    word = TextAreaField(
        _l("A word of your own (optional)"),
        description=_l("It stands in the invitation, in the language you write it in."),
        filters=[trimmed],
        validators=[Length(max=2_000, message=TOO_LONG)],
        render_kw={"rows": 4},
    )


class AskForm(Form):
    """The listed person to ask, and the due date."""

    signatory = SelectField(_l("Whom to ask"), validators=[InputRequired(_l("Choose a person."))])
    due_on = day(_l("Answer wanted by (optional)"), meaning=Meaning.DUE)


class ReasonForm(Form):
    """A reason for revoking or refusing."""

    reason = _words(_l("Reason"), required=_l("Say it in a few words."))


class AnswerForm(Form):
    """The answer to a signatory's question."""

    answer = _words(_l("Your answer"), required=_l("Write your answer."))


class PaperForm(Form):
    """A signature received on paper."""

    name = StringField(
        _l("Who signed"),
        filters=[trimmed],
        validators=[InputRequired(_l("Enter who signed.")), Length(max=NAME_LENGTH, message=TOO_LONG)],
    )
    title = StringField(
        _l("Their title"),
        filters=[trimmed],
        validators=[InputRequired(_l("Enter their title.")), Length(max=NAME_LENGTH, message=TOO_LONG)],
    )
    signed_on = day(
        _l("Day on the paper"), meaning=Meaning.HAPPENED, required=_l("Enter the day on the paper.")
    )
    language = RadioField(_l("Language of the paper"), choices=choices({"en": "English", "fr": "Français"}))
    scan = upload(
        _l("Scan of the signed paper"),
        SCANS,
        _l("A PDF, PNG or JPEG file of at most 20 MB."),
        required=_l("Attach the scan of the signed paper."),
    )


class CorrectSignatureForm(StrikingForm):
    """A correction of a signature from paper or from before the registry."""

    name = line(_l("Who signed"), NAME_LENGTH, required=_l("Enter who signed."))
    title = line(_l("Their title"), NAME_LENGTH)
    signed_on = day(
        _l("Day on the paper"), meaning=Meaning.HAPPENED, required=_l("Enter the day on the paper.")
    )


class SheetForm(Form):
    """A sheet that several partners signed, with one scan; `sheet_form` adds a line for each signature."""

    language = PaperForm.language
    scan = PaperForm.scan


def sheet_form(lines: Sequence[Line]) -> SheetForm:
    """A form with the name, the title and the day of each signature that is still owed."""
    fields: dict[str, Any] = {}
    for owed in lines:
        fields[f"name_{owed.key}"] = StringField(
            _l("Who signed"),
            default=owed.name,
            filters=[trimmed],
            validators=[Length(max=NAME_LENGTH, message=TOO_LONG)],
        )
        fields[f"title_{owed.key}"] = StringField(
            _l("Their title"),
            default=owed.title,
            filters=[trimmed],
            validators=[Length(max=NAME_LENGTH, message=TOO_LONG)],
        )
        fields[f"signed_on_{owed.key}"] = day(_l("Day on the paper"), meaning=Meaning.HAPPENED)
    form: SheetForm = type("SignedSheetForm", (SheetForm,), fields)()
    return form


class EarlierForm(Form):
    """Who signed an agreement made before the registry: one line each, as pasted from the paper table."""

    lines = TextAreaField(
        _l("Who signed"),
        description=_l(
            "One line a signature: organization; name; title; day, such as 2019-04-01 or 1 April 2019. "
            "Lines copied from a spreadsheet work too."
        ),
        validators=[InputRequired(_l("Enter at least one line.")), Length(max=100_000, message=TOO_LONG)],
        render_kw={"rows": 16, "spellcheck": "false"},
    )
    order = RadioField(
        _l("How are days such as 04/05/2019 written in this table?"),
        choices=labelled(Order),
        validators=[Optional()],
    )

    def chosen_order(self) -> Order | None:
        """Whether day or month comes first in dates, if that was asked and answered."""
        return Order(self.order.data) if self.order.data in set(Order) else None


class LapseForm(Form):
    """A commitment lapses."""

    effective_on = day(_l("From which day"), meaning=Meaning.HOLDS, required=_l("Enter a day."))
    reason = _words(_l("Why it lapses"), required=_l("Say in a few words why it lapses."))
