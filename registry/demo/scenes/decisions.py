"""Decisions of the demonstration: recorded, stuck, open, and open for its roll only."""

from typing import Any

from registry import clock
from registry.committees.models import Committee
from registry.decisions.models.decisions import Decision
from registry.decisions.queries import rolls
from registry.decisions.rules import decisions as decision_rules
from registry.decisions.rules.decisions import Audience, Channel, Given, Mark, RollKind
from registry.decisions.services import decisions, positions, resolutions
from registry.decisions.services.decisions import Matter
from registry.demo import cast
from registry.demo.stage import Stage, Table
from registry.security import actors
from registry.security.actors import Act, Capacity


def decide(stage: Stage, table: Table) -> None:
    """Set up two decisions of the steering committee: one recorded, one without consensus."""
    _decided_in_two_rounds(stage, table.steering)
    _without_consensus(stage, table.steering)


def ask(stage: Stage, table: Table) -> None:
    """Set up the decisions that are open: one of the whole team and one of the working group."""
    _still_open(stage, table)
    _for_the_roll_only(stage, table)


def open_decision(
    stage: Stage,
    committee: Committee | None,
    days: int,
    *,
    title: str,
    question: str,
    background: str = "",
    closes_in: int | None = None,
    **more: Any,
) -> Decision:
    """Put a question to a body, or to the whole team, a number of days ago."""
    on = stage.day(-days)
    kind = more.get("roll_kind", RollKind.ORGANIZATION)
    possible = rolls.possible_roll(stage.team, committee, kind, on=on)
    matter = Matter(
        title=title,
        question=question,
        background=background,
        committee=committee,
        roll=possible.candidates,
        vacant=possible.vacant,
        closes_on=stage.day(closes_in) if closes_in else None,
        **more,
    )
    return decisions.open_decision(stage.team, matter, act=Act(stage.coordinator, stage.ago(days=days), on))


def enter_meeting(stage: Stage, decision: Decision, days: int, said: dict[cast.Organization, Given]) -> None:
    """Enter a meeting of some days ago; voices not named were at level 2."""
    given = {
        voice.id: said.get(stage.organization(voice.partner_id), Given(Mark.GIVEN, 2))
        for voice in decision.voices
    }
    positions.enter_meeting(
        decision,
        met_on=stage.day(-days),
        attendance="Robin Sample (minutes)",
        given=given,
        seen={},
        act=Act(stage.coordinator, stage.ago(days=days), stage.day(-days)),
    )


def close_round(stage: Stage, decision: Decision, days: int) -> None:
    """Close the present round as of some days ago."""
    on = stage.day(-days)
    decisions.close_round(
        decision,
        without=decisions.left_without(decision, on),
        seen=len(decision.present_round.positions),
        act=Act(stage.coordinator, stage.ago(days=days), on),
    )


def _decided_in_two_rounds(stage: Stage, steering: Committee) -> None:
    decision = open_decision(
        stage,
        steering,
        80,
        title="One after-hours line for all partners",
        question="Shall we run one after-hours line together, from the first of April?",
        background="Five of us answer calls at night, each alone. The draft budget is with the minutes.",
    )
    needs = Given(Mark.GIVEN, 5, need="What the line costs a partner of our size.")
    worried = Given(Mark.GIVEN, 3, "We worry about nights without a French-speaking nurse.")
    enter_meeting(stage, decision, 78, {cast.PARAMEDICS: needs, cast.HEALTH_CENTRE: worried})
    close_round(stage, decision, 78)
    open_point = next(position for position in decision.present_round.positions if position.need)
    positions.answer_point(
        open_point,
        text="At most $900 a year for the smallest partners; the table of shares was sent on Monday.",
        act=stage.act(stage.coordinator, stage.ago(days=70)),
    )
    decisions.open_round(
        decision,
        question="Shall we run one after-hours line together, from the first of April, with a nurse "
        "who speaks French on every shift, and shares as in the table?",
        act=Act(stage.coordinator, stage.ago(days=60), stage.day(-60)),
    )
    enter_meeting(
        stage, decision, 59, {cast.PARAMEDICS: Given(Mark.GIVEN, 3), cast.HEALTH_CENTRE: Given(Mark.GIVEN, 1)}
    )
    close_round(stage, decision, 59)
    hospital = stage.partners[cast.HOSPITAL]
    resolutions.record_decision(
        decision,
        text="The partners run one after-hours line from the first of April, with a nurse who speaks French "
        "on every shift. Costs are shared as in the table of shares.",
        decided_on=stage.day(-59),
        actions=[
            decision_rules.PlannedAction(
                hospital.name, "Hire and schedule the nurses", stage.day(20), hospital.id
            ),
            decision_rules.PlannedAction("Robin Sample", "Send every partner its share", stage.day(-30)),
        ],
        act=Act(stage.coordinator, stage.ago(days=58), stage.day(-58)),
    )


