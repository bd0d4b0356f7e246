"""Forms of conflict cases."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from registry.accounts.models import User
from registry.conflicts.access.visibility import Sight
from registry.conflicts.models.cases import CaseParty
from registry.conflicts.queries.parties import Named
from registry.conflicts.queries.payers import Payer
from registry.conflicts.rules.cases import (
    NAME_LENGTH,
    REASON_LENGTH,
    SUBJECT_LENGTH,
    TEXT_LENGTH,
    WITHOUT_DECISION,
    HelperRole,
    Visibility,
)
from registry.dates import Meaning
from registry.decisions.forms.rolls import RollForm
from registry.decisions.models.decisions import Decision
from registry.decisions.rules.decisions import RELAYED, TITLE_LENGTH
from registry.documents.rules.provisions import CountedFrom
from registry.files.intake import SCANS
from registry.web.corrections import CorrectionForm
from registry.web.fields import area, choices, day, labelled, line, revision, upload
from registry.web.forms import Form
from registry.web.parameters import row_number

DAY_MISSING = _l("Give a day, such as 2026-11-24.")
WORDS_MISSING = _l("Say it in a few words.")
CHOICE_MISSING = _l("Choose one.")
AMOUNT_LENGTH = 20


def _reason(label: Any, hint: Any = "") -> Any:
    return area(label, REASON_LENGTH, hint, required=WORDS_MISSING, rows=4)


def raise_form(
    count: int,
    possible: Mapping[str, Named],
    committees: Iterable[Any],
    language: str,
    counted_from: CountedFrom,
) -> Form:
    """A form with `count` lists of parties to choose from."""

    class RaiseForm(Form):
        count = HiddenField()
        committee = RadioField(
            _l("In which committee did it arise?"),
            coerce=row_number,
            validate_choice=False,
            validators=[InputRequired(CHOICE_MISSING)],
        )
        subject = line(
            _l("What is it about?"),
            SUBJECT_LENGTH,
            _l("A few words, for those in the case."),
            required=WORDS_MISSING,
        )
        account = area(
            _l("What happened, and what is asked for?"),
            TEXT_LENGTH,
            _l("All parties and the committee read it."),
            required=WORDS_MISSING,
            rows=8,
        )
        raised_on = day(
            _l("On which day was it formally raised?"),
            " ".join([_(counted_from.hint), _("Only a coordinator enters a day that has passed.")]),
            meaning=Meaning.HAPPENED,
            required=DAY_MISSING,
        )

    offered = {"": _l("Nobody"), **{key: _offered(one, language) for key, one in possible.items()}}
    for place in range(1, count + 1):
        label = _("Party %(place)s", place=place)
        setattr(RaiseForm, f"party_{place}", SelectField(label, choices=choices(offered), default=""))
    form = RaiseForm()
    form.committee.choices = choices({one.id: one.name(language) for one in committees})
    return form


def _offered(named: Named, language: str) -> Any:
    prefixes = {
        "team": _("The team: %(name)s", name=named.name(language)),
        "committee": _("Committee: %(name)s", name=named.name(language)),
        "seat": _("Seat: %(name)s", name=named.name(language)),
    }
    return prefixes.get(named.kind.value, named.name(language))


class ReasonForm(Form):
    """A reason or a statement."""

    reason = _reason(_l("Why?"), _l("All parties read it."))


class EndHelpForm(Form):
    """The result of facilitation or mediation."""

    words = _reason(_l("How did it end?"), _l("All parties read it."))


class HelperForm(Form):
    """A facilitator or mediator."""

    role = RadioField(_l("What for?"), choices=labelled(HelperRole), default=HelperRole.MEDIATOR)
    name = line(_l("Name"), NAME_LENGTH, required=_l("Enter a name."), autocomplete="off")
    organization = line(_l("Organization"), NAME_LENGTH, autocomplete="off")
    proposed_by = line(_l("Who proposed this person?"), NAME_LENGTH, required=WORDS_MISSING)
    agreed_by = line(
        _l("Who agreed, and when?"),
        NAME_LENGTH,
        _l("Such as both parties, on 3 May."),
        required=WORDS_MISSING,
    )


class _ReadersForm(Form):
    """Content for chosen readers."""

    visibility = RadioField(_l("Who reads it?"), validators=[InputRequired(CHOICE_MISSING)])

    def offer(self, sight: Sight) -> None:
        """Offer the readers whom this person may choose."""
        offered: dict[str, Any] = {Visibility.SHARED.value: _l(Visibility.SHARED.label)}
        for party in sight.parties:
            offered[f"party:{party.id}"] = _("%(party)s and the committee", party=party.name())
        if sight.handles:
            offered[Visibility.COMMITTEE.value] = _l(Visibility.COMMITTEE.label)
        self.visibility.choices = choices(offered)

    def readers(self, sight: Sight) -> tuple[Visibility, CaseParty | None]:
        """The chosen readers."""
        kind, _colon, party_id = str(self.visibility.data).partition(":")
        party = next((other_party for other_party in sight.parties if str(other_party.id) == party_id), None)
        return Visibility(kind), party


class NoteForm(_ReadersForm):
    """A note."""

    text = area(_l("Note"), TEXT_LENGTH, required=WORDS_MISSING, rows=6)


class FileForm(_ReadersForm):
    """A file."""

    file = upload(
        _l("File"), SCANS, _l("A PDF, PNG or JPEG file of at most 20 MB."), required=_l("Choose a file.")
    )


class RecuseForm(Form):
    """The recused person and the reason."""

    whom = RadioField(_l("Who takes no part?"), coerce=row_number, validators=[InputRequired(CHOICE_MISSING)])
    reason = _reason(_l("Why?"), _l("Such as family, work or money. All who see the case read it."))

    def offer(self, users: Sequence[User]) -> None:
        """Offer the people who can be recused."""
        self.whom.choices = choices({user.id: user.name for user in users})


class TakeBackForm(CorrectionForm):
    """Why a recusal was a mistake, and who was meant."""

    whom = RadioField(_l("Was another person meant?"), default="")
    reason = _reason(_l("Why is it taken back?"), _l("All who see the case read it."))

    def offer(self, users: Sequence[User]) -> None:
        """Offer the people who can be recused, or nobody."""
        names = {str(user.id): user.name for user in users}
        self.whom.choices = choices({"": _l("No: nobody is recused in their place"), **names})

    @property
    def is_whole(self) -> bool:
        """Whether nobody else was meant."""
        return not self.whom.data


class ExtensionForm(Form):
    """A new last day."""

    to_on = day(_l("New last day"), meaning=Meaning.DUE, required=DAY_MISSING)
    reason = _reason(_l("Why is more time needed?"), _l("All parties read it."))


class DeciderForm(Form):
    """The proposed decider."""

    name = line(_l("Who should decide?"), NAME_LENGTH, required=_l("Enter a name."), autocomplete="off")
    organization = line(_l("Organization"), NAME_LENGTH, autocomplete="off")
    reason = area(_l("Why this person?"), REASON_LENGTH, rows=3)


class AnswerForm(Form):
    """Yes or no, for a party."""

    party = RadioField(_l("For which party?"), coerce=row_number, validators=[InputRequired(CHOICE_MISSING)])
    answer = RadioField(
        _l("Does it agree?"),
        choices=choices({"yes": _l("Yes"), "no": _l("No: the proposal ends")}),
        validators=[InputRequired(CHOICE_MISSING)],
    )
    words = area(_l("A word to it"), REASON_LENGTH, _l("Optional. All parties read it."), rows=3)

    def offer(self, parties: Sequence[CaseParty]) -> None:
        """Offer the parties to answer for; a single one is preselected."""
        self.party.choices = choices({one.id: one.name() for one in parties})
        if len(parties) == 1 and self.party.data is None:
            self.party.data = parties[0].id


class RelayForm(AnswerForm):
    """A party's answer given elsewhere, entered by a coordinator."""

    relayed = line(
        _l("Who said it for the party, and how?"),
        NAME_LENGTH,
        _l("Such as Ann Lee, Executive Director, by letter of 3 May."),
        required=WORDS_MISSING,
    )


