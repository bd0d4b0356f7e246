"""The part of a form that asks what a partnership rests on."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from registry.errors import N_, InvalidInput
from registry.partners.rules.grounds import WORDS_LENGTH, Ground, Offer, RestsOn, chosen_ground
from registry.web.fields import choices, hinted, line
from registry.web.forms import Form


class GroundForm(Form):
    """A form that asks what a partnership rests on, and which list, agreement or decision it is."""

    rests_on = RadioField(_l("What does it rest on that it is a partner?"), validate_choice=False)
    rests_on_which = SelectField(
        _l("Which one, if the registry has it?"),
        description=_l("An earlier agreement, or a decision that the whole team may read."),
        default="",
        validate_choice=False,
    )
    rests_on_words = line(
        _l("Or which one, in words?"),
        WORDS_LENGTH,
        _l("Such as the list of 2024, or the decision of the steering committee of 3 May."),
    )

    def __init__(self, grounds: Iterable[Ground], offers: Sequence[Offer], **values: Any) -> None:
        super().__init__(**values)
        self.rests_on.choices = hinted(grounds)
        self._offers = {offer.subject: offer for offer in offers}
        named = {key: offer.words for key, offer in self._offers.items()}
        self.rests_on_which.choices = choices({"": _l("None of those that it has"), **named})

    @property
    def ground(self) -> Ground | None:
        """The kind of ground that was chosen."""
        offered = {choice.value for choice in self.rests_on.choices}
        return Ground(self.rests_on.data) if self.rests_on.data in offered else None

    def given(self) -> RestsOn | None:
        """What it rests on; None when nothing was chosen."""
        if self.ground is None:
            return None
        return chosen_ground(
            self.ground, self.rests_on_words.data or "", self._offers.get(self.rests_on_which.data or "")
        )

    def required(self) -> RestsOn:
        """What it rests on; raises `InvalidInput` when nothing was chosen."""
        given = self.given()
        if given is None:
            raise InvalidInput(N_("Choose what it rests on."), field="rests_on")
        return given
