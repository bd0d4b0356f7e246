"""The registry's own work that waits for a coordinator: mail, time stamps, failing tasks, owed work."""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import ngettext

from registry import clock
from registry.accounts.models import User
from registry.audit.hooks import TrailReader
from registry.audit_log.queries import subjects
from registry.dates import local_day
from registry.jobs.models import Trouble
from registry.outbox import queries as outbox_queries
from registry.outbox.rules.messages import LOST
from registry.pages.queries import owed, stuck_tasks
from registry.records.queries import authority, records
from registry.security.permissions import Role
from registry.sentences import language_read
from registry.teams.hooks import Line, finds_lines
from registry.teams.models import Team

#: The most undelivered messages in the list, newest first.
MOST_LOST = 10


@finds_lines(50, if_any=outbox_queries.any_kept_back)
def mail(_user: User, team: Team, role: Role, _on: dt.date) -> list[Line]:
    """A line when messages are not being sent, with the answer of the mail server."""
    trouble = outbox_queries.trouble(clock.now(), team_id=team.id) if role is Role.COORDINATOR else None
    if trouble is None:
        return []
    title = ngettext(
        "%(num)d message does not leave: tell whoever runs the registry",
        "%(num)d messages do not leave: tell whoever runs the registry",
        trouble.waiting,
    )
    return [Line(title, _(trouble.answer), "pages.messages", {"team": team.slug})]


@finds_lines(70, if_any=outbox_queries.any_lost)
def lost(_user: User, team: Team, role: Role, _on: dt.date) -> list[Line]:
    """Undelivered messages."""
    if role is not Role.COORDINATOR:
        return []
    return [
        Line(
            _("A message did not arrive"),
            ": ".join(filter(None, (message.to_address, message.last_answer))),
            "pages.messages",
            {"team": team.slug},
        )
        for message in outbox_queries.messages_with_fate(team.id, LOST, limit=MOST_LOST)
    ]


@finds_lines(71, if_any=records.any_waiting)
def unstamped(_user: User, team: Team, role: Role, _on: dt.date) -> list[Line]:
    """The record that has waited longest for a time stamp, and the number of such records."""
    if role is not Role.COORDINATOR:
        return []
    waiting = records.waiting(team.id) if authority.time_stamp_roots() else []
    if not waiting:
        return []
    code, problem = waiting[0]
    title = ngettext(
        "%(num)d record waits for its time stamp; it is tried again by itself",
        "%(num)d records wait for their time stamps; they are tried again by themselves",
        len(waiting),
    )
    return [Line(title, problem, "verification.show", {"code": code})]


@finds_lines(72, if_any=stuck_tasks.any_of_team)
def stuck(user: User, team: Team, role: Role, on: dt.date) -> list[Line]:
    """Rows at which a task of the registry fails, with what to do."""
    if role is not Role.COORDINATOR:
        return []
    troubles = stuck_tasks.shown_to(TrailReader(user.id, team.id, role, on))
    names = subjects.names_of(trouble.subject for trouble in troubles)
    return [_of_trouble(trouble, names.get(trouble.subject), team) for trouble in troubles]


def _of_trouble(trouble: Trouble, named: subjects.Named | None, team: Team) -> Line:
    title, page = _(stuck_tasks.words_of(trouble)), None
    if named is not None:
        title, page = f"{title} · {named.name(language_read())}", named.page(team.slug)
    text = _(
        "Since %(day)s. Correct its days, or tell whoever runs the registry: %(cause)s",
        day=local_day(trouble.first_at, team.timezone),
        cause=trouble.cause,
    )
    endpoint, values = page or ("trail.index", {"team": team.slug})
    return Line(title, text, endpoint, values)


@finds_lines(73)
def oldest(_user: User, team: Team, role: Role, _on: dt.date) -> list[Line]:
    """The team's oldest owed work, once it is older than usual."""
    is_told = role is Role.COORDINATOR
    found = owed.oldest(team.id, clock.now(), with_confidential=False) if is_told else None
    if found is None:
        return []
    pages = {
        owed.Kind.SIGNATURE: ("pages.partner_agreements", {"partner_id": found.partner_id}),
        owed.Kind.MESSAGE: ("pages.messages", {}),
        owed.Kind.EDITION: ("documents.index", {}),
    }
    endpoint, values = pages.get(found.kind, ("trail.index", {}))
    return [
        Line(
            _(found.kind.label, day=local_day(found.since, team.timezone)),
            _(
                "That is the oldest thing owed. It is tried again by itself; if it is still here tomorrow, "
                "tell whoever runs the registry."
            ),
            endpoint,
            {"team": team.slug, **values},
        )
    ]
