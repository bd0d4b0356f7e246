"""Forms for positions: one voice online or relayed, or a whole round in a meeting."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired

from registry.dates import Meaning
from registry.decisions.forms.decisions import seen_before
from registry.decisions.models.decisions import Decision
from registry.decisions.queries.decisions import VoiceSaid
from registry.decisions.rules.decisions import (
    LEVELS,
    OPPOSED,
    RELAYED,
    UNANSWERED,
    WORDS_LENGTH,
    Channel,
    Given,
    Mark,
    check_given,
)
from registry.decisions.wording import level_label
from registry.documents.rules.provisions import Scale
from registry.errors import InvalidInput, RegistryError, RuleBroken
from registry.records.forms import PrintedForm
from registry.text import whole_number
from registry.web.fields import area, choices, day, labelled, line
from registry.web.forms import Form

#: Answers other than a level that a person can choose.
OTHER_MARKS = (Mark.PENDING, Mark.ABSTAINS, Mark.ABSENT)


class PositionForm(PrintedForm):
    """The position of one voice."""

    printed: ClassVar[Sequence[str]] = ("reason", "need", "proposal")

    said = RadioField(_l("Position"), validators=[InputRequired(_l("Choose where this voice stands."))])
    reason = area(
        _l("In your words"), WORDS_LENGTH, _l("Welcome at every level; needed at 6: say why."), rows=3
    )
    need = area(_l("What information or talk is needed"), WORDS_LENGTH, rows=3)
    proposal = area(
        _l("What would meet your own needs and the others’"),
        WORDS_LENGTH,
        _l("Asked for at 6. Leaving it empty bars nothing, and is seen."),
        rows=3,
    )
    until = day(_l("With the board until"), _l("Where your board has still to say."), meaning=Meaning.DUE)
    seen = HiddenField()

    def __init__(
        self, scale: Scale, *, marks: tuple[Mark, ...] = (Mark.PENDING, Mark.ABSTAINS), **values: Any
    ):
        super().__init__(**values)
        levels = {str(level): level_label(scale, level) for level in LEVELS}
        self.said.choices = [*choices(levels), *labelled(marks)]
        if UNANSWERED[scale] is None:
            del self.need
        else:
            self.need.description = _l("Needed at 5.")

    def given(self) -> Given:
        """The typed position, for the rules."""
        need = self.need.data if "need" in self else ""
        return read_given(
            self.said.data,
            reason=self.reason.data or "",
            need=need or "",
            proposal=self.proposal.data or "",
            until=self.until.data,
        )


class RelayForm(PositionForm):
    """The position of one voice, entered by somebody else."""

    printed = (*PositionForm.printed, "said_by")

    said_by = line(_l("Who said it"), 200, required=_l("Enter who said it."))
    said_on = day(_l("When"), meaning=Meaning.HAPPENED, required=_l("Give the day."))
    channel = RadioField(
        _l("How"),
        choices=labelled(RELAYED),
        validators=[InputRequired(_l("Choose how it was said."))],
    )


class ConfirmPositionForm(Form):
    """A confirmation of a relayed position."""

    seen = HiddenField()


class AgreedForm(Form):
    """Everybody present agreed, without levels."""

    met_on = day(
        _l("Day of the meeting"), meaning=Meaning.HAPPENED, required=_l("Give the day of the meeting.")
    )
    present = SelectMultipleField(_l("Present"), coerce=int, validate_choice=False)
    attendance = area(_l("Also there"), WORDS_LENGTH, _l("Guests, staff, who took the minutes."))
    seen = HiddenField()


@dataclass(frozen=True)
class _Row:
    """The row of one voice in the meeting form."""

    PARTS: ClassVar = ("said", "words", "proposal", "until")

    said: str | None = None
    words: str | None = None
    proposal: str | None = None
    until: dt.date | None = None

    @classmethod
    def standing(cls, voice_said: VoiceSaid) -> "_Row":
        """The row with a voice's present position; empty when it has none."""
        if voice_said.position is None:
            return cls()
        given = voice_said.given
        return cls(choice_of(given), given.need or given.reason, given.proposal, given.until)

    @property
    def text(self) -> str:
        """The whole row as one line, to detect changes."""
        parts = (self.said, self.words, self.proposal, self.until.isoformat() if self.until else "")
        return " | ".join(" ".join((part or "").split()) for part in parts)

    def parts(self) -> dict[str, Any]:
        """The initial values of its inputs, by name."""
        return {part: getattr(self, part) for part in self.PARTS}

    def given(self, scale: Scale) -> Given:
        """The typed position; at the level that requests information, the text says which."""
        text = self.words or ""
        is_need = self.said == str(UNANSWERED[scale])
        return read_given(
            self.said,
            reason="" if is_need else text,
            need=text if is_need else "",
            proposal=self.proposal or "",
            until=self.until,
        )


