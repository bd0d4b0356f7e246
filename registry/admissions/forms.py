"""Forms of admissions: the applicant's, the coordinator's, and those of the intake."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField

from registry.admissions.models import Criterion, CriterionAnswer
from registry.admissions.rules.admissions import (
    CITY_LENGTH,
    CRITERION_LENGTH,
    NAME_LENGTH,
    TEXT_LENGTH,
    Answer,
    Dossier,
    Finding,
    Found,
    Given,
)
from registry.committees.models import Committee
from registry.dates import Meaning
from registry.decisions.forms.rolls import RollForm
from registry.decisions.models.decisions import Decision
from registry.decisions.rules.decisions import TITLE_LENGTH, RollKind
from registry.files.intake import DOSSIER
from registry.partners.wording import LANGUAGE_LABELS
from registry.records.forms import PrintedForm
from registry.teams.models import Team
from registry.teams.rules import Tier
from registry.web.fields import area, choices, day, email_line, hinted, labelled, line, revision, upload
from registry.web.forms import Form

NAME_MISSING = _l("Enter the organization’s name.")
PERSON_MISSING = _l("Enter the name of the person to write to.")
ADDRESS_MISSING = _l("Enter the e-mail address to write to.")
REASON_MISSING = _l("Say why, in a few words.")
TITLE_MISSING = _l("Enter your title, as it stands under the letter.")
DAY_MISSING = _l("Give a day, such as 2026-11-24.")


def _tier_words(team: Team, tier: Tier) -> str:
    """The team's label of a tier, and what the tier means."""
    return _("%(tier)s: %(hint)s", tier=team.tier_label(tier), hint=_(tier.hint))


class DossierForm(PrintedForm):
    """The application of an organization, with a question for each of the team's criteria."""

    printed = (
        *("organization", "sector", "city", "region_served", "account", "interest"),
        *("contact_name", "contact_title"),
    )

    organization = line(
        _l("Name of the organization"), NAME_LENGTH, required=NAME_MISSING, autocomplete="organization"
    )
    sector = line(_l("Sector"), NAME_LENGTH, _l("Such as home care, hospital or primary care."))
    city = line(_l("City"), CITY_LENGTH)
    region_served = line(_l("Region served"), NAME_LENGTH, _l("Where the people live whom it serves."))
    tier = RadioField(_l("How closely would it take part?"), validate_choice=False)
    account = area(
        _l("What it does, and why it would like to join"), TEXT_LENGTH, _l("A few sentences."), rows=5
    )
    has_interest = RadioField(
        _l("Is there a conflict of interest to declare?"),
        description=_l("Such as a person who sits on both sides, or money that flows between you."),
        choices=choices({"no": _l("No"), "yes": _l("Yes")}),
        validate_choice=False,
    )
    interest = area(_l("Which one?"), TEXT_LENGTH, _l("If there is one."), rows=3)
    contact_name = line(_l("Your name"), NAME_LENGTH, required=PERSON_MISSING, autocomplete="name")
    contact_title = line(_l("Your title"), NAME_LENGTH, autocomplete="organization-title")
    contact_email = email_line(
        _l("Your e-mail address"),
        _l("A message goes there, with a link to your application."),
        required=ADDRESS_MISSING,
        autocomplete="email",
    )
    language = RadioField(_l("In which language shall we write to you?"), choices=choices(LANGUAGE_LABELS))
    #: A trap: people do not see the field; programs fill it in.
    website = StringField(_l("Leave this field empty"), render_kw={"autocomplete": "off"})
    opened = HiddenField()

    def __init__(self, team: Team, criteria: Sequence[Criterion], **values: Any) -> None:
        super().__init__(**values)
        self.tier.choices = choices({tier.value: _tier_words(team, tier) for tier in Tier})
        self.criteria = criteria

    def questions(self) -> list[tuple[Any, Any]]:
        """The inputs of each criterion: yes or no, and a remark."""
        return [
            (self[f"answer_{criterion.id}"], self[f"remark_{criterion.id}"]) for criterion in self.criteria
        ]

    def dossier(self) -> Dossier:
        """The typed application."""
        return Dossier(
            organization=self.organization.data or "",
            contact_name=self.contact_name.data or "",
            contact_email=self.contact_email.data or "",
            contact_title=self.contact_title.data or "",
            language=self.language.data or "",
            sector=self.sector.data or "",
            city=self.city.data or "",
            region_served=self.region_served.data or "",
            tier=Tier(self.tier.data) if self.tier.data in set(Tier) else None,
            account=self.account.data or "",
            has_interest={"yes": True, "no": False}.get(self.has_interest.data or ""),
            interest=self.interest.data or "",
            answers=[self._given(criterion) for criterion in self.criteria],
        )

    def _given(self, criterion: Criterion) -> Given:
        said = self[f"answer_{criterion.id}"].data
        answer = Answer(said) if said in set(Answer) else None
        return Given(criterion.id, answer, self[f"remark_{criterion.id}"].data or "")


