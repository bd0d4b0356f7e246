"""Messages about decisions; each is composed when it is sent."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from registry import clock
from registry.accounts.models import User
from registry.database.session import db
from registry.decisions import access
from registry.decisions.models.decisions import Decision, Voice
from registry.decisions.models.rounds import Position, Round
from registry.decisions.queries import decisions
from registry.decisions.rules.decisions import State
from registry.decisions.wording import explain
from registry.outbox.messages import NothingToSay, address, mean
from registry.outbox.rules.reach import Whom
from registry.security.actors import Act
from registry.teams.messages import TeamMessage


class DecisionMessage(TeamMessage):
    """A message to the people of a voice; cancelled for people who may no longer read the decision."""

    def context(self) -> dict[str, Any]:
        """The decision and its page."""
        decision = decisions.decision_by_id(self.params["decision"])
        if not access.is_read_by(decision, self.params["user"], on=clock.today(decision.team.timezone)):
            raise NothingToSay
        return {
            "decision": decision,
            "team": decision.team,
            "person": self.message.to_name,
            "page": address("decisions.show", team=decision.team.slug, decision_id=decision.id),
        }

    @classmethod
    def _tell_voices(
        cls, decision: Decision, voices: Sequence[Voice], *, once: str, act: Act, **ids: int
    ) -> None:
        """Tell the people who speak for some voices of a decision."""
        whom = {
            voice.id: Whom(voice.name, access.where_chosen(voice.partner_id, voice.seat_id))
            for voice in voices
        }
        mean(whom.values())
        speakers = [one for one in access.speakers_of(decision, act.on) if one.voice.id in whom]
        for user in {speaker.user.id: speaker.user for speaker in speakers}.values():
            theirs = [whom[one.voice.id] for one in speakers if one.user.id == user.id]
            cls._tell(decision, user, once=once, at=act.at, meant_for=theirs, **ids)

    @classmethod
    def _tell(
        cls,
        decision: Decision,
        user: User,
        *,
        once: str,
        at: dt.datetime,
        meant_for: Sequence[Whom] = (),
        **ids: int,
    ) -> None:
        cls._write_to(
            user,
            subject=("decision", decision.id),
            params={"decision": decision.id, "user": user.id, **ids},
            team_id=decision.team_id,
            at=at,
            once=once,
            confidential=decision.is_for_roll_only,
            meant_for=meant_for,
        )


class RoundMessage(DecisionMessage):
    """A message about a round while it is open."""

    def context(self) -> dict[str, Any]:
        """The decision and its round."""
        present = db.session.get_one(Round, self.params["round"])
        if present.closing is not None or present.decision.state is not State.IN_ROUND:
            raise NothingToSay
        return super().context() | {"present": present}


class Asked(RoundMessage):
    """A round was opened: its question, and the day until which positions are expected."""

    key = "decisions.asked"

    @classmethod
    def post(cls, present: Round, act: Act) -> None:
        """Ask the people who speak for a voice to give its position."""
        decision, once = present.decision, f"asked:{present.id}"
        cls._tell_voices(decision, decision.voices, once=once, act=act, round=present.id)


class Reminder(RoundMessage):
    """A position is still missing shortly before the round's due day."""

    key = "decisions.reminder"

    @classmethod
    def post(cls, present: Round, user: User, at: dt.datetime) -> None:
        """Remind a person who speaks for a voice without a position; once per round."""
        once = f"decision-reminder:{present.id}"
        cls._tell(present.decision, user, once=once, at=at, round=present.id)


class Relayed(DecisionMessage):
    """Somebody entered a position for a voice, whose people should check it."""

    key = "decisions.relayed"

    @classmethod
    def post(cls, position: Position, act: Act) -> None:
        """Ask the people of a voice to confirm or replace what was entered for it."""
        decision, once = position.voice.decision, f"relayed:{position.id}"
        cls._tell_voices(decision, [position.voice], once=once, act=act, position=position.id)

    def context(self) -> dict[str, Any]:
        """The position, and the voice it was entered for."""
        position = db.session.get_one(Position, self.params["position"])
        return super().context() | {"position": position, "voice": position.voice}


class Recorded(DecisionMessage):
    """The resolution of a decision, and where its record can be found."""

    key = "decisions.recorded"

    @classmethod
    def post(cls, decision: Decision, act: Act) -> None:
        """Tell the people who speak for a voice what was decided."""
        cls._tell_voices(decision, decision.voices, once=f"recorded:{decision.id}", act=act)

    def context(self) -> dict[str, Any]:
        """The result of the last round or vote, in sentences."""
        about = super().context()
        decision: Decision = about["decision"]
        if decision.resolution is None:
            raise NothingToSay
        result = decisions.result_on(decision.present_round, decision.resolution.decided_on)
        return about | {"sentences": explain(result, provisions=decision.provisions)}
