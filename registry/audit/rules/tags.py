"""Kinds of events, as `noun:past` tags; each event has exactly one.

The tags of a feature are declared in its `rules`; all are known once its modules are imported.
"""

from collections.abc import Collection

from registry.errors import N_
from registry.labels import Labelled


class Group(Labelled):
    """Groups of events, for the filter of the audit log, in the order in which it offers them."""

    TEAM = "team", N_("Team, people and records")
    SIGN_IN = "sign-in", N_("Rules for signing in")
    PARTNERS = "partners", N_("Partners")
    COMMITTEES = "committees", N_("Committees")
    DECISIONS = "decisions", N_("Decisions")
    DOCUMENTS = "documents", N_("Documents")
    SIGNING = "signing", N_("Asking and signing")
    ANNOUNCEMENTS = "announcements", N_("Announcements")
    ADMISSIONS = "admissions", N_("Applications")
    CONFLICTS = "conflicts", N_("Conflicts")
    WITHDRAWALS = "withdrawals", N_("Withdrawals")
    #: Confidential things that were read, and data that was exported.
    READING = "reading", N_("Reading of confidential things, and exports")


class Tag(Labelled):
    """One kind of event. The value is stored and never renamed; the label is a sentence.

    Each feature has a subclass with a default group and one line per event: `ROUND_OPENED = "round:opened",
    N_("%(who)s opened a round of %(what)s.")`, followed by the group when it differs. `%(who)s` is the actor,
    `%(what)s` the subject with a link.
    """

    group: Group

    def __init__(self, _value: str, label: str = "", group: Group | None = None) -> None:
        super().__init__(_value, label)
        if group is not None:
            self.group = group

    def __init_subclass__(cls, *, group: Group) -> None:
        super().__init_subclass__()
        for tag in cls:
            tag.group = getattr(tag, "group", group)
            _TAGS[tag.value] = tag


_TAGS: dict[str, Tag] = {}


def tags() -> Collection[Tag]:
    """All kinds of events of all features."""
    return _TAGS.values()


def tag_of(stored: str) -> Tag | None:
    """The kind of a stored event; None when its feature is not installed."""
    return _TAGS.get(stored)


def tags_in(group: Group) -> list[Tag]:
    """The kinds of events in a group."""
    return [tag for tag in tags() if tag.group is group]