def expense_form(payers: Sequence[Payer], **values: Any) -> Form:
    """A form with the share of each who pays."""

    class ExpenseForm(Form):
        what = line(
            _l("What was paid for?"),
            SUBJECT_LENGTH,
            _l("Such as two days of mediation."),
            required=WORDS_MISSING,
        )
        total = line(
            _l("Amount in dollars"), AMOUNT_LENGTH, required=_l("Enter an amount."), inputmode="decimal"
        )
        ground = _reason(
            _l("Why is it shared so?"),
            _l("Such as: as the team has settled, or as the parties agreed on 3 May."),
        )
        #: Whom the page shows, by key.
        payers_shown = HiddenField()

    for place, payer in enumerate(payers, start=1):
        label = _("Share of %(party)s", party=payer.name)
        setattr(ExpenseForm, f"share_{place}", line(label, AMOUNT_LENGTH, inputmode="decimal"))
    return ExpenseForm(**values)


class RelayShareForm(Form):
    """The consent of who pays a share, given elsewhere."""

    said_by = line(
        _l("Who said it"),
        NAME_LENGTH,
        _l("Such as Ann Lee, Executive Director."),
        required=_l("Enter who said it."),
    )
    said_on = day(_l("When"), meaning=Meaning.HAPPENED, required=_l("Give the day."))
    channel = RadioField(
        _l("How"), choices=labelled(RELAYED), validators=[InputRequired(_l("Choose how it was said."))]
    )


