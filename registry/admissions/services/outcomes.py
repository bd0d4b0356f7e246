"""The outcome after deliberation: an invitation to join or a refusal, each a signed letter."""

from dataclasses import dataclass

from registry.admissions import access, messages
from registry.admissions.models import Admission
from registry.admissions.rules.admissions import MOVES, NAME_LENGTH, Step, check_length, check_reason
from registry.admissions.services import deliberation, history, joining
from registry.errors import N_, InvalidInput
from registry.partners.rules.partners import check_person
from registry.partners.services import signatories
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.security.actors import Act
from registry.teams.rules import Tier


@dataclass(frozen=True)
class NamedSignatory:
    """The signatory of an invited organization."""

    name: str
    title: str
    email: str


def invite(
    admission: Admission,
    *,
    tier: Tier,
    signatory: NamedSignatory,
    words: str = "",
    title: str,
    act: Act,
) -> None:
    """Invite the organization to join: it is listed as joining, and its signatory is asked for every
    signature.

    `title` is the title of the letter's signer, `words` an additional text.
    """
    act = access.as_signer(admission.team, act)
    MOVES.check(admission.step, Step.INVITED)
    deliberation.check_outcome(admission, invites=True)
    _check_signatory(signatory)
    admission.tier_granted = tier.value
    _sign(admission, words=check_length(words.strip(), field="words"), title=title, act=act)
    partner = joining.add_joining(admission, tier=tier, act=act)
    admission.partner = partner
    history.move(admission, Step.INVITED, act=act)
    person = signatories.add_signatory(
        partner,
        name=signatory.name,
        title=signatory.title,
        email=signatory.email,
        language=partner.language,
        act=act.as_(history.actor_of(admission, act.by)),
    )
    _send_letter(admission, act=act)
    joining.ask_all(admission, person, act=act)


def refuse(admission: Admission, *, reason: str, title: str, act: Act) -> None:
    """Refuse the application in a letter with a reason; the organization may apply again."""
    act = access.as_signer(admission.team, act)
    MOVES.check(admission.step, Step.REFUSED)
    deliberation.check_outcome(admission, invites=False)
    _sign(admission, words=check_reason(reason), title=title, act=act)
    history.move(admission, Step.REFUSED, act=act, words=admission.outcome_words)
    _send_letter(admission, act=act)
    joining.order_own_record(admission, act=act)


def _sign(admission: Admission, *, words: str, title: str, act: Act) -> None:
    if not title.strip():
        raise InvalidInput(N_("Enter your title, as it stands under the letter."), field="title")
    admission.outcome_words = words
    admission.outcome_on = act.on
    admission.outcome_signer = act.by.name
    admission.outcome_title = check_length(title.strip(), field="title", most=NAME_LENGTH)


def _send_letter(admission: Admission, *, act: Act) -> None:
    order = orders.order_record(
        RecordKind.ADMISSION_OUTCOME,
        subject=admission.subject,
        team_id=admission.team_id,
        language=admission.language,
        now=act.at,
    )
    messages.Outcome.post(admission, order, act.at)


def _check_signatory(signatory: NamedSignatory) -> None:
    for value, field, missing in (
        (signatory.name, "signatory_name", N_("Enter the name of who signs for the organization.")),
        (signatory.email, "signatory_email", N_("Enter the address the signing links go to.")),
    ):
        if not value.strip():
            raise InvalidInput(missing, field=field)
    try:
        check_person(name=signatory.name, title=signatory.title, email=signatory.email)
    except InvalidInput as error:
        raise InvalidInput(error.message, field="signatory_email", **error.values) from error