def _without_consensus(stage: Stage, steering: Committee) -> None:
    decision = open_decision(
        stage,
        steering,
        30,
        title="Where the navigators sit",
        question="Shall the two care navigators sit at the hospital for the first year?",
    )
    against = Given(
        Mark.GIVEN,
        6,
        "People who stay away from hospitals would stay away from the navigators, too.",
        proposal="One at the hospital, one at a community site, with the second site chosen by draw.",
    )
    aside = Given(Mark.GIVEN, 4, "We would not send our people there, and will not stand in the way.")
    enter_meeting(stage, decision, 26, {cast.MENTAL_HEALTH: against, cast.PARAMEDICS: aside})
    close_round(stage, decision, 26)


def _still_open(stage: Stage, table: Table) -> None:
    decision = open_decision(
        stage,
        None,
        6,
        title="Shared measure for waiting times",
        question="Shall all partners report waiting times in the same way, monthly, from January?",
        background="A template is on the team’s drive. Reporting takes about an hour a month.",
        closes_in=8,
    )
    by_partner = {voice.partner_id: voice for voice in decision.voices}
    state_position(stage, table, decision, cast.HOSPITAL, Given(Mark.GIVEN, 1))
    state_position(
        stage,
        table,
        decision,
        cast.MENTAL_HEALTH,
        Given(Mark.PENDING, reason="Our board meets next week.", until=stage.day(7)),
    )
    positions.relay_position(
        by_partner[stage.partners[cast.PARAMEDICS].id],
        Given(Mark.GIVEN, 3, "Fine, if dispatch times are left out."),
        channel=Channel.PHONE,
        said_by="Pat Instance",
        said_on=stage.day(-2),
        seen=0,
        act=Act(stage.coordinator, stage.ago(days=2), stage.day(-2)),
    )


def _for_the_roll_only(stage: Stage, table: Table) -> None:
    decision = open_decision(
        stage,
        table.group,
        9,
        title="Whom to ask for the second site of the pilot",
        question="Shall we ask the palliative care team first, before its name is known to anyone else?",
        background="Our three seats are on the roll; nobody else reads this until we have an answer.",
        closes_in=5,
        roll_kind=RollKind.SEAT,
        audience=Audience.ROLL,
    )
    state_position(stage, table, decision, cast.PALLIATIVE, Given(Mark.GIVEN, 2))


def state_position(
    stage: Stage, table: Table, decision: Decision, organization: cast.Organization, given: Given
) -> None:
    """Give an organization's position, yesterday, by its own representative."""
    on = clock.local_date(stage.now, stage.team.timezone)
    partner, user = stage.partners[organization], table.users[organization]
    voice = next(voice for voice in decision.voices if voice.partner_id == partner.id)
    by = actors.person(user.id, user.name, Capacity.REPRESENTATIVE, partner.name, f"partner:{partner.id}")
    positions.state_position(voice, given, seen=0, act=Act(by, stage.ago(days=1), on))
