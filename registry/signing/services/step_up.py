"""A second proof required at signing, through a channel other than the mailbox with the link.

The team chooses the channels; the signatory gives a proof through one of them. It is required for notices of
withdrawal as well as for statements.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from registry.errors import N_, RuleBroken
from registry.security.actors import Act
from registry.sign_in.queries.directories import Provider
from registry.signing.models import PersonalRequest
from registry.signing.rules.step_up import NOTHING, TYPED, Given, channel_of, digits_of
from registry.signing.services import authenticator_codes, directory_proofs, telephone_codes
from registry.teams.rules import StepUp

#: The messages when no digits were typed.
WORDS_WHEN_MISSING = {
    frozenset({StepUp.PHONE}): N_("Enter the code that the coordinator read out to you by telephone."),
    frozenset({StepUp.TOTP}): N_("Enter the six digits that your authenticator app shows."),
}
ANY_PROOF = N_("Give one of the second proofs that the team accepts.")


@dataclass(frozen=True)
class Said:
    """A directory's confirmation of the signatory, valid for a while."""

    directory: str
    until: dt.datetime


@dataclass(frozen=True)
class Ways:
    """The ways in which the person asked can prove who they are."""

    accepted: Sequence[StepUp]
    directories: Sequence[Provider]
    #: The directory's confirmation in this browser, while it is valid.
    proved: Said | None
    #: Whether the person can give none of the accepted proofs.
    none_left: bool

    @property
    def takes_code(self) -> bool:
        """Whether a code can be typed."""
        return self.proved is None and not TYPED.isdisjoint(self.accepted)


def ways_of(request: PersonalRequest, given: Given = NOTHING, *, now: dt.datetime) -> Ways:
    """The ways in which the person asked can prove who they are in this browser."""
    accepted, found = request.step_ups, directory_proofs.directories_for(request)
    can = (
        not accepted
        or StepUp.PHONE in accepted
        or bool(found)
        or (StepUp.TOTP in accepted and authenticator_codes.app_of(request) is not None)
    )
    proof = directory_proofs.proof_of(request, given.token, now=now)
    proved = Said(proof.issuer_name, proof.expires_at) if proof is not None else None
    return Ways(accepted, found, proved, none_left=not can)


def count_try(request: PersonalRequest, given: Given, *, act: Act) -> None:
    """Count an attempt at a code before the code is judged, in its own unit of work, so that a refusal cannot
    undo the counting.
    """
    digits = digits_of(given.code)
    if not digits or directory_proofs.proof_of(request, given.token, now=act.at) is not None:
        return
    channel = channel_of(digits, request.step_ups)
    if channel is StepUp.PHONE:
        telephone_codes.count_try(request, act=act)
    elif channel is StepUp.TOTP:
        authenticator_codes.count_try(request, act=act)


def verify(request: PersonalRequest, given: Given, *, act: Act, secret: str) -> dict[str, Any]:
    """Judge the second proof if the team requires one; returns the evidence to store."""
    if not request.step_ups:
        return {}
    proof = directory_proofs.proof_of(request, given.token, now=act.at)
    if proof is not None:
        return _kept(StepUp.SIGN_ON, directory_proofs.use(request, proof, act=act))
    digits = digits_of(given.code)
    channel = channel_of(digits, request.step_ups)
    if not digits:
        raise _missing(request, given)
    if channel is StepUp.PHONE:
        return _kept(channel, telephone_codes.accept(request, digits, act=act, secret=secret))
    if channel is StepUp.TOTP:
        return _kept(channel, authenticator_codes.accept(request, digits, act=act, secret=secret))
    raise _missing(request, given)


def _missing(request: PersonalRequest, given: Given) -> RuleBroken:
    """The message for a signatory who has given no proof."""
    if given.token:
        return RuleBroken(N_("What your directory said of you no longer holds. Let it say so once more."))
    if not TYPED.isdisjoint(request.step_ups):
        return RuleBroken(WORDS_WHEN_MISSING.get(frozenset(request.step_ups), ANY_PROOF), field="code")
    return RuleBroken(N_("First prove who you are with your organization’s directory."))


def _kept(channel: StepUp, values: dict[str, Any]) -> dict[str, Any]:
    return {"step_up": {"channel": channel.value} | values}
