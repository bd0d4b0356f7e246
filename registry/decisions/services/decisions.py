"""Opens decisions and their rounds, closes rounds, and sets matters aside."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registry.audit.services import events
from registry.committees.models import Committee
from registry.database.revisions import check_seen
from registry.database.session import db
from registry.decisions import access, messages
from registry.decisions.models.decisions import Decision, NamedReader, Voice
from registry.decisions.models.resolutions import Resolution
from registry.decisions.models.rounds import Round, RoundClosing
from registry.decisions.queries import decisions
from registry.decisions.queries.rolls import Candidate
from registry.decisions.rules.consensus import Verdict
from registry.decisions.rules.decisions import (
    MOVES,
    PROVISIONS,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Audience,
    RollKind,
    State,
    check_close_date,
    check_roll,
    quorum_of,
)
from registry.decisions.rules.events import DecisionEvent
from registry.documents.queries import provisions
from registry.documents.rules.figures import CitedSection
from registry.documents.rules.provisions import check_threshold
from registry.errors import N_, InvalidInput, RuleBroken
from registry.security.actors import Act, Actor
from registry.teams.models import Team


@dataclass(frozen=True)
class Matter:
    """The question that is put to a roll; fixed once the decision is open, with the provisions in force."""

    title: str
    question: str
    roll: Sequence[Candidate]
    background: str = ""
    #: The committee that decides; None for the whole team.
    committee: Committee | None = None
    roll_kind: RollKind = RollKind.ORGANIZATION
    #: Vacant seats of the committee, by name.
    vacant: Sequence[str] = ()
    #: How many voices must give a position, where the agreement leaves it open; by default all counted ones.
    quorum: int | None = None
    #: The section of an agreement that it rests on.
    rests_on: CitedSection | None = None
    audience: Audience = Audience.TEAM
    #: Accounts that may read a decision for its roll only, besides its roll and the person who opened it.
    named_readers: Sequence[int] = ()
    closes_on: dt.date | None = None


def open_decision(team: Team, matter: Matter, *, act: Act) -> Decision:
    """Put a question to a roll and open its first round, as a person who runs the body's decisions."""
    return put_to_roll(team, matter, act=access.as_opener(team, matter.committee, act))


def put_to_roll(team: Team, matter: Matter, *, act: Act) -> Decision:
    """Open a decision for a higher feature with access rules of its own, such as for conflict cases."""
    _check_texts(matter.title, matter.question)
    in_force = provisions.in_force(team.id, act.on)
    values = in_force.values
    counted = sum(candidate.is_counted for candidate in matter.roll)
    quorum = quorum_of(values.quorum, matter.quorum, counted=counted)
    check_threshold(values.scale, values.threshold)
    check_roll(counted, quorum=quorum)
    decision = Decision(
        team=team,
        committee=matter.committee,
        title=matter.title,
        background=matter.background,
        scale=values.scale,
        threshold=values.threshold,
        roll_kind=matter.roll_kind,
        quorum=quorum,
        provisions=in_force.only(PROVISIONS),
        version_id=in_force.version_id,
        rests_on_id=matter.rests_on.version_id if matter.rests_on else None,
        rests_on_key=matter.rests_on.key if matter.rests_on else "",
        audience=matter.audience,
        vacant=list(matter.vacant),
        state=State.IN_ROUND,
        opened_at=act.at,
        opened_on=act.on,
        all_voices=[_voice(candidate, place) for place, candidate in enumerate(matter.roll, start=1)],
        readers=[NamedReader(user_id=user_id) for user_id in _readers(matter, act.by)],
    )
    decision.done_by(act.by)
    db.session.add(decision)
    db.session.flush()
    events.record(DecisionEvent.OPENED, decision, act, scale=decision.scale, voices=len(matter.roll))
    _add_round(decision, matter.question, matter.closes_on, act=act)
    return decision


def open_round(
    decision: Decision,
    *,
    question: str,
    closes_on: dt.date | None = None,
    act: Act,
) -> Round:
    """Open another round, with the same or an amended question."""
    act = access.as_runner(decision, act)
    move(decision, State.IN_ROUND)
    _check_texts(decision.title, question)
    return _add_round(decision, question, closes_on, act=act)


