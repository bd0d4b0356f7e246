"""Withdrawals of the demonstration: one has left, one stays after all, one is about to leave."""

from typing import Any

from registry.demo import cast
from registry.demo.stage import Stage, Table
from registry.partners.rules.partners import NoteKind
from registry.partners.services import partners
from registry.security import actors
from registry.security.actors import Capacity
from registry.withdrawals.models import Withdrawal
from registry.withdrawals.rules.withdrawals import Answer, Channel, EffortKind, Reason
from registry.withdrawals.services import departure, efforts, notices, withdrawals
from registry.withdrawals.services.notices import PaperNotice

NOTICE_DAYS = 60


def leave(stage: Stage) -> None:
    """Past withdrawals: the pharmacy has left, the volunteers took their notice back."""
    _pharmacy_leaves(stage)
    _volunteers_stay(stage)


def give_notice(stage: Stage, there: Table) -> None:
    """Juniper is about to leave: its representative has answered one offer; another waits for an answer."""
    withdrawal = _enter(
        stage,
        cast.MENTAL_HEALTH,
        given=9,
        leaves=NOTICE_DAYS - 9,
        reason=Reason.MEANS,
        account="Our board cannot carry shared expenses that have no ceiling.",
    )
    first = _offer(
        stage,
        withdrawal,
        8,
        kind=EffortKind.UNDERSTAND,
        offered_by=f"{there.chair.name}, chair of the steering committee",
        text="An hour with your board, at its table, to hear what the shared expenses mean for you.",
    )
    user = there.users[cast.MENTAL_HEALTH]
    efforts.answer_effort(
        first,
        answer=Answer.ACCEPTED,
        text="Thank you. Our board meets next week and will hear you first.",
        act=stage.act(
            actors.person(user.id, user.name, Capacity.REPRESENTATIVE, withdrawal.partner.name),
            stage.ago(days=6),
        ),
    )
    _offer(
        stage,
        withdrawal,
        3,
        kind=EffortKind.ADDRESS,
        offered_by="Steering Committee",
        text="A ceiling of $2,500 a year on what any one partner pays of shared expenses.",
    )


def _pharmacy_leaves(stage: Stage) -> None:
    pharmacy = stage.partners[cast.PHARMACY]
    partners.add_note(
        pharmacy,
        kind=NoteKind.PROMISE,
        on=stage.day(-150),
        due_on=stage.day(-20),
        text="To hand the medication lists of shared patients to the hospital’s pharmacy.",
        act=stage.act(stage.actor, stage.ago(days=150)),
    )
    withdrawal = _enter(
        stage,
        cast.PHARMACY,
        given=95,
        leaves=-30,
        reason=Reason.OTHER,
        account="The owner retires and the group is wound up.",
    )
    offered = _offer(
        stage,
        withdrawal,
        80,
        kind=EffortKind.MITIGATE,
        offered_by=cast.COORDINATOR,
        text="Help with moving the weekly medication review to another pharmacy.",
    )
    efforts.answer_effort(
        offered,
        answer=Answer.IN_PART,
        text="Gladly for Larkspur; the Tamarack branch closes too soon for it.",
        channel=Channel.PHONE,
        said_by="Ira Makebelieve",
        answered_on=stage.day(-76),
        act=stage.act(stage.coordinator, stage.ago(days=76)),
    )
    departure.take_effect(withdrawal, act=stage.act(actors.REGISTRY, stage.ago(days=30)))


def _volunteers_stay(stage: Stage) -> None:
    withdrawal = _enter(
        stage,
        cast.VOLUNTEERS,
        given=85,
        leaves=-20,
        reason=Reason.DIRECTION,
        account="The outgoing board wished to work for the hospital alone.",
    )
    withdrawals.take_back(
        withdrawal,
        reason="The new board was elected and wishes to go on with everybody.",
        act=stage.act(stage.coordinator, stage.ago(days=50)),
    )


def _enter(
    stage: Stage, organization: cast.Organization, *, given: int, leaves: int, reason: Reason, account: str
) -> Withdrawal:
    """Enter a paper notice, dated some days ago and entered the day after."""
    person = organization.people[0]
    paper = PaperNotice(
        given_on=stage.day(-given),
        language=organization.language,
        effective_on=stage.day(leaves),
        name=person.name,
        title=person.title,
        reason=reason,
        account=account,
    )
    return notices.enter_notice(
        stage.partners[organization], paper, act=stage.act(stage.coordinator, stage.ago(days=given - 1))
    )


def _offer(stage: Stage, withdrawal: Withdrawal, days: int, **what: Any) -> Any:
    return efforts.offer_effort(
        withdrawal,
        offered_on=stage.day(-days),
        act=stage.act(stage.coordinator, stage.ago(days=days)),
        **what,
    )
