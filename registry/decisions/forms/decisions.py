"""Forms of decisions: the team's rules, opening, rounds, votes, and resolutions."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from registry.dates import Meaning
from registry.decisions.forms.rolls import RollForm
from registry.decisions.models.decisions import Decision
from registry.decisions.queries.rolls import PossibleRoll
from registry.decisions.rules.decisions import TEXT_LENGTH, TITLE_LENGTH, Audience, Ballot, PlannedAction
from registry.documents.rules.figures import CitedSection
from registry.documents.rules.provisions import PassRule
from registry.documents.wording import section_words
from registry.partners.models.partners import Partner
from registry.text import whole_number
from registry.web.fields import WholeNumber, area, choices, day, labelled, line, revision
from registry.web.forms import Form

#: Lines of the form for actions, each with the organization and the due date.
ACTION_LINES = 4


class OpenForm(RollForm):
    """A question, and its roll; the number of voices it needs only where the agreement leaves that open."""

    title = line(_l("Title"), TITLE_LENGTH, _l("As it stands in lists."), required=_l("Enter a title."))
    question = area(
        _l("Question"),
        TEXT_LENGTH,
        _l("As it is put to the voices; a later round may amend it."),
        required=_l("Enter the question."),
    )
    background = area(_l("Background"), TEXT_LENGTH, _l("What one should know before answering."), rows=4)
    roll = SelectMultipleField(_l("Roll"), validate_choice=False)
    quorum = WholeNumber(
        _l("Quorum"),
        description=_l("How many voices must give a position. Left empty: everyone whose position counts."),
        validators=[Optional()],
        render_kw={"inputmode": "numeric"},
    )
    rests_on = SelectField(
        _l("Section of an agreement on which it rests"),
        description=_l("Optional. The page and the record of the decision will name it."),
        default="",
    )
    audience = RadioField(_l("Who may read it"), choices=labelled(Audience), default=Audience.TEAM.value)
    readers = SelectMultipleField(
        _l("Readers named"),
        description=_l("They read it beside those on the roll, where it is for the roll only."),
        validate_choice=False,
        coerce=int,
    )
    closes_on = day(
        _l("Positions by"), _l("Left empty where it is settled in the meeting."), meaning=Meaning.DUE
    )

    def __init__(
        self,
        possible: PossibleRoll,
        readers: Sequence[tuple[int, str]],
        sections: Sequence[CitedSection],
        *,
        quorum_is_open: bool,
    ) -> None:
        super().__init__()
        if not quorum_is_open:
            del self.quorum
        self._sections = {section.choice: section for section in sections}
        named = {choice: section_words(section) for choice, section in self._sections.items()}
        self.rests_on.choices = choices({"": _l("None")} | named)
        self.roll.choices = [(candidate.key, candidate.name) for candidate in possible.candidates]
        if not self.is_submitted():
            self.roll.data = [candidate.key for candidate in possible.candidates]
        self.readers.choices = list(readers)

    def chosen_quorum(self) -> int | None:
        """How many voices must give a position, where that is chosen here."""
        return self.quorum.data if self.quorum else None

    def chosen_section(self) -> CitedSection | None:
        """The section of an agreement on which it rests."""
        return self._sections.get(self.rests_on.data or "")


class RoundForm(Form):
    """The question of the next round."""

    question = area(
        _l("Question"),
        TEXT_LENGTH,
        _l("As it was, or amended to address what was said."),
        required=_l("Enter the question."),
    )
    closes_on = day(
        _l("Positions by"), _l("Left empty where it is settled in the meeting."), meaning=Meaning.DUE
    )


class CloseForm(Form):
    """Closing a round, with confirmation of the voices that gave no position."""

    confirm = BooleanField(_l("Yes, close the round without them"))
    without = HiddenField()
    seen = revision()

    def left_behind(self) -> list[int]:
        """The voices without a position that the person confirmed to leave out when the round closes."""
        if not self.confirm.data:
            return []
        numbers = map(whole_number, (self.without.data or "").split())
        return [number for number in numbers if number is not None]


class ReasonForm(Form):
    """Why a matter ends without a decision."""

    reason = area(_l("Reason"), TEXT_LENGTH, required=_l("Say why the matter is set aside."), rows=4)


class PointForm(Form):
    """The response to a point."""

    text = area(_l("Answer"), TEXT_LENGTH, required=_l("Enter the answer."), rows=4)


class VoteForm(Form):
    """The efforts made, and when the vote passes where the agreement leaves that open."""

    efforts = area(
        _l("Efforts made to reach consensus"),
        TEXT_LENGTH,
        required=_l("Say what was done to reach consensus first."),
        rows=5,
    )
    pass_rule = RadioField(
        _l("When the vote passes"),
        choices=labelled(PassRule),
        validators=[InputRequired(_l("Choose when the vote passes."))],
        validate_choice=False,
    )

    def __init__(self, *, rule_is_open: bool) -> None:
        super().__init__()
        if not rule_is_open:
            del self.pass_rule

    def chosen_rule(self) -> PassRule | None:
        """The chosen pass rule."""
        chosen = self.pass_rule.data if self.pass_rule else None
        return PassRule(chosen) if chosen in set(PassRule) else None


class BallotForm(Form):
    """One voice's ballot."""

    ballot = RadioField(
        _l("Vote"),
        choices=labelled(Ballot),
        validators=[InputRequired(_l("Choose one."))],
    )
    seen = HiddenField()


