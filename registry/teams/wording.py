"""Actors in words: their name, capacity and the body they act for; shared by pages, records and timelines."""

from flask_babel import gettext as _

from registry.errors import N_

#: A person with their capacity.
ALONE = {
    "coordinator": N_("%(name)s, coordinator"),
    "administrator": N_("%(name)s, administrator"),
    "chair": N_("%(name)s, chair"),
    "member": N_("%(name)s, member"),
    "alternate": N_("%(name)s, alternate"),
    "representative": N_("%(name)s, representative"),
    "signatory": N_("%(name)s, signatory"),
    "reader": N_("%(name)s, reader"),
    "applicant": N_("%(name)s, for an applicant"),
}
#: The same, with the organization, seat or committee they acted for.
FOR_WHOM = {
    "chair": N_("%(name)s, chair, %(whom)s"),
    "member": N_("%(name)s, member, %(whom)s"),
    "alternate": N_("%(name)s, alternate, %(whom)s"),
    "representative": N_("%(name)s, representative, %(whom)s"),
    "signatory": N_("%(name)s, signatory, %(whom)s"),
}


def in_capacity(name: str, capacity: str, whom: str = "") -> str:
    """A name with its capacity and the represented body; only the name when no capacity was stored."""
    if whom and capacity in FOR_WHOM:
        return _(FOR_WHOM[capacity], name=name, whom=whom)
    return _(ALONE[capacity], name=name) if capacity in ALONE else name
