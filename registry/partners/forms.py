"""Forms of the partner register. Those that change what is there carry the revision it was read at."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from registry.accounts.rules import EMAIL_LENGTH
from registry.inputs import area, choices, day, line, number, revision, row_number
from registry.partners.authority import Basis, Scope
from registry.partners.grant_words import BASIS_LABELS
from registry.partners.grants import Said
from registry.partners.labels import CONTRIBUTION_LABELS, LANGUAGE_LABELS, NOTE_LABELS, STATUS_LABELS
from registry.partners.models import Grant
from registry.partners.rules import (
    CITY_LENGTH,
    MOST_SIGNATURES,
    NAME_LENGTH,
    PHONE_LENGTH,
    REASON_LENGTH,
    TEXT_LENGTH,
    Contribution,
    NoteKind,
    Status,
)
from registry.teams.forms import PersonChoice
from registry.teams.models import Team
from registry.teams.rules import Tier

FROM = _l("From which day?")
FROM_HINT = _l("Before this day nothing changes. It may lie in the past or in the future.")
DAY_MISSING = _l("Give a day, such as 2026-11-24.")
REASON_MISSING = _l("Say why, in a few words.")


GIVEN_BY_HINT = _l(
    "By name or role, such as the chair of the board. Left empty: you are named as who recorded it."
)
SINCE_HINT = _l("Left empty where it is not known since when.")
ON_FORM = {
    Scope.SIGNS: _l("Sign"),
    Scope.SPEAKS: _l("Speak in decisions"),
    Scope.BOTH: _l("Both"),
}


class ConfirmForm(FlaskForm):
    """A button that changes something."""


class RevisedForm(FlaskForm):
    """A form that changes what was read before."""

    revision = revision()


def _tier() -> RadioField:
    return RadioField(_l("Tier"), default="")


def _name(label: Any) -> Any:
    return line(label, NAME_LENGTH, required=_l("Enter the organization’s name."), autocomplete="off")


def _offer_tiers(field: RadioField, team: Team) -> None:
    """Call the tiers as the team does."""
    labels = {tier.value: team.tier_label(tier) for tier in Tier}
    field.choices = choices({**labels, "": _l("To be set: it cannot be asked to sign")})


class DetailsForm(RevisedForm):
    """What is known of a partner that has no history of its own."""

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


class PartnerForm(DetailsForm):
    """A new partner."""

    name = _name(_l("Name of the organization"))
    tier = _tier()
    status = RadioField(
        _l("Status"),
        choices=choices({one: STATUS_LABELS[one] for one in (Status.PARTNER, Status.JOINING)}),
        default=Status.PARTNER,
    )
    effective_on = day(_l("Since which day?"), required=DAY_MISSING)

    def __init__(self, team: Team, **values: Any) -> None:
        super().__init__(team, **values)
        _offer_tiers(self.tier, team)

    def chosen_tier(self) -> Tier | None:
        """The tier, or None while it is to be set."""
        return Tier(self.tier.data) if self.tier.data else None


class RenameForm(RevisedForm):
    """A new name."""

    name = _name(_l("New name"))
    on = day(_l("Since which day does it bear this name?"), required=DAY_MISSING)
    reason = area(_l("Why?"), REASON_LENGTH, _l("Such as a merger of two services, or a slip in the list."))


class TierForm(RevisedForm):
    """A tier from a day on."""

    tier = _tier()
    effective_on = day(FROM, FROM_HINT, required=DAY_MISSING)
    reason = area(_l("Why?"), REASON_LENGTH, required=REASON_MISSING)
    agreed_by = line(
        _l("Who agreed?"), NAME_LENGTH, _l("Such as the steering committee, at its meeting of 3 May.")
    )

    def __init__(self, team: Team, **values: Any) -> None:
        super().__init__(**values)
        _offer_tiers(self.tier, team)

    def chosen_tier(self) -> Tier | None:
        """The tier, or None while it is to be set."""
        return Tier(self.tier.data) if self.tier.data else None


class StatusForm(RevisedForm):
    """A status from a day on."""

    status = RadioField(_l("Status"), choices=choices(STATUS_LABELS))
    effective_on = day(FROM, FROM_HINT, required=DAY_MISSING)
    reason = area(_l("Why?"), REASON_LENGTH, required=REASON_MISSING)


class MergeForm(RevisedForm):
    """Of which partner it became part, and when."""

    into = RadioField(
        _l("Which partner did it become part of?"),
        coerce=row_number,
        validate_choice=False,
        validators=[InputRequired(_l("Choose the partner it became part of."))],
    )
    on = day(_l("On which day?"), required=DAY_MISSING)


class CloseForm(RevisedForm):
    """When an organization closed."""

    on = day(_l("On which day?"), required=DAY_MISSING)


class ReopenForm(RevisedForm):
    """A yes."""


class PersonForm(FlaskForm):
    """A person who may sign."""

    name = line(_l("Name"), NAME_LENGTH, autocomplete="off")
    title = line(_l("Title"), NAME_LENGTH, _l("Such as chief executive, board chair or physician lead."))
    email = line(
        _l("E-mail address"),
        EMAIL_LENGTH,
        _l("Where the request to sign is sent. Best their own, not a shared mailbox."),
        type="email",
        autocomplete="off",
        spellcheck="false",
    )
    phone = line(
        _l("Telephone (optional)"),
        PHONE_LENGTH,
        _l("A number that you know to be theirs: codes for signing are read out to them on it."),
        type="tel",
        autocomplete="off",
    )
    language = RadioField(
        _l("In which language?"),
        choices=choices({"": _l("As the organization"), **LANGUAGE_LABELS}),
        default="",
    )
    authority = line(
        _l("Which title, by-law, minute or letter?"),
        REASON_LENGTH,
        _l("Such as chief executive, by-law 4, or the minute of the board of 3 May 2026, item 7."),
    )


class AddPersonForm(PersonForm):
    """A person who may sign, and who said so."""

    basis = RadioField(_l("On what ground?"), choices=choices(BASIS_LABELS), default=Basis.TITLE)
    granted_by = line(_l("Who gave them authority?"), NAME_LENGTH, GIVEN_BY_HINT)
    started_on = day(_l("From which day?"), SINCE_HINT)

    def said(self) -> Said:
        """What lets them sign."""
        return Said(
            basis=Basis(self.basis.data),
            reference=self.authority.data or self.title.data or "",
            granted_by=self.granted_by.data or "",
            started_on=self.started_on.data,
        )


class ChangePersonForm(PersonForm):
    """What is known of a person who may sign; their authority is put right on a page of its own."""

    authority = None
    revision = revision()


class EndForm(RevisedForm):
    """From when on a person no longer signs."""

    on = day(_l("From which day do they no longer sign?"), required=DAY_MISSING)


class NoteForm(FlaskForm):
    """A dated note."""

    kind = RadioField(_l("What was it?"), choices=choices(NOTE_LABELS), default=NoteKind.CALL)
    on = day(_l("On which day?"), required=DAY_MISSING)
    text = area(_l("What was said or promised?"), TEXT_LENGTH, required=_l("Write what to note."), rows=6)
    due_on = day(_l("When does the promise fall due?"), _l("For a promise only."))


class GrantForm(FlaskForm):
    """Who said that a person may sign or speak, on what ground, from when until when."""

    to = SelectField(_l("Who is given authority?"), validators=[InputRequired(_l("Choose a person."))])
    scope = RadioField(
        _l("What may they do?"),
        description=_l("Both, where one person is listed as signatory and as representative."),
        choices=choices(ON_FORM),
        default=Scope.SIGNS,
    )
    basis = RadioField(_l("On what ground?"), choices=choices(BASIS_LABELS), default=Basis.TITLE)
    reference = line(
        _l("Which title, by-law, minute or letter?"),
        REASON_LENGTH,
        _l("Such as chief executive, by-law 4, or the minute of the board of 3 May 2026, item 7."),
    )
    granted_by = line(
        _l("Who gave it?"),
        NAME_LENGTH,
        GIVEN_BY_HINT,
    )
    started_on = day(_l("From which day?"), SINCE_HINT)
    ended_on = day(_l("From which day does it no longer hold?"), _l("Left empty while it is open."))
    is_alternate = BooleanField(
        _l("As alternate"), description=_l("They act where the others cannot: no second voice.")
    )
    document = FileField(
        _l("Document that says so (optional)"),
        description=_l("A PDF, PNG or JPEG file of at most 20 MB."),
    )

    def said(self, keep: Callable[[bytes], str], before: Grant | None = None) -> Said:
        """What was typed; a document is kept first, and one given before stays where no other is given."""
        upload = self.document.data
        file = keep(upload.read()) if upload else before.file if before else ""
        name = (upload.filename or "")[:NAME_LENGTH] if upload else before.file_name if before else ""
        return Said(
            basis=Basis(self.basis.data),
            reference=self.reference.data or "",
            granted_by=self.granted_by.data or "",
            started_on=self.started_on.data,
            ended_on=self.ended_on.data,
            is_alternate=self.is_alternate.data,
            file=file,
            file_name=name,
        )


class EndGrantForm(FlaskForm):
    """From when on an authority no longer holds."""

    on = day(_l("From which day does it no longer hold?"), required=DAY_MISSING)


class RepresentativeForm(PersonChoice, FlaskForm):
    """A person who speaks for a partner, from a day on, and who said so."""

    title = line(_l("Title"), NAME_LENGTH, _l("Such as chief executive, board chair or physician lead."))
    basis = RadioField(_l("On what ground?"), choices=choices(BASIS_LABELS), default=Basis.TITLE)
    reference = line(
        _l("Which title, by-law, minute or letter?"),
        REASON_LENGTH,
        _l("Such as chief executive, by-law 4, or the minute of the board of 3 May 2026, item 7."),
    )
    granted_by = line(_l("Who gave them authority?"), NAME_LENGTH, GIVEN_BY_HINT)
    is_alternate = BooleanField(
        _l("As alternate"), description=_l("They act where the others cannot: no second voice.")
    )
    started_on = day(_l("From which day?"), required=DAY_MISSING)

    def said(self) -> Said:
        """What lets them speak."""
        return Said(
            basis=Basis(self.basis.data),
            reference=self.reference.data or self.title.data or "",
            granted_by=self.granted_by.data or "",
            is_alternate=self.is_alternate.data,
        )

    def __init__(self, people: Mapping[int, str], **values: Any) -> None:
        super().__init__(**values)
        self.offer_people(people)


class EndRepresentativeForm(FlaskForm):
    """From when on a person no longer represents a partner."""

    on = day(_l("From which day do they no longer represent it?"), required=DAY_MISSING)


def schedule_form(count: int, languages: Sequence[str], values: Mapping[str, Any]) -> FlaskForm:
    """A form with the inputs of some lines: what kind, its text in each language, its place, or away."""

    class ScheduleForm(RevisedForm):
        count = HiddenField()

    for place in range(1, count + 1):
        setattr(ScheduleForm, f"kind_{place}", _kind())
        for language in languages:
            label = _l("In French") if language == "fr" else _l("In English")
            setattr(ScheduleForm, f"text_{language}_{place}", area(label, TEXT_LENGTH, rows=2))
        setattr(ScheduleForm, f"place_{place}", number(_l("Place"), most=count))
        setattr(ScheduleForm, f"away_{place}", BooleanField(_l("Take this line out")))
    return ScheduleForm(data=values)


def _kind() -> SelectField:
    return SelectField(_l("Kind"), choices=choices(CONTRIBUTION_LABELS), default=Contribution.TIME)