class CloseVoteForm(Form):
    """Closing the vote."""

    seen = HiddenField()


class RecordForm(Form):
    """The resolution, who carries it out, and due dates."""

    text = area(
        _l("What was decided"),
        TEXT_LENGTH,
        _l("In words that stand by themselves: they are the record."),
        required=_l("Enter what was decided."),
        rows=4,
    )
    decided_on = day(
        _l("Day of the decision"), meaning=Meaning.HAPPENED, required=_l("Give the day of the decision.")
    )
    tasks = HiddenField()  # shows errors about the lines as a whole

    def __init__(self, partners: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(**values)
        for number in range(1, ACTION_LINES + 1):
            self[f"partner_{number}"].choices = [("", ""), *((str(key), name) for key, name in partners)]

    def lines(self, partners: Sequence[Partner]) -> list[PlannedAction]:
        """The actions entered in the form, without empty lines."""
        names = {str(partner.id): partner for partner in partners}
        lines = []
        for number in range(1, ACTION_LINES + 1):
            partner = names.get(self[f"partner_{number}"].data or "")
            who = partner.name if partner else (self[f"who_{number}"].data or "")
            text = self[f"task_{number}"].data or ""
            if who or text:
                due_on = self[f"due_{number}"].data
                lines.append(PlannedAction(who, text, due_on, partner.id if partner else None))
        return lines


for _number in range(1, ACTION_LINES + 1):
    setattr(RecordForm, f"partner_{_number}", SelectField(_l("Partner"), validate_choice=False))
    setattr(RecordForm, f"who_{_number}", line(_l("Or somebody else"), 200))
    setattr(RecordForm, f"task_{_number}", line(_l("What"), 500))
    setattr(RecordForm, f"due_{_number}", day(_l("By"), meaning=Meaning.HOLDS))


class FollowUpForm(Form):
    """The progress of carrying out a decision."""

    text = area(_l("How far it has come"), TEXT_LENGTH)
    noted_on = day(_l("Day"), meaning=Meaning.HAPPENED, required=_l("Give the day."))
    is_done = BooleanField(_l("It is done"))


def ballots_form(decision: Decision, **values: Any) -> Form:
    """A form with a ballot for each counted voice, empty when none was given."""
    fields = {
        f"ballot_{voice.id}": SelectField(
            voice.name, choices=[*choices({"": ""}), *labelled(Ballot)], validate_choice=False
        )
        for voice in decision.counted_voices
    }
    form: Form = type("BallotsForm", (Form,), {**fields, "seen": HiddenField()})(**values)
    return form


def ballots_given(form: Form, decision: Decision) -> dict[int, Ballot]:
    """The ballots entered in a form, by voice."""
    given = {voice.id: form[f"ballot_{voice.id}"].data for voice in decision.counted_voices}
    return {voice_id: Ballot(said) for voice_id, said in given.items() if said in set(Ballot)}


def seen_before(typed: object) -> int:
    """Parse the number that identifies what a page showed; an impossible number when somebody tampered with
    it.
    """
    number = whole_number(typed)
    return -1 if number is None else number
