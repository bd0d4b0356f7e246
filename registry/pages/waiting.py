"""What waits for the reader, and for whom the reader waits: gathered from every feature's own queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from registry.access import Role
from registry.accounts.models import User
from registry.commitments import queries as commitments
from registry.decisions import waiting as decisions
from registry.decisions.waiting import Kind
from registry.outbox import services as outbox
from registry.outbox.rules import Fate
from registry.teams.models import Team


@dataclass(frozen=True)
class Waiting:
    """One thing to do: what, about what, where, and by when where there is a day."""

    title: str
    about: str
    address: str
    due_on: dt.date | None = None


@dataclass(frozen=True)
class WaitingFor:
    """One thing that others have still to do, by name."""

    title: str
    names: Sequence[str]
    address: str
    due_on: dt.date | None = None


@dataclass(frozen=True)
class Reader:
    """Whose home page it is."""

    user: User
    team: Team
    role: Role
    on: dt.date


def waiting_on(reader: Reader) -> list[Waiting]:
    """What the reader is to do, the soonest due first, then what has no day."""
    found = [*_of_commitments(reader), *_of_decisions(reader)]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or reader.on))


def waiting_for(reader: Reader) -> list[WaitingFor]:
    """For whom the reader waits."""
    return [
        WaitingFor(
            one.decision.title,
            one.names,
            _address(reader, "decisions.show", decision_id=one.decision.id),
            one.due_on,
        )
        for one in decisions.waiting_for(reader.user, reader.team, reader.role, reader.on)
    ]


def _of_commitments(reader: Reader) -> list[Waiting]:
    if reader.role is not Role.COORDINATOR:
        return []
    team_id = reader.team.id
    troubled = outbox.messages_with_fate(team_id, (Fate.REFUSED, Fate.FAILED, Fate.BOUNCED), limit=10)
    return [
        *[
            Waiting(
                _("Question from %(partner)s", partner=one.request.partner.name),
                one.text,
                _address(reader, "requests.answer", question_id=one.id),
            )
            for one in commitments.unanswered_questions(team_id)
        ],
        *[
            Waiting(
                _("%(partner)s names another signatory", partner=one.request.partner.name),
                ", ".join(filter(None, (one.name, one.title))),
                _address(reader, "requests.decide_hand_over", hand_over_id=one.id),
            )
            for one in commitments.proposed_hand_overs(team_id)
        ],
        *[
            Waiting(
                _("A message did not arrive"),
                f"{message.to_address}: {message.last_answer}".rstrip(": "),
                _address(reader, "pages.messages"),
            )
            for message in troubled
        ],
    ]


def _of_decisions(reader: Reader) -> list[Waiting]:
    found = decisions.waiting_on(reader.user, reader.team, reader.role, reader.on)
    return [_of_decision(reader, one) for one in found]


def _of_decision(reader: Reader, one: decisions.Waiting) -> Waiting:
    here = {"decision_id": one.decision.id}
    titles = {
        Kind.POSITION: _("A position is asked for"),
        Kind.CONFIRMATION: _("A position was entered for you: confirm or replace it"),
        Kind.BALLOT: _("A vote is asked for"),
        Kind.CLOSING: _("All have answered: close the round"),
        Kind.NEXT_STEP: _("No consensus: open the next round or a vote"),
        Kind.RECORDING: _("Record what was decided"),
        Kind.CARRYING_OUT: _("To carry out: %(task)s", task=one.task.task if one.task else ""),
    }
    title = titles[one.kind]
    if one.voice is not None:
        title = f"{title} ({one.voice.name})"
    places = {
        Kind.POSITION: ("rounds.position", here | {"voice_id": one.voice.id if one.voice else 0}),
        Kind.BALLOT: ("decision_endings.ballot", here | {"voice_id": one.voice.id if one.voice else 0}),
        Kind.CLOSING: ("rounds.close", here),
        Kind.RECORDING: ("decision_endings.record", here),
        Kind.CARRYING_OUT: (
            "decision_endings.follow_up",
            here | {"task_id": one.task.id if one.task else 0},
        ),
    }
    endpoint, place = places.get(one.kind, ("decisions.show", here))
    return Waiting(title, one.decision.title, _address(reader, endpoint, **place), one.due_on)


def _address(reader: Reader, endpoint: str, **place: Any) -> str:
    return url_for(endpoint, team=reader.team.slug, **place)
