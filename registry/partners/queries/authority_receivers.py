"""The people to whom authority for a partner can be granted: its listed signatories and representatives."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from registry.errors import N_, RuleBroken
from registry.partners.models.partners import Partner
from registry.partners.models.people import Representative, Signatory
from registry.partners.queries.representatives import all_representatives
from registry.partners.rules.authority import Scope


@dataclass(frozen=True)
class Receiver:
    """The person to whom authority is granted: to sign, to speak, or both."""

    signatory: Signatory | None = None
    representative: Representative | None = None

    @property
    def details(self) -> dict[str, int]:
        """How events name the person."""
        signs = {"signatory": self.signatory.id} if self.signatory else {}
        speaks = {"user": self.representative.user_id} if self.representative else {}
        return signs | speaks


@dataclass(frozen=True)
class Listed:
    """A person listed for a partner: a signatory, a representative, or both when the addresses are equal."""

    to: Receiver
    words: str
    email: str


def people_of(partner: Partner) -> Mapping[str, Listed]:
    """All persons ever listed for a partner, by a key for forms."""
    signing = {
        f"s{signatory.id}": Listed(
            Receiver(signatory=signatory),
            _("%(name)s, signatory", name=", ".join(filter(None, (signatory.called, signatory.title)))),
            signatory.email.lower(),
        )
        for signatory in partner.signatories
    }
    speaking = {
        f"r{representative.id}": Listed(
            Receiver(representative=representative),
            _(
                "%(name)s, representative",
                name=", ".join(filter(None, (representative.user.name, representative.title))),
            ),
            representative.user.email,
        )
        for representative in all_representatives(partner.id)
    }
    return signing | speaking


def receiver(people: Mapping[str, Listed], key: str, scope: Scope) -> Receiver:
    """The chosen person, for a scope. Raises with an explanation when they are not listed for it."""
    chosen = people[key]
    same = [person.to for person in people.values() if person.email and person.email == chosen.email] + [
        chosen.to
    ]
    signatory = chosen.to.signatory or next((to.signatory for to in same if to.signatory), None)
    speaker = chosen.to.representative or max(
        (to.representative for to in same if to.representative),
        key=lambda person: person.started_on or dt.date.min,
        default=None,
    )
    if scope is not Scope.SPEAKS and signatory is None:
        raise RuleBroken(
            N_("They are not listed as a signatory with this address: add them there first."), field="scope"
        )
    if scope is not Scope.SIGNS and speaker is None:
        raise RuleBroken(
            N_("They have no account as a representative with this address: add them there first."),
            field="scope",
        )
    return Receiver(
        signatory if scope is not Scope.SPEAKS else None, speaker if scope is not Scope.SIGNS else None
    )
