"""What each feature has waiting for the reader, gathered for the home page from its own queries."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from registry import clock
from registry.access import Role
from registry.admissions import waiting as admissions
from registry.commitments import owed as unmade
from registry.commitments import queries as commitments
from registry.commitments.models import Commitment
from registry.conflicts import waiting as conflicts
from registry.decisions import waiting as decisions
from registry.decisions.waiting import Kind
from registry.filters import language_read, local_day
from registry.jobs.models import Trouble
from registry.outbox import pauses
from registry.outbox import services as outbox
from registry.outbox.rules import LOST
from registry.pages import owed, stuck
from registry.pages.waiting import Reader, Waiting, WaitingFor, Waits
from registry.partners import flags as authority
from registry.partners.authority import FindingKind
from registry.records import augmentations, levels
from registry.records.causes import cause
from registry.trail import hidden, subjects
from registry.trail.addresses import address_of
from registry.withdrawals import waiting as withdrawals


def waits_of(reader: Reader) -> Waits:
    """What the reader is to do, the soonest due first, then what has no day; and for whom they wait."""
    decided = decisions.waits_of(reader.user, reader.team, reader.role, reader.on)
    in_conflict = conflicts.waits_of(reader.user, reader.team, reader.on)
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


def _for_parties(reader: Reader, one: conflicts.WaitingFor) -> WaitingFor:
    address = reader.address("conflicts.show", case_id=one.case.id)
    title = _("%(case)s: %(waits)s", case=one.case.subject, waits=one.words)
    return WaitingFor(title, one.names, address, one.case.term.due_on)


def _for_voices(reader: Reader, one: decisions.WaitingFor) -> WaitingFor:
    address = reader.address("decisions.show", decision_id=one.decision.id)
    return WaitingFor(one.decision.title, one.names, address, one.due_on)


def _of_case(reader: Reader, one: conflicts.Waiting) -> Waiting:
    titles = {
        conflicts.Kind.EXTENSION: _("An extension is proposed: say yes or no"),
        conflicts.Kind.DECIDER: _("Say who is to decide the case"),
        conflicts.Kind.SHARE: _("Confirm your share of an expense"),
        conflicts.Kind.DECISION: _("A case waits for its final decision"),
        conflicts.Kind.OVERDUE: _("A case is over its last day"),
    }
    address = reader.address("conflicts.show", case_id=one.case.id)
    due_on = one.case.term.due_on if one.case.is_open else None
    return Waiting(titles[one.kind], one.case.subject, address, due_on)


def _of_failed_record(reader: Reader, one: Commitment) -> Waiting:
    title = _("The record of %(partner)s could not be made yet", partner=one.partner_name)
    address = reader.address("pages.partner_agreements", partner_id=one.partner_id)
    return Waiting(title, cause(one.record_problem), address)


def _of_commitments(reader: Reader) -> list[Waiting]:
    if reader.role is not Role.COORDINATOR:
        return []
    team_id = reader.team.id
    troubled = outbox.messages_with_fate(team_id, LOST, limit=10)
    return [
        *_of_mail(reader),
        *[_of_failed_record(reader, one) for one in unmade.failed_of(team_id)],
        *[
            Waiting(
                _("Question from %(partner)s", partner=one.request.partner.name),
                one.text,
                reader.address("requests.answer", question_id=one.id),
            )
            for one in commitments.unanswered_questions(team_id)
        ],
        *[
            Waiting(
                _("%(partner)s names another signatory", partner=one.request.partner.name),
                ", ".join(filter(None, (one.name, one.title))),
                reader.address("requests.decide_hand_over", hand_over_id=one.id),
            )
            for one in commitments.proposed_hand_overs(team_id)
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
    trouble = pauses.trouble(clock.now(), team_id=reader.team.id)
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
    flags = authority.flags_of_team(reader.team.id, reader.on)
    partners = {
        kind: list(dict.fromkeys(flag.partner_name for flag in flags if flag.kind is kind))
        for kind in FindingKind
    }
    titles = {
        FindingKind.NOBODY_SIGNS: _("Nobody may sign for them, now or from a known day on"),
        FindingKind.VOICE_DOUBLED: _("More than one person speaks for them"),
        FindingKind.ENDS_SOON: _("Authority to act ends within 30 days"),
    }
    return [
        Waiting(titles[kind], ", ".join(names), reader.address("authority.index"))
        for kind, names in partners.items()
        if names
    ]


def _of_records(reader: Reader) -> list[Waiting]:
    """The oldest record that no time stamp could be had for, and how many there are."""
    waiting = augmentations.waiting(reader.team.id) if levels.time_stamp_roots() else []
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
    found = stuck.shown_to(hidden.Reader(reader.user.id, reader.team.id, reader.role, reader.on))
    names = subjects.names_of(one.subject for one in found)
    return [_of_trouble(reader, one, names.get(one.subject)) for one in found]


def _of_trouble(reader: Reader, one: Trouble, named: subjects.Named | None) -> Waiting:
    title, address = _(stuck.words_of(one)), None
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
            _(owed.WORDS[found.kind], day=local_day(found.since, reader.team.timezone)),
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
        for one in withdrawals.waiting_on(reader.user, reader.team, reader.role, reader.on)
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
        for one in admissions.waiting_on(reader.team, reader.role, reader.on)
    ]


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
