"""Forms of the public pages, and of the administrator's."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from registry.accounts.rules import NAME_LENGTH as LONGEST_NAME
from registry.accounts.rules import REASON_LENGTH
from registry.teams.forms import WRITTEN_TO_IN
from registry.teams.rules import NAME_LENGTH, zones
from registry.teams.services.memberships import Newcomer
from registry.web.fields import area, choices, email_line, line
from registry.web.forms import Form

SLUG_LENGTH = 60


class DisableForm(Form):
    """Why an account is disabled."""

    reason = area(
        _l("Why"),
        REASON_LENGTH,
        _l("For the administrators, and for the person where they ask, such as: has left the organization."),
        required=_l("Say why."),
    )


class FirstCoordinatorForm(Form):
    """The first coordinator of a team."""

    name = line(_l("Name of the coordinator"), LONGEST_NAME, autocomplete="off")
    email = email_line(_l("E-mail address of the coordinator"), _l("The invitation goes there."))
    language = RadioField(
        _l("In which language are they written to?"), choices=choices(WRITTEN_TO_IN), default="en"
    )

    def coordinator(self) -> Newcomer:
        """The named person."""
        return Newcomer(self.name.data or "", self.email.data or "", self.language.data)


class NewTeamForm(FirstCoordinatorForm):
    """A team and its first coordinator."""

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
