"""Forms of the partner register. Forms that change something contain the revision that the person saw."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from registry.dates import Meaning
from registry.partners.forms.grounds import GroundForm
from registry.partners.rules.grounds import BY_HAND, Ground, Offer
from registry.partners.rules.partners import (
    CITY_LENGTH,
    DATED,
    MOST_SIGNATURES,
    NAME_LENGTH,
    REASON_LENGTH,
    TEXT_LENGTH,
    Contribution,
    NoteKind,
    Status,
)
from registry.partners.wording import LANGUAGE_LABELS
from registry.teams.models import Team
from registry.teams.rules import Tier
from registry.web.corrections import StrikingForm
from registry.web.fields import area, choices, day, labelled, line, number, revision
from registry.web.forms import Form
from registry.web.parameters import row_number

FROM = _l("From which day?")
FROM_HINT = _l("Before this day nothing changes. It may lie in the past or in the future.")
DAY_MISSING = _l("Give a day, such as 2026-11-24.")
ONLY_WHERE_IT_BEGINS = _l("Only where it becomes a partner.")
REASON_MISSING = _l("Say why, in a few words.")


class RevisedForm(Form):
    """A form that changes something that was read before."""

    revision = revision()


def _tier() -> RadioField:
    return RadioField(_l("Tier"), default="")


def _name(label: Any) -> Any:
    return line(label, NAME_LENGTH, required=_l("Enter the organization’s name."), autocomplete="off")


def _offer_tiers(field: RadioField, team: Team) -> None:
    """Label the tiers as the team does."""
    labels = {tier.value: team.tier_label(tier) for tier in Tier}
    field.choices = choices({**labels, "": _l("To be set: it cannot be asked to sign")})


class DetailsForm(RevisedForm):
    """The properties of a partner that have no history."""

    sector = line(_l("Sector"), NAME_LENGTH, _l("Such as home care, hospital or primary care."))
    city = line(_l("City"), CITY_LENGTH)
    language = RadioField(_l("In which language is it written to?"))
    signatures_needed = number(
        _l("How many must sign for it?"),
        _l("Usually one; two where, say, chief executive and board chair sign together."),
        most=MOST_SIGNATURES,
    )

    def __init__(self, team: Team, **values: Any) -> None:
        super().__init__(**values)
        offered = dict.fromkeys([*team.languages, self.language.object_data or team.languages[0]])
        self.language.choices = choices({one: LANGUAGE_LABELS[one] for one in offered})


class PartnerForm(DetailsForm, GroundForm):
    """A new partner."""

    name = _name(_l("Name of the organization"))
    tier = _tier()
    status = RadioField(
        _l("Status"),
        choices=labelled((Status.PARTNER, Status.JOINING)),
        default=Status.PARTNER,
    )
    effective_on = day(_l("Since which day?"), meaning=Meaning.HOLDS, required=DAY_MISSING)

    def __init__(self, team: Team, offers: Sequence[Offer], **values: Any) -> None:
        super().__init__(team, grounds=Ground, offers=offers, **values)
        self.rests_on.validators = [InputRequired(_l("Choose what it rests on."))]
        _offer_tiers(self.tier, team)

    def chosen_tier(self) -> Tier | None:
        """The chosen tier; None while it is to be set."""
        return Tier(self.tier.data) if self.tier.data else None


class RenameForm(RevisedForm):
    """A new name."""

    name = _name(_l("New name"))
    on = day(_l("Since which day does it bear this name?"), meaning=Meaning.HOLDS, required=DAY_MISSING)
    reason = area(_l("Why?"), REASON_LENGTH, _l("Such as a merger of two services, or a slip in the list."))


class TierForm(RevisedForm):
    """A tier from a day on."""

    tier = _tier()
    effective_on = day(FROM, FROM_HINT, meaning=Meaning.HOLDS, required=DAY_MISSING)
    reason = area(_l("Why?"), REASON_LENGTH, required=REASON_MISSING)
    decision = SelectField(
        _l("Which decision is behind it, if the registry has it?"), default="", validate_choice=False
    )
    agreed_by = line(
        _l("Or who decided it, in words?"),
        NAME_LENGTH,
        _l("Such as the steering committee, at its meeting of 3 May. An upgrade needs its decision."),
    )

    def __init__(self, team: Team, offers: Sequence[Offer], **values: Any) -> None:
        super().__init__(**values)
        _offer_tiers(self.tier, team)
        self._named = {offer.subject: offer.words for offer in offers if offer.ground is Ground.DECISION}
        self.decision.choices = choices({"": _l("None of those that it has"), **self._named})

    @property
    def agreed(self) -> str:
        """Who decided it: in words, else the decision that was chosen."""
        return (self.agreed_by.data or self._named.get(self.decision.data or "", ""))[:NAME_LENGTH]

    def chosen_tier(self) -> Tier | None:
        """The chosen tier; None while it is to be set."""
        return Tier(self.tier.data) if self.tier.data else None


class CorrectTierForm(StrikingForm):
    """A correction of a tier."""

    tier = _tier()
    effective_on = day(FROM, meaning=Meaning.HOLDS, required=DAY_MISSING)
    agreed_by = line(_l("Who agreed?"), NAME_LENGTH)

    def __init__(self, team: Team, **values: Any) -> None:
        super().__init__(**values)
        _offer_tiers(self.tier, team)

    def chosen_tier(self) -> Tier | None:
        """The chosen tier; None while it is to be set."""
        return Tier(self.tier.data) if self.tier.data else None


class StatusForm(RevisedForm):
    """A status from a day on."""

    status = RadioField(_l("Status"), choices=labelled(DATED))
    effective_on = day(FROM, FROM_HINT, meaning=Meaning.HOLDS, required=DAY_MISSING)
    reason = area(_l("Why?"), REASON_LENGTH, required=REASON_MISSING)


class CorrectStatusForm(StrikingForm, GroundForm):
    """A correction of a status, and of what it rests on where the organization becomes a partner."""

    status = RadioField(_l("Status"), choices=labelled(DATED))
    effective_on = day(FROM, meaning=Meaning.HOLDS, required=DAY_MISSING)

    def __init__(self, offers: Sequence[Offer], **values: Any) -> None:
        super().__init__(grounds=BY_HAND, offers=offers, **values)
        self.rests_on.description = ONLY_WHERE_IT_BEGINS


class NewStatusForm(StatusForm, GroundForm):
    """A status from a day on, and what it rests on where the organization becomes a partner."""

    def __init__(self, offers: Sequence[Offer], **values: Any) -> None:
        super().__init__(grounds=BY_HAND, offers=offers, **values)
        self.rests_on.description = ONLY_WHERE_IT_BEGINS


class MergeForm(RevisedForm):
    """The partner it was merged into, and when."""

    into = RadioField(
        _l("Which partner did it become part of?"),
        coerce=row_number,
        validate_choice=False,
        validators=[InputRequired(_l("Choose the partner it became part of."))],
    )
    on = day(_l("On which day?"), meaning=Meaning.HOLDS, required=DAY_MISSING)


class CloseForm(RevisedForm):
    """When an organization closed."""

    on = day(_l("On which day?"), meaning=Meaning.HOLDS, required=DAY_MISSING)


class ReopenForm(RevisedForm):
    """A confirmation."""


class NoteForm(Form):
    """A dated note."""

    kind = RadioField(_l("What was it?"), choices=labelled(NoteKind), default=NoteKind.CALL)
    on = day(_l("On which day?"), meaning=Meaning.HAPPENED, required=DAY_MISSING)
    text = area(_l("What was said or promised?"), TEXT_LENGTH, required=_l("Write what to note."), rows=6)
    due_on = day(_l("When does the promise fall due?"), _l("For a promise only."), meaning=Meaning.HOLDS)


class ScheduleForm(RevisedForm):
    """A schedule from a day on; `schedule_form` adds its lines."""

    count = HiddenField()
    effective_on = day(FROM, FROM_HINT, meaning=Meaning.HOLDS, required=DAY_MISSING)


class CorrectScheduleForm(StrikingForm):
    """A correction of a schedule; `schedule_form` adds its lines."""

    count = HiddenField()
    effective_on = day(FROM, meaning=Meaning.HOLDS, required=DAY_MISSING)


F = TypeVar("F", bound=Form)


def schedule_form(form: type[F], count: int, languages: Sequence[str], values: Mapping[str, Any]) -> F:
    """A form with a number of schedule lines: kind, text in each language, position, removal."""

    class WithLines(form):  # type: ignore[misc, valid-type]
        pass

    for place in range(1, count + 1):
        setattr(WithLines, f"kind_{place}", _kind())
        for language in languages:
            label = _l("In French") if language == "fr" else _l("In English")
            setattr(WithLines, f"text_{language}_{place}", area(label, TEXT_LENGTH, rows=2))
        setattr(WithLines, f"place_{place}", number(_l("Place"), most=count))
        setattr(WithLines, f"away_{place}", BooleanField(_l("Take this line out")))
    return WithLines(data=values)


def _kind() -> SelectField:
    return SelectField(_l("Kind"), choices=labelled(Contribution), default=Contribution.TIME)