class MeetingForm(Form):
    """A whole round in a meeting; `meeting_form` adds the fields of each voice."""

    met_on = day(
        _l("Day of the meeting"), meaning=Meaning.HAPPENED, required=_l("Give the day of the meeting.")
    )
    attendance = area(_l("Also there"), WORDS_LENGTH, _l("Guests, staff, who took the minutes."), rows=2)
    rest = RadioField(
        _l("Voices left empty"),
        choices=choices({"": _l("stay as they are"), Mark.ABSENT.value: _l("were absent")}),
        default="",
    )

    def given(self, decision: Decision) -> dict[int, Given]:
        """The positions that differ from those that the page showed, by voice.

        Voices left empty are omitted or, if the person chose so, counted as absent.
        """
        rows = {voice.id: self._row(voice.id) for voice in decision.voices}
        touched = [voice_id for voice_id, row in rows.items() if row.text != self[f"was_{voice_id}"].data]
        empty = [voice_id for voice_id, row in rows.items() if not row.said]
        absent = empty if self.rest.data == Mark.ABSENT else []
        rows_given = {
            voice_id: rows[voice_id].given(decision.scale) for voice_id in touched if rows[voice_id].said
        }
        return {**dict.fromkeys(absent, Given(Mark.ABSENT)), **rows_given}

    def seen_numbers(self, decision: Decision) -> dict[int, int]:
        """The number of the position that the page showed for each voice, 0 for none."""
        shown = {voice.id: self[f"number_{voice.id}"].data or "" for voice in decision.voices}
        return {voice_id: seen_before(number) for voice_id, number in shown.items()}

    def changed_meanwhile(self, standing: Mapping[int, VoiceSaid]) -> dict[int, VoiceSaid]:
        """The present positions of voices that somebody else changed after the page was shown."""
        numbers = {voice_id: one.position.number if one.position else 0 for voice_id, one in standing.items()}
        return {
            voice_id: standing[voice_id]
            for voice_id, number in numbers.items()
            if self[f"number_{voice_id}"].data != str(number)
        }

    def show(self, standing: Mapping[int, VoiceSaid]) -> None:
        """Store the present position of each voice with its row, so that the next save is compared with
        it.
        """
        for voice_id, one in standing.items():
            self[f"number_{voice_id}"].process(None, str(one.position.number if one.position else 0))
            self[f"was_{voice_id}"].process(None, _Row.standing(one).text)

    def _row(self, voice_id: int) -> "_Row":
        return _Row(*(self[f"{part}_{voice_id}"].data for part in _Row.PARTS))

    def check(self, decision: Decision, on: dt.date) -> bool:
        """Whether every row has what its level requires; errors are shown on the row."""
        for voice_id, given in self.given(decision).items():
            try:
                check_given(given, decision.scale, channel=Channel.MEETING, on=on)
            except (RuleBroken, InvalidInput) as error:
                place = "until" if error.field == "until" else "words"
                self._blame(decision, voice_id, place, error)
        return not self.errors

    def _blame(self, decision: Decision, voice_id: int, place: str, error: RegistryError) -> None:
        """Show an error on the row, with the name of the voice, because the summary of errors covers many
        rows.
        """
        name = next(voice.name for voice in decision.voices if voice.id == voice_id)
        field = self[f"{place}_{voice_id}"]
        field.errors = [*field.errors, f"{name}: {error.text()}"]


def meeting_form(decision: Decision, standing: Mapping[int, VoiceSaid], **values: Any) -> MeetingForm:
    """The form of a round in a meeting, with the present position of each voice."""
    marks = [*choices({level: str(level) for level in LEVELS}), *labelled(OTHER_MARKS)]
    fields: dict[str, Any] = {}
    for voice in decision.voices:
        fields |= {
            f"said_{voice.id}": RadioField(voice.name, choices=marks, validate_choice=False),
            f"words_{voice.id}": line(_l("In words"), WORDS_LENGTH),
            f"proposal_{voice.id}": line(_l("Proposed solution"), WORDS_LENGTH),
            f"until_{voice.id}": day(_l("With the board until"), meaning=Meaning.DUE),
            f"was_{voice.id}": HiddenField(),
            f"number_{voice.id}": HiddenField(),
        }
    data = {**_as_it_stands(standing), **values.pop("data", {})}
    form: MeetingForm = type("RoomForm", (MeetingForm,), fields)(data=data, **values)
    return form


def read_given(choice: str | None, *, reason: str, need: str, proposal: str, until: dt.date | None) -> Given:
    """The typed position: a level, or another answer of the voice."""
    level = whole_number(choice)
    if level is not None:
        return Given(Mark.GIVEN, level, reason, need, proposal if level == OPPOSED else "")
    if choice in (Mark.PENDING, Mark.ABSTAINS, Mark.ABSENT):
        return Given(Mark(choice), reason=reason, until=until if choice == Mark.PENDING else None)
    return Given(Mark.GIVEN, None)


def choice_of(given: Given) -> str:
    """The choice in the form that corresponds to a position."""
    return str(given.level) if given.mark is Mark.GIVEN else given.mark.value


def _as_it_stands(standing: Mapping[int, VoiceSaid]) -> dict[str, Any]:
    return {
        f"{part}_{voice_id}": value
        for voice_id, one in standing.items()
        for part, value in _Row.standing(one).parts().items()
    }
