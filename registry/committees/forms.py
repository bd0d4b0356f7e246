"""Forms of committees, seats, terms and declared interests."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField

from registry.committees.rules import NAME_LENGTH, REASON_LENGTH, TEXT_LENGTH, Occasion, TermKind
from registry.dates import Meaning
from registry.teams.forms import PersonChoice
from registry.web.corrections import CorrectionForm, StrikingForm
from registry.web.fields import area, day, hinted, line, offer, revision
from registry.web.forms import Form
from registry.web.parameters import one_row

DAY_MISSING = _l("Give a day, such as 2026-11-24.")
REASON_MISSING = _l("Say why, in a few words.")


class RevisedForm(Form):
    """A form that changes something that was read before."""

    revision = revision()


class CommitteeForm(RevisedForm):
    """A committee's name, the committee it reports to, and whether it is the steering committee where no
    agreement names one.
    """

    name_en = line(_l("Name in English"), NAME_LENGTH, autocomplete="off")
    name_fr = line(_l("Name in French"), NAME_LENGTH, autocomplete="off")
    is_steering = BooleanField(
        _l("This is the steering committee"),
        description=_l("A team has one. It decides what other committees could not settle."),
    )
    reports_to = one_row(
        _l("To which committee does it report?"), _l("Working groups report to a committee.")
    )
    purpose_en = area(_l("What it is for, in English"), TEXT_LENGTH)
    purpose_fr = area(_l("What it is for, in French"), TEXT_LENGTH)

    def __init__(self, others: Mapping[int, str], *, is_marked_by_hand: bool, **values: Any) -> None:
        super().__init__(**values)
        offer(self.reports_to, others, none=_l("To none"))
        if not is_marked_by_hand:
            del self.is_steering


class CloseForm(RevisedForm):
    """The day on which a committee closes."""

    on = day(_l("From which day is it no more?"), meaning=Meaning.HOLDS, required=DAY_MISSING)


class EndSeatForm(RevisedForm):
    """The day from which a committee no longer has a seat."""

    ends_on = day(
        _l("From which day does the committee no longer have this seat?"),
        meaning=Meaning.HOLDS,
        required=DAY_MISSING,
    )


class SeatForm(RevisedForm):
    """A seat's name, and the organization or sector it speaks for."""

    label_en = line(_l("Name of the seat in English"), NAME_LENGTH, _l("Such as primary care, or patients."))
    label_fr = line(_l("Name of the seat in French"), NAME_LENGTH)
    partner_id = one_row(_l("For which organization?"))
    sector = line(
        _l("Or for which sector?"),
        NAME_LENGTH,
        _l("Where the seat speaks for several organizations or for a community. Leave one of the two empty."),
        autocomplete="off",
    )

    def __init__(self, partners: Mapping[int, str], **values: Any) -> None:
        super().__init__(**values)
        offer(self.partner_id, partners, none=_l("None: the seat is for a sector"))


class NewSeatForm(SeatForm):
    """A new seat."""

    starts_on = day(
        _l("Since which day does the committee have it?"), meaning=Meaning.HOLDS, required=DAY_MISSING
    )


class TermForm(PersonChoice, RevisedForm):
    """The holder or alternate of a seat, and their first and last day."""

    kind = RadioField(_l("As what?"), choices=hinted(TermKind), default=TermKind.HOLDER)
    starts_on = day(_l("From which day?"), meaning=Meaning.HOLDS, required=DAY_MISSING)
    ends_on = day(
        _l("From which day is the term over?"),
        _l("The first day on which they no longer hold the seat. Empty: the term has no end yet."),
        meaning=Meaning.HOLDS,
    )

    partner_id = one_row(
        _l("From which organization do they come?"),
        _l("They take no part where this organization is a party to a case."),
    )
    granted_by = line(
        _l("For an alternate: who granted it?"),
        NAME_LENGTH,
        _l("Such as the organization, by its letter of 3 May."),
        autocomplete="off",
    )

    def __init__(self, people: Mapping[int, str], partners: Mapping[int, str], **values: Any) -> None:
        super().__init__(**values)
        self.offer_people(people)
        offer(self.partner_id, partners, none=_l("From none of the partners"))


class EndTermForm(RevisedForm):
    """When and why a term ends."""

    ends_on = day(
        _l("From which day is the term over?"),
        _l("The first day on which they no longer hold the seat."),
        meaning=Meaning.HOLDS,
        required=DAY_MISSING,
    )
    reason = area(_l("Why?"), REASON_LENGTH, required=REASON_MISSING)


class CorrectTermForm(StrikingForm):
    """A correction of a term: its days, the name of a person without an account, or all of it."""

    name = line(_l("Name"), NAME_LENGTH, autocomplete="off")
    starts_on = day(_l("It began on"), meaning=Meaning.HOLDS, required=DAY_MISSING)
    ends_on = day(_l("It is over from"), _l("Empty: the term has no end yet."), meaning=Meaning.HOLDS)


class CorrectSeatForm(CorrectionForm, SeatForm):
    """A correction of what was entered about a seat."""

    starts_on = day(
        _l("Since which day does the committee have it?"), meaning=Meaning.HOLDS, required=DAY_MISSING
    )
    ends_on = day(
        _l("From which day does the committee no longer have this seat?"),
        _l("Empty: it has no end yet."),
        meaning=Meaning.HOLDS,
    )


class ChairForm(RevisedForm):
    """The seat that has the chair, from a day on."""

    seat_id = one_row(_l("Which seat has the chair?"), _l("Whoever holds the seat chairs the committee."))
    effective_on = day(
        _l("From which day?"),
        _l("Before this day nothing changes. It may lie in the past or in the future."),
        meaning=Meaning.HOLDS,
        required=DAY_MISSING,
    )

    def __init__(self, seats: Mapping[int, str], **values: Any) -> None:
        super().__init__(**values)
        offer(self.seat_id, seats, none=_l("None: the chair is vacant"))


class CorrectChairForm(StrikingForm, ChairForm):
    """A correction of a change of the chair."""


class InterestForm(Form):
    """A member's declaration: no interest, or an interest in their own words."""

    occasion = RadioField(_l("On which occasion?"), choices=hinted(Occasion), default=Occasion.JOINING)
    declared_on = day(_l("On which day?"), meaning=Meaning.HAPPENED, required=DAY_MISSING)
    nothing = BooleanField(_l("Nothing to declare"))
    text = area(
        _l("What is the interest?"),
        TEXT_LENGTH,
        _l("Such as a post, a contract or a family tie, and what it may touch."),
        rows=5,
    )


class MembersInterestForm(InterestForm):
    """A declaration that a coordinator enters for a member."""

    term_id = one_row(_l("Whose interest?"), required=_l("Choose the member."))

    def __init__(self, members: Mapping[int, str], **values: Any) -> None:
        super().__init__(**values)
        offer(self.term_id, members)
