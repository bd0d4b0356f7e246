"""Forms of the public pages, and of the administrator's."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from registry.accounts.rules import NAME_LENGTH as LONGEST_NAME
from registry.accounts.rules import REASON_LENGTH
from registry.forms import Form
from registry.inputs import area, choices, email_line, line
from registry.teams.beginning import Newcomer
from registry.teams.forms import WRITTEN_TO_IN
from registry.teams.rules import NAME_LENGTH, zones
from registry.text import trimmed

SLUG_LENGTH = 60


class CodeForm(Form):
    """The code of a record, as somebody read it."""

    class Meta:
        csrf = False  # it is only looked up

    code = StringField(
        _l("Record code"),
        validators=[
            InputRequired(_l("Type the code.")),
            Length(max=60, message=_l("This is too long for a code.")),
        ],
        filters=[trimmed],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class DisableForm(Form):
    """Why nobody may come in with an account any more."""

    reason = area(
        _l("Why"),
        REASON_LENGTH,
        _l("For the administrators, and for the person where they ask, such as: has left the organization."),
        required=_l("Say why."),
    )


class RecordFileForm(Form):
    """The file of a record."""

    file = FileField(_l("PDF file"), validators=[FileRequired(_l("Choose a PDF."))])


class FirstCoordinatorForm(Form):
    """Who coordinates a team first."""

    name = line(_l("Name of the coordinator"), LONGEST_NAME, autocomplete="off")
    email = email_line(_l("E-mail address of the coordinator"), _l("The invitation goes there."))
    language = RadioField(
        _l("In which language are they written to?"), choices=choices(WRITTEN_TO_IN), default="en"
    )

    def coordinator(self) -> Newcomer:
        """The person who was named."""
        return Newcomer(self.name.data or "", self.email.data or "", self.language.data)


class NewTeamForm(FirstCoordinatorForm):
    """A team, and who coordinates it first."""

    slug = line(
        _l("Short name in addresses"),
        SLUG_LENGTH,
        _l("Small letters, digits and hyphens, such as east-team. It stays as it is."),
        spellcheck="false",
    )
    name_en = line(_l("Name in English"), NAME_LENGTH)
    name_fr = line(_l("Name in French"), NAME_LENGTH)
    timezone = SelectField(
        _l("Time zone"), description=_l("Days begin and end by it."), default="America/Toronto"
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.timezone.choices = choices({zone: zone.replace("_", " ") for zone in zones()})
