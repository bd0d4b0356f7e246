"""Events for people: a sentence with names and links, and details beside it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup, escape

from registry.audit.hooks import told_beside
from registry.audit.models import NAMELESS, SUBJECTS, Event
from registry.audit.rules.tags import tag_of
from registry.audit_log.queries.events import EventPage
from registry.audit_log.queries.subjects import Named, names_of, split
from registry.dates import day
from registry.errors import N_
from registry.sentences import language_read
from registry.teams.models import Team
from registry.teams.rules import Tier
from registry.teams.wording import ALONE, in_capacity

#: Returns the address of a page by its endpoint and values; None when the feature of the page is not
#: installed.
Addresses = Callable[..., str | None]

#: Shown for an event that the reader must not know of.
HIDDEN = N_("An event about a confidential matter.")
#: Shown for an event of a later release, or of a feature that is no longer installed; its tag is shown beside
#: it.
UNKNOWN = N_("%(who)s did something to %(what)s.")
#: The names of actors that are not rows of a table.
ACTORS = {"command": N_("A command of the administrator"), "registry": N_("The registry")}
#: Details of events that are days.
DAYS = {
    "effective_on": N_("With effect from %(day)s"),
    "starts_on": N_("From %(day)s"),
    "started_on": N_("From %(day)s"),
    "ends_on": N_("Until %(day)s"),
    "ended_on": N_("Until %(day)s"),
    "closed_on": N_("On %(day)s"),
    "merged_on": N_("On %(day)s"),
    "paid_on": N_("On %(day)s"),
    "on": N_("On %(day)s"),
    "due_on": N_("By %(day)s"),
    "until": N_("Until %(day)s"),
}


@dataclass(frozen=True)
class Told:
    """One event, for people."""

    event: Event
    sentence: Markup
    is_hidden: bool
    #: Further details of the event: days, a tier; the tag if it is unknown.
    facts: Sequence[str]
    #: Kind and number of its subject, for the subject's own timeline; None when it has none.
    thing: tuple[str, int] | None
    #: The actor with capacity and represented body; empty when that is not known.
    by: str = ""


def names_for(page: EventPage, *also: str) -> dict[str, Named]:
    """The names of everything on a page, and of some other things, in one query."""
    shown = [event for event in page.events if event.seq not in page.hidden]
    subjects = {event.subject for event in shown} | {_whom(event) for event in shown} - {""}
    return names_of(subjects | {event.actor for event in shown} | set(also))


def told(page: EventPage, names: Mapping[str, Named], team: Team, addresses: Addresses) -> list[Told]:
    """The events of a page, for people."""
    return [
        Told(event, escape(_(HIDDEN)), True, (), None)
        if event.seq in page.hidden
        else _told(event, names, team, addresses)
        for event in page.events
    ]


def title_of(named: Named, team: Team, addresses: Addresses) -> dict[str, str | None]:
    """The title of a thing's timeline, and the page of the thing."""
    address = _address_of(named, team, addresses) if named.kind != "user" else None
    return {"title": _text(named), "address": address}


def _told(event: Event, names: Mapping[str, Named], team: Team, addresses: Addresses) -> Told:
    named = names.get(event.subject)
    tag = tag_of(event.tag)
    sentence = tag.label if tag else UNKNOWN
    what = _what(event, named, team, addresses)
    words = Markup(_(sentence)) % {"who": _who(event, names), "what": what}  # noqa: S704  # ours
    return Told(
        event,
        words,
        False,
        _facts(event, team),
        (named.kind, named.id) if named else None,
        _acting(event, names),
    )


def _who(event: Event, names: Mapping[str, Named]) -> str:
    named = names.get(event.actor)
    if named is not None and named.name_en:
        return named.name_en
    kind, _number = split(event.actor)
    as_actor = SUBJECTS[kind].as_actor if kind in SUBJECTS else ""
    return _(as_actor or ACTORS.get(kind, ACTORS["registry"]))


def _acting(event: Event, names: Mapping[str, Named]) -> str:
    """The actor, capacity, and organization or committee; empty when unknown."""
    named, whom, details = names.get(event.actor), names.get(_whom(event)), event.details
    capacity = str(details.get("capacity") or split(event.actor)[0])
    if named is None or not named.name_en or capacity not in ALONE:
        return ""
    return in_capacity(named.name_en, capacity, whom.name(language_read()) if whom else "")


def _whom(event: Event) -> str:
    """The organization or committee that somebody acted for, as events name it; empty when they acted for
    none.
    """
    return str(event.details.get("for") or "")


def _what(event: Event, named: Named | None, team: Team, addresses: Addresses) -> str | Markup:
    if named is None:
        kind, number = split(event.subject)
        return team.name() if kind == "team" else f"{_nameless(kind)} ({number})"
    address = _address_of(named, team, addresses)
    text = _text(named)
    if address is None:
        return text
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(address, text)


def _address_of(named: Named, team: Team, addresses: Addresses) -> str | None:
    endpoint, place = named.page(team.slug) or ("", {})
    return addresses(endpoint, **place)


def _text(named: Named) -> str:
    name, text = named.name(language_read()), named.told_as.text
    if text:
        called = dict.fromkeys(("name", "text", "title", "subject"), name)
        return _(text, **called, reference=named.word, number=named.number)
    return name or _nameless(named.kind)


def _nameless(kind: str) -> str:
    return _(SUBJECTS[kind].nameless if kind in SUBJECTS else NAMELESS)


def _facts(event: Event, team: Team) -> list[str]:
    facts = [_(words, day=day(on)) for key, words in DAYS.items() if (on := _day(event.details.get(key)))]
    if tag_of(event.tag) is None:
        facts.insert(0, event.tag)
    tier = event.details.get("tier")
    if event.tag.startswith("partner:") and tier in set(Tier):
        facts.insert(0, team.tier_label(Tier(str(tier))))
    return [*facts, *told_beside(event)]


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
