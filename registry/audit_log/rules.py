"""Kinds of events, grouped as a reader looks for them."""

from registry.audit.rules.tags import Tag
from registry.errors import N_
from registry.labels import Labelled


class Group(Labelled):
    """What events are about, for the filter of the trail."""

    TEAM = "team", N_("Team, people and records")
    SIGN_IN = "sign-in", N_("Rules for signing in")
    PARTNERS = "partners", N_("Partners")
    COMMITTEES = "committees", N_("Committees")
    DECISIONS = "decisions", N_("Decisions")
    DOCUMENTS = "documents", N_("Documents")
    SIGNING = "signing", N_("Asking and signing")
    ADMISSIONS = "admissions", N_("Applications")
    CONFLICTS = "conflicts", N_("Conflicts")
    WITHDRAWALS = "withdrawals", N_("Withdrawals")
    READING = "reading", N_("Reading of confidential things, and exports")


#: Confidential things that were read, and what was taken out of the registry.
READING = frozenset(
    {
        Tag.CASE_READ,
        Tag.CASE_FILE_READ,
        Tag.CASE_RECORD_READ,
        Tag.DECISION_READ,
        Tag.DECISION_RECORD_READ,
        Tag.PERSON_EXPORTED,
        Tag.TRAIL_EXPORTED,
    }
)

#: The group of each noun with which a tag begins.
_NOUNS = {
    Group.TEAM: (
        "team",
        "role",
        "person",
        "account",
        "administrator",
        "password",
        "record",
        "trail",
        "keys",
        "certificate",
        "retention",
        "message",
        "backup",
    ),
    Group.SIGN_IN: (
        "session",
        "sign-in-link",
        "sign-in-rules",
        "factor",
        "factors",
        "recovery-codes",
        "recovery-code",
    ),
    Group.PARTNERS: ("partner", "organization", "signatory", "representative", "authority", "list"),
    Group.COMMITTEES: ("committee", "seat", "term", "chair", "interest"),
    Group.DECISIONS: (
        "deciding-rules",
        "decision",
        "round",
        "position",
        "point",
        "meeting",
        "vote",
        "ballot",
        "carrying-out",
    ),
    Group.DOCUMENTS: ("document", "draft", "version"),
    Group.SIGNING: (
        "campaign",
        "step-up",
        "signing-code",
        "signing-app",
        "signing-directory",
        "request",
        "question",
        "hand-over",
        "commitment",
        "edition",
    ),
    Group.ADMISSIONS: ("intake", "admission"),
    Group.CONFLICTS: ("case", "conflicts"),
    Group.WITHDRAWALS: ("withdrawal", "notice-period"),
}
_GROUP_OF_NOUN = {noun: group for group, nouns in _NOUNS.items() for noun in nouns}


def group_of(tag: Tag) -> Group:
    """The group that a kind of event belongs to."""
    return Group.READING if tag in READING else _GROUP_OF_NOUN[tag.value.partition(":")[0]]


#: The kinds of events in each group.
TAGS: dict[Group, list[Tag]] = {group: [tag for tag in Tag if group_of(tag) is group] for group in Group}