def close_round(
    decision: Decision,
    *,
    without: Sequence[int] = (),
    seen: int,
    act: Act,
) -> RoundClosing:
    """Close the present round with its result.

    `without` lists the voices without a position that the person confirmed to leave out; `seen` is the number
    of positions that the person saw.
    """
    act = access.as_runner(decision, act)
    present = decision.present_round
    result = decisions.result_on(present, act.on)
    wanted = State.CONSENSUS if result.is_consensus else State.NO_CONSENSUS
    MOVES.check(decision.state, wanted)
    check_seen(seen, len(present.positions))
    if result.verdict is Verdict.PENDING:
        raise RuleBroken(
            N_("%(name)s is still with its board, so the round stays open."), name=result.pending[0].name
        )
    left = left_without(decision, act.on)
    if not set(left) <= set(without):
        raise RuleBroken(
            N_("Confirm that the round closes without those who have given no position."), field="confirm"
        )
    move(decision, wanted)
    closing = RoundClosing(
        round=present, closed_at=act.at, closed_on=act.on, is_consensus=result.is_consensus, without=left
    )
    closing.done_by(act.by)
    db.session.add(closing)
    db.session.flush()
    events.record(
        DecisionEvent.ROUND_CLOSED, decision, act, round=present.number, consensus=result.is_consensus
    )
    return closing


def left_without(decision: Decision, on: dt.date) -> list[int]:
    """The counted voices without a position, which closing the round now would leave out."""
    result = decisions.result_on(decision.present_round, on)
    return sorted(said.voice_id for said in result.without_position)


def set_aside(decision: Decision, *, reason: str, act: Act) -> None:
    """End a matter without deciding it."""
    act = access.as_runner(decision, act)
    if not reason.strip():
        raise RuleBroken(N_("Say why the matter is set aside."), field="reason")
    move(decision, State.SET_ASIDE)
    ended = Resolution(decision=decision, outcome="", text=reason, decided_on=act.on, recorded_at=act.at)
    ended.done_by(act.by)
    db.session.add(ended)
    db.session.flush()
    events.record(DecisionEvent.SET_ASIDE, decision, act)


def move(decision: Decision, wanted: State) -> None:
    """Move a decision to another state.

    The present state is checked under the lock, so that the first of two people wins.
    """
    MOVES.check(decision.state, wanted)
    decision.state = wanted


def _add_round(
    decision: Decision,
    question: str,
    closes_on: dt.date | None,
    *,
    act: Act,
) -> Round:
    check_close_date(act.on, closes_on)
    added = Round(
        decision=decision,
        number=len(decision.rounds) + 1,
        question=question,
        opened_at=act.at,
        opened_on=act.on,
        closes_on=closes_on,
    )
    added.done_by(act.by)
    db.session.add(added)
    db.session.flush()
    events.record(DecisionEvent.ROUND_OPENED, decision, act, round=added.number)
    messages.Asked.post(added, act)
    return added


def _voice(candidate: Candidate, place: int) -> Voice:
    return Voice(
        position=place,
        name=candidate.name,
        sector=candidate.sector,
        partner_id=candidate.partner_id,
        seat_id=candidate.seat_id,
        is_counted=candidate.is_counted,
    )


def _readers(matter: Matter, by: Actor) -> list[int]:
    if matter.audience is Audience.TEAM:
        return []
    return list(dict.fromkeys([*matter.named_readers, *([by.id] if by.id is not None else [])]))


def _check_texts(title: str, question: str) -> None:
    if not title.strip():
        raise InvalidInput(N_("Enter a title."), field="title")
    if len(title) > TITLE_LENGTH:
        raise InvalidInput(N_("Use at most %(count)s characters."), field="title", count=TITLE_LENGTH)
    if not question.strip():
        raise InvalidInput(N_("Enter the question."), field="question")
    if len(question) > TEXT_LENGTH:
        raise InvalidInput(N_("Use at most %(count)s characters."), field="question", count=TEXT_LENGTH)