def dossier_form(team: Team, criteria: Sequence[Criterion], **values: Any) -> DossierForm:
    """The form of a team, with a question for each of its criteria."""
    remarks = [f"remark_{one.id}" for one in criteria]
    questions: dict[str, Any] = {"printed": (*DossierForm.printed, *remarks)}
    for criterion in criteria:
        questions[f"answer_{criterion.id}"] = RadioField(
            criterion.text(), choices=labelled(Answer), validate_choice=False
        )
        questions[f"remark_{criterion.id}"] = area(_l("Remark"), TEXT_LENGTH, rows=2)
    form: DossierForm = type("TeamDossierForm", (DossierForm,), questions)(team, criteria, **values)
    return form


class WithdrawForm(Form):
    """Withdrawing an application."""

    reason = area(_l("Why? You may leave this empty."), TEXT_LENGTH)


class DocumentForm(Form):
    """A file for the dossier."""

    document = upload(
        _l("A document"),
        DOSSIER,
        _l("A PDF, PNG, JPEG or DOCX file of at most 20 MB."),
        required=_l("Choose a file."),
    )

    def given(self) -> dict[str, Any]:
        """The file's bytes and its name."""
        with closing(self.document.data) as upload:
            return {"data": upload.read(), "name": upload.filename or ""}


class ApproachForm(Form):
    """Inviting an organization to apply."""

    organization = line(
        _l("Name of the organization"), NAME_LENGTH, required=NAME_MISSING, autocomplete="off"
    )
    contact_name = line(_l("Person to write to"), NAME_LENGTH, required=PERSON_MISSING, autocomplete="off")
    contact_email = email_line(_l("Their e-mail address"), required=ADDRESS_MISSING)
    language = RadioField(_l("In which language are they written to?"), choices=choices(LANGUAGE_LABELS))
    words = area(_l("A word of your own, in the message"), TEXT_LENGTH, _l("If you like."))


class ContactForm(Form):
    """Whom to write to about an application."""

    contact_name = line(_l("Person to write to"), NAME_LENGTH, required=PERSON_MISSING, autocomplete="off")
    contact_email = email_line(_l("Their e-mail address"), required=ADDRESS_MISSING)


class ReasonForm(Form):
    """A reason."""

    reason = area(_l("Why?"), TEXT_LENGTH, required=REASON_MISSING)


class ReviewForm(Form):
    """The review: a finding for each answer, and a conclusion."""

    review = area(_l("What the review comes to"), TEXT_LENGTH, _l("Those who deliberate read it."), rows=5)
    revision = revision()

    def __init__(self, answers: Sequence[CriterionAnswer], **values: Any) -> None:
        super().__init__(**values)
        self.answers = answers

    def questions(self) -> list[tuple[CriterionAnswer, Any, Any]]:
        """Each answer with the inputs of its review."""
        return [
            (answer, self[f"finding_{answer.id}"], self[f"finding_remark_{answer.id}"])
            for answer in self.answers
        ]

    def found(self) -> dict[int, Found]:
        """The findings by answer."""
        return {
            question.id: Found(
                Finding(finding.data) if finding.data in set(Finding) else None, remark.data or ""
            )
            for question, finding, remark in self.questions()
        }


def review_form(answers: Sequence[CriterionAnswer], **values: Any) -> ReviewForm:
    """The form of one dossier."""
    inputs: dict[str, Any] = {}
    for number, answer in enumerate(answers, start=1):
        inputs[f"finding_{answer.id}"] = RadioField(
            _("Finding on %(number)s", number=number), choices=labelled(Finding), validate_choice=False
        )
        remark = _("Remark on %(number)s, if you like", number=number)
        inputs[f"finding_remark_{answer.id}"] = area(remark, TEXT_LENGTH, rows=2)
    form: ReviewForm = type("DossierReviewForm", (ReviewForm,), inputs)(answers, **values)
    return form


