"""Event tags of personal data."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class PrivacyEvent(Tag, group=Group.TEAM):
    """Events of personal data."""

    RETENTION_SET = "retention:set", N_("%(who)s settled how long things are kept.")
    RETENTION_RUN = "retention:run", N_("The registry took away what has served.")
    PERSON_EXPORTED = "person:exported", N_("%(who)s exported what is known of a person."), Group.READING