class PaidForm(Form):
    """The day a share was paid."""

    on = day(_l("On which day was it paid?"), meaning=Meaning.HAPPENED, required=DAY_MISSING)


class CloseForm(Form):
    """How a case ends without a decision."""

    revision = revision()
    state = RadioField(
        _l("How does it end?"),
        choices=labelled(sorted(WITHOUT_DECISION)),
        validators=[InputRequired(CHOICE_MISSING)],
    )
    on = day(_l("On which day?"), meaning=Meaning.HAPPENED, required=DAY_MISSING)
    text = area(_l("Outcome"), TEXT_LENGTH, _l("All parties read it."), required=WORDS_MISSING, rows=6)


class DecideForm(Form):
    """The final decision."""

    revision = revision()
    on = day(_l("On which day was it decided?"), meaning=Meaning.HAPPENED, required=DAY_MISSING)
    text = area(_l("Decision"), TEXT_LENGTH, _l("All parties read it."), required=WORDS_MISSING, rows=8)
    decision = SelectField(
        _l("On which decision of the steering committee does it rest?"),
        description=_l("Its positions stay with those who may read it; here stands only that there is one."),
        default="",
    )

    def offer(self, decisions: Sequence[Decision]) -> None:
        """Offer the decisions it can be based on."""
        titles = {str(entry.id): entry.title for entry in decisions}
        self.decision.choices = choices({"": _l("None in the registry"), **titles})

    def chosen(self) -> int | None:
        """The decision it is based on."""
        return int(self.decision.data) if self.decision.data else None


class DeliberateForm(RollForm):
    """The question to the steering committee about a case."""

    title = line(_l("Title"), TITLE_LENGTH, required=WORDS_MISSING)
    question = area(_l("Question"), TEXT_LENGTH, required=WORDS_MISSING, rows=5)


class SettingsForm(Form):
    """How the team handles conflicts."""

    revision = revision()
    shows_existence = BooleanField(
        _l("Let the team’s other members learn that a case exists"),
        description=_l("They see how many there are, and nothing of the parties or the matter."),
    )
