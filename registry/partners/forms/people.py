"""Forms about a partner's people: who may sign, who represents it, and who granted the authority."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError

from registry import settings
from registry.dates import Meaning
from registry.errors import InvalidInput
from registry.files.intake import SCANS, accept_upload
from registry.partners.forms.partners import DAY_MISSING, RevisedForm
from registry.partners.models.people import Grant
from registry.partners.rules.authority import Basis, Said, Scope
from registry.partners.rules.partners import NAME_LENGTH, PHONE_LENGTH, REASON_LENGTH
from registry.partners.wording import LANGUAGE_LABELS
from registry.security.link_tokens import TimedLinks
from registry.teams.forms import PersonChoice
from registry.web.corrections import StrikingForm
from registry.web.fields import choices, day, email_line, hinted, labelled, line, revision, upload
from registry.web.forms import Form

GIVEN_BY_HINT = _l(
    "By name or role, such as the chair of the board. Left empty: you are named as who recorded it."
)
#: A document given with a correction, between its two presses.
GIVEN = TimedLinks("document of a correction")
GIVEN_LIFETIME = dt.timedelta(days=1)
SINCE_HINT = _l("Left empty where it is not known since when.")


class PersonForm(Form):
    """A signatory."""

    name = line(_l("Name"), NAME_LENGTH, autocomplete="off")
    title = line(_l("Title"), NAME_LENGTH, _l("Such as chief executive, board chair or physician lead."))
    email = email_line(
        _l("E-mail address"),
        _l("Where the request to sign is sent. Best their own, not a shared mailbox."),
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
    """A signatory, and the source of their authority."""

    basis = RadioField(_l("On what ground?"), choices=labelled(Basis), default=Basis.TITLE)
    granted_by = line(_l("Who gave them authority?"), NAME_LENGTH, GIVEN_BY_HINT)
    started_on = day(_l("From which day?"), SINCE_HINT, meaning=Meaning.HOLDS)

    def said(self) -> Said:
        """The source of their authority."""
        return Said(
            basis=Basis(self.basis.data),
            reference=self.authority.data or self.title.data or "",
            granted_by=self.granted_by.data or "",
            started_on=self.started_on.data,
        )


class ChangePersonForm(PersonForm):
    """The properties of a signatory; their authority is corrected on a page of its own."""

    authority = None
    revision = revision()


class EndForm(RevisedForm):
    """The day from which a person no longer signs."""

    on = day(_l("From which day do they no longer sign?"), meaning=Meaning.HOLDS, required=DAY_MISSING)


class _Granted(Form):
    """Who granted an authority, on what ground, its first and last day, and the document that says so."""

    basis = RadioField(_l("On what ground?"), choices=labelled(Basis), default=Basis.TITLE)
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
    started_on = day(_l("From which day?"), SINCE_HINT, meaning=Meaning.HOLDS)
    ended_on = day(
        _l("From which day does it no longer hold?"),
        _l("Left empty while it is open."),
        meaning=Meaning.HOLDS,
    )
    is_alternate = BooleanField(
        _l("As alternate"), description=_l("They act where the others cannot: no second voice.")
    )
    document = upload(
        _l("Document that says so (optional)"), SCANS, _l("A PDF, PNG or JPEG file of at most 20 MB.")
    )

    def entered(self, file: str, file_name: str) -> Said:
        """The entered values, with the fingerprint and the name of the document."""
        return Said(
            basis=Basis(self.basis.data),
            reference=self.reference.data or "",
            granted_by=self.granted_by.data or "",
            started_on=self.started_on.data,
            ended_on=self.ended_on.data,
            is_alternate=self.is_alternate.data,
            file=file,
            file_name=file_name,
        )


class GrantForm(_Granted):
    """A new authority to sign or speak, and whose it is."""

    to = SelectField(_l("Who is given authority?"), validators=[InputRequired(_l("Choose a person."))])
    scope = RadioField(
        _l("What may they do?"),
        description=_l("Both, where one person is listed as signatory and as representative."),
        choices=hinted(Scope),
        default=Scope.SIGNS,
    )

    def said(self) -> Said:
        """The entered values; an uploaded document is stored first."""
        if not self.document.data:
            return self.entered("", "")
        stored = accept_upload(self.document.data, SCANS, field="document")
        return self.entered(stored.fingerprint, stored.name)


class CorrectGrantForm(StrikingForm, _Granted):
    """A correction of an authority. A document given with it is kept until the second press."""

    #: The document of the first press: its fingerprint and name, signed.
    given = HiddenField()

    def validate_document(self, field: FileField) -> None:
        """Store the document; what is wrong with it is said on its field."""
        uploaded, field.data = field.data, None
        if not uploaded:
            return
        try:
            stored = accept_upload(uploaded, SCANS, field="document")
        except InvalidInput as error:
            raise ValidationError(error.text()) from error
        self.given.data = GIVEN.token_for([stored.fingerprint, stored.name], secret=settings.secret())

    @property
    def given_document(self) -> tuple[str, str] | None:
        """Fingerprint and name of the document that was given with the correction."""
        read = GIVEN.read_token(self.given.data or "", secret=settings.secret(), lifetime=GIVEN_LIFETIME)
        return (read[0], read[1]) if read else None

    def said(self, wrong: Grant) -> Said:
        """The entered values; where no document is given, the one of before stays."""
        return self.entered(*(self.given_document or (wrong.file, wrong.file_name)))


class EndGrantForm(Form):
    """The day from which an authority is no longer in force."""

    on = day(_l("From which day does it no longer hold?"), meaning=Meaning.HOLDS, required=DAY_MISSING)


class RepresentativeForm(PersonChoice, Form):
    """A representative, the first day, and the source of their authority."""

    title = line(_l("Title"), NAME_LENGTH, _l("Such as chief executive, board chair or physician lead."))
    basis = RadioField(_l("On what ground?"), choices=labelled(Basis), default=Basis.TITLE)
    reference = line(
        _l("Which title, by-law, minute or letter?"),
        REASON_LENGTH,
        _l("Such as chief executive, by-law 4, or the minute of the board of 3 May 2026, item 7."),
    )
    granted_by = line(_l("Who gave them authority?"), NAME_LENGTH, GIVEN_BY_HINT)
    is_alternate = BooleanField(
        _l("As alternate"), description=_l("They act where the others cannot: no second voice.")
    )
    started_on = day(_l("From which day?"), meaning=Meaning.HOLDS, required=DAY_MISSING)

    def said(self) -> Said:
        """The source of their authority."""
        return Said(
            basis=Basis(self.basis.data),
            reference=self.reference.data or self.title.data or "",
            granted_by=self.granted_by.data or "",
            is_alternate=self.is_alternate.data,
        )

    def __init__(self, people: Mapping[int, str], **values: Any) -> None:
        super().__init__(**values)
        self.offer_people(people)


class EndRepresentativeForm(Form):
    """The day from which a person no longer represents a partner."""

    on = day(
        _l("From which day do they no longer represent it?"), meaning=Meaning.HOLDS, required=DAY_MISSING
    )