class DeliberateForm(RollForm):
    """A decision of the partners: a new one or an existing one."""

    decision = SelectField(_l("Which decision?"), coerce=str, default="")
    title = line(_l("What the matter is called"), TITLE_LENGTH, _l("Of a new decision."))
    question = area(_l("The question"), TEXT_LENGTH, _l("Of a new decision."), rows=2)
    background = area(
        _l("Background"),
        TEXT_LENGTH,
        _l("What those who deliberate should know. Everyone on the roll reads it."),
    )
    committee = SelectField(_l("Who deliberates?"), coerce=str, default="")
    roll_kind = RadioField(
        _l("What has a voice?"),
        description=_l("Of a committee; in the whole team each organization has one."),
        choices=hinted(RollKind),
        default=RollKind.ORGANIZATION.value,
    )
    closes_on = day(_l("Positions are asked for by"), _l("If you like."), meaning=Meaning.DUE)

    def __init__(self, decisions: Sequence[Decision], committees: Sequence[Committee], **values: Any) -> None:
        super().__init__(**values)
        titles = {str(one.id): one.title for one in decisions}
        self.decision.choices = choices({"": _l("A new one"), **titles})
        self.bodies = {str(one.id): one for one in committees}
        names = {key: one.name() for key, one in self.bodies.items()}
        self.committee.choices = choices({"": _l("The whole team"), **names})

    def body(self) -> Committee | None:
        """The committee that deliberates; None for the whole team."""
        return self.bodies.get(self.committee.data or "")

    def kind(self) -> RollKind:
        """Whether organizations or seats have the voices."""
        chosen = self.roll_kind.data
        return RollKind(chosen) if chosen in set(RollKind) else RollKind.ORGANIZATION


class InviteForm(PrintedForm):
    """An invitation to join."""

    printed = ("words", "title")

    tier = RadioField(_l("As what is it invited?"))
    signatory_name = line(
        _l("Who signs for the organization?"),
        NAME_LENGTH,
        required=_l("Enter the name of who signs for the organization."),
        autocomplete="off",
    )
    signatory_title = line(_l("Their title"), NAME_LENGTH, autocomplete="off")
    signatory_email = email_line(
        _l("The address the signing links go to"),
        required=_l("Enter the address the signing links go to."),
    )
    words = area(_l("A word of your own, in the letter"), TEXT_LENGTH, _l("If you like."))
    title = line(_l("Your title, as it stands under the letter"), NAME_LENGTH, required=TITLE_MISSING)

    def __init__(self, team: Team, **values: Any) -> None:
        super().__init__(**values)
        self.tier.choices = choices({tier.value: team.tier_label(tier) for tier in Tier})


class RefuseForm(PrintedForm):
    """A refusal."""

    printed = ("reason", "title")

    reason = area(
        _l("The reason"),
        TEXT_LENGTH,
        _l("It stands in the letter to the applicant."),
        required=REASON_MISSING,
        rows=6,
    )
    title = line(_l("Your title, as it stands under the letter"), NAME_LENGTH, required=TITLE_MISSING)


class IntakeForm(Form):
    """Whether the intake is open, and the text above the form."""

    all_year = BooleanField(_l("Take applications all year"))
    welcome_en = area(_l("Above the form, in English"), TEXT_LENGTH, rows=4)
    welcome_fr = area(_l("Above the form, in French"), TEXT_LENGTH, rows=4)
    revision = revision()


class WindowForm(Form):
    """An intake window."""

    opens_on = day(_l("It opens on"), meaning=Meaning.HOLDS, required=DAY_MISSING)
    closes_on = day(
        _l("It closes on"),
        _l("The last day on which applications are taken."),
        meaning=Meaning.HOLDS,
        required=DAY_MISSING,
    )


class CriterionForm(Form):
    """One line of the checklist."""

    text_en = line(_l("In English"), CRITERION_LENGTH)
    text_fr = line(_l("In French"), CRITERION_LENGTH)
