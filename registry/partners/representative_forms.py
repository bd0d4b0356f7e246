"""Forms of those who represent a partner."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from registry.inputs import day, line
from registry.partners.forms import DAY_MISSING
from registry.partners.rules import NAME_LENGTH
from registry.teams.forms import PersonChoice


class RepresentativeForm(PersonChoice, FlaskForm):
    """A person who speaks for a partner, from a day on."""

    title = line(_l("Title"), NAME_LENGTH, _l("Such as chief executive, board chair or physician lead."))
    started_on = day(_l("From which day?"), required=DAY_MISSING)

    def __init__(self, people: Mapping[int, str], **values: Any) -> None:
        super().__init__(**values)
        self.offer_people(people)


class EndRepresentativeForm(FlaskForm):
    """From when on a person no longer represents a partner."""

    on = day(_l("From which day do they no longer represent it?"), required=DAY_MISSING)
