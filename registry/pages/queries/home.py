"""What each feature has waiting for the reader, gathered for the home page from its own queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from registry import clock
from registry.accounts.models import User
from registry.admissions.queries import to_do
from registry.audit.hooks import TrailReader
from registry.audit_log.queries import subjects
from registry.audit_log.queries.timeline import address_of
from registry.commitments.models import Commitment
from registry.commitments.queries import requests
from registry.commitments.queries.overview import Progress, progress_on
from registry.conflicts.queries import to_do as conflict_to_do
from registry.dates import language_read, local_day
from registry.decisions.queries import to_do as decision_to_do
from registry.decisions.queries.to_do import Kind
from registry.documents.models import Document, Version
from registry.documents.queries import documents
from registry.jobs.models import Trouble
from registry.outbox import queries as outbox_queries
from registry.outbox.rules.messages import LOST
from registry.pages.queries import owed, stuck_tasks
from registry.partners.queries import authority_gaps
from registry.partners.queries.register import RollRow, roll_of
from registry.partners.rules.authority import FindingKind
from registry.records.queries import authority, records
from registry.records.queries.causes import cause
from registry.security.permissions import Role
from registry.teams.models import Team
from registry.withdrawals.queries import to_do as withdrawal_to_do


@dataclass(frozen=True)
class DocumentProgress:
    """A document, its version in force and its draft, and how far the signing of it has come."""

    document: Document
    version: Version | None
    draft: Version | None
    progress: Progress | None


def documents_progress(team_id: int, on: dt.date) -> list[DocumentProgress]:
    """The documents of a team, each with how far it has come on a day."""
    roll = roll_of(team_id, on)
    return [_progress(document, roll, on) for document in documents.documents_of(team_id)]


def _progress(document: Document, roll: Sequence[RollRow], on: dt.date) -> DocumentProgress:
    published = documents.published_of(document)
    version = published[-1] if published else None
    return DocumentProgress(
        document=document,
        version=version,
        draft=documents.draft_of(document),
        progress=progress_on(version, roll, on) if version else None,
    )


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
class Waits:
    """What waits for the reader, and for whom the reader waits."""

    on_reader: Sequence[Waiting]
    on_others: Sequence[WaitingFor]


@dataclass(frozen=True)
class Reader:
    """Whose home page it is."""

    user: User
    team: Team
    role: Role
    on: dt.date

    def address(self, endpoint: str, **place: Any) -> str:
        """A page of their team."""
        return url_for(endpoint, team=self.team.slug, **place)


def waits_of(reader: Reader) -> Waits:
    """What the reader is to do, the soonest due first, then what has no day; and for whom they wait."""
    decided = decision_to_do.waits_of(reader.user, reader.team, reader.role, reader.on)
    in_conflict = conflict_to_do.waits_of(reader.user, reader.team, reader.on)
    on_reader = [
        *[_of_case(reader, one) for one in in_conflict.on_person],
        *[_of_decision(reader, one) for one in decided.on_person],
        *_of_withdrawals(reader),
        *_of_admissions(reader),
        *_of_commitments(reader),
    ]
    return Waits(
        sorted(on_reader, key=lambda one: (one.due_on is None, one.due_on or reader.on)),
        [
            *[_for_parties(reader, one) for one in in_conflict.on_others],
            *[_for_voices(reader, one) for one in decided.on_others],
        ],
    )


def _for_parties(reader: Reader, one: conflict_to_do.WaitingFor) -> WaitingFor:
    address = reader.address("conflicts.show", case_id=one.case.id)
    title = _("%(case)s: %(waits)s", case=one.case.title, waits=one.words)
    return WaitingFor(title, one.names, address, one.case.term.due_on)


def _for_voices(reader: Reader, one: decision_to_do.WaitingFor) -> WaitingFor:
    address = reader.address("decisions.show", decision_id=one.decision.id)
    return WaitingFor(one.decision.title, one.names, address, one.due_on)


def _of_case(reader: Reader, one: conflict_to_do.Waiting) -> Waiting:
    address = reader.address("conflicts.show", case_id=one.case.id)
    due_on = one.case.term.due_on if one.case.is_open else None
    return Waiting(_(one.kind.label), one.case.title, address, due_on)


def _of_failed_record(reader: Reader, one: Commitment) -> Waiting:
    title = _("The record of %(partner)s could not be made yet", partner=one.partner_name)
    address = reader.address("pages.partner_agreements", partner_id=one.partner_id)
    return Waiting(title, cause(one.record_problem), address)


def _of_commitments(reader: Reader) -> list[Waiting]:
    if reader.role is not Role.COORDINATOR:
        return []
    team_id = reader.team.id
    troubled = outbox_queries.messages_with_fate(team_id, LOST, limit=10)
    return [
        *_of_mail(reader),
        *[_of_failed_record(reader, one) for one in requests.failed_of(team_id)],
        *[
            Waiting(
                _("Question from %(partner)s", partner=one.request.partner.name),
                one.text,
                reader.address("requests.answer", question_id=one.id),
            )
            for one in requests.unanswered_questions(team_id)
        ],
        *[
            Waiting(
                _("%(partner)s names another signatory", partner=one.request.partner.name),
                ", ".join(filter(None, (one.name, one.title))),
                reader.address("requests.decide_hand_over", hand_over_id=one.id),
            )
            for one in requests.proposed_hand_overs(team_id)
        ],
        *[
            Waiting(
                _("A message did not arrive"),
                ": ".join(filter(None, (message.to_address, message.last_answer))),
                reader.address("pages.messages"),
            )
            for message in troubled
        ],
        *_of_records(reader),
        *_of_stuck(reader),
        *_of_oldest(reader),
        *_of_authority(reader),
    ]


def _of_mail(reader: Reader) -> list[Waiting]:
    """That messages do not leave, and what the mail server says."""
    trouble = outbox_queries.trouble(clock.now(), team_id=reader.team.id)
    if trouble is None:
        return []
    title = ngettext(
        "%(num)d message does not leave: tell whoever runs the registry",
        "%(num)d messages do not leave: tell whoever runs the registry",
        trouble.waiting,
    )
    return [Waiting(title, _(trouble.answer), reader.address("pages.messages"))]


def _of_authority(reader: Reader) -> list[Waiting]:
    """How many partners have nobody who may sign, or two voices, or authority that ends; by kind."""
    flags = authority_gaps.flags_of_team(reader.team.id, reader.on)
    partners = {
        kind: list(dict.fromkeys(flag.partner_name for flag in flags if flag.kind is kind))
        for kind in FindingKind
    }
    return [
        Waiting(_(kind.label), ", ".join(names), reader.address("authority.index"))
        for kind, names in partners.items()
        if names
    ]


def _of_records(reader: Reader) -> list[Waiting]:
    """The oldest record that no time stamp could be had for, and how many there are."""
    waiting = records.waiting(reader.team.id) if authority.time_stamp_roots() else []
    if not waiting:
        return []
    code, problem = waiting[0]
    title = ngettext(
        "%(num)d record waits for its time stamp; it is tried again by itself",
        "%(num)d records wait for their time stamps; they are tried again by themselves",
        len(waiting),
    )
    return [Waiting(title, problem, url_for("verification.show", code=code))]


def _of_stuck(reader: Reader) -> list[Waiting]:
    """Rows at which a task of the registry fails, with what to do."""
    found = stuck_tasks.shown_to(TrailReader(reader.user.id, reader.team.id, reader.role, reader.on))
    names = subjects.names_of(one.subject for one in found)
    return [_of_trouble(reader, one, names.get(one.subject)) for one in found]


def _of_trouble(reader: Reader, one: Trouble, named: subjects.Named | None) -> Waiting:
    title, address = _(stuck_tasks.words_of(one)), None
    if named is not None:
        title, address = f"{title} · {named.name(language_read())}", address_of(named, reader.team.slug)
    about = _(
        "Since %(day)s. Correct its days, or tell whoever runs the registry: %(cause)s",
        day=local_day(one.first_at, reader.team.timezone),
        cause=one.cause,
    )
    return Waiting(title, about, address or reader.address("trail.index"))


def _of_oldest(reader: Reader) -> list[Waiting]:
    """The oldest thing that is owed to the team, once it is older than is usual."""
    found = owed.oldest(reader.team.id, clock.now(), with_confidential=False)
    if found is None:
        return []
    pages = {
        owed.Kind.SIGNATURE: ("pages.partner_agreements", {"partner_id": found.partner_id}),
        owed.Kind.MESSAGE: ("pages.messages", {}),
        owed.Kind.EDITION: ("documents.index", {}),
    }
    endpoint, place = pages.get(found.kind, ("trail.index", {}))
    return [
        Waiting(
            _(found.kind.label, day=local_day(found.since, reader.team.timezone)),
            _(
                "That is the oldest thing owed. It is tried again by itself; if it is still here tomorrow, "
                "tell whoever runs the registry."
            ),
            reader.address(endpoint, **place),
        )
    ]


def _of_withdrawals(reader: Reader) -> list[Waiting]:
    return [
        Waiting(one.title, one.text, reader.address(one.endpoint, **one.place), one.due_on)
        for one in withdrawal_to_do.waiting_on(reader.user, reader.team, reader.role, reader.on)
    ]


def _of_admissions(reader: Reader) -> list[Waiting]:
    titles = {
        "review": _("An application waits for its review"),
        "outcome": _("Decided: the organization waits for the outcome"),
        "complete": _("Everything is signed: welcome the new partner"),
    }
    return [
        Waiting(
            titles[one.what],
            one.admission.organization,
            reader.address("admissions.show", admission_id=one.admission.id),
        )
        for one in to_do.waiting_on(reader.team, reader.role, reader.on)
    ]


def _of_decision(reader: Reader, one: decision_to_do.Waiting) -> Waiting:
    here = {"decision_id": one.decision.id}
    title = _(one.kind.label, task=one.task.task if one.task else "")
    if one.voice is not None:
        title = f"{title} · {one.voice.name}"
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
    return Waiting(title, one.decision.title, reader.address(endpoint, **place), one.due_on)
