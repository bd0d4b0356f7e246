"""Event tags of partners."""

from registry.audit.rules.tags import Group, Tag
from registry.errors import N_


class PartnerEvent(Tag, group=Group.PARTNERS):
    """Events of a partner, its organization, and its signatories and representatives."""

    ADDED = "partner:added", N_("%(who)s added %(what)s to the partners.")
    CHANGED = "partner:changed", N_("%(who)s changed what is kept of %(what)s.")
    RENAMED = "partner:renamed", N_("%(who)s gave %(what)s a new name.")
    TIER_SET = "partner:tier-set", N_("%(who)s set the tier of %(what)s.")
    TIER_CORRECTED = "partner:tier-corrected", N_("%(who)s corrected the tier of %(what)s.")
    STATUS_SET = "partner:status-set", N_("%(who)s set the status of %(what)s.")
    STATUS_CORRECTED = "partner:status-corrected", N_("%(who)s corrected the status of %(what)s.")
    NOTED = "partner:noted", N_("%(who)s wrote a note on %(what)s.")
    REMOVED = "partner:removed", N_("%(who)s took %(what)s off the register, listed by mistake.")
    SCHEDULE_SET = "partner:schedule-set", N_("%(who)s set the schedule of %(what)s.")
    SCHEDULE_CORRECTED = "partner:schedule-corrected", N_("%(who)s corrected the schedule of %(what)s.")
    MISTAKE = "partner:mistake", N_("%(who)s marked %(what)s as entered by mistake.")
    MISTAKE_TAKEN_BACK = "partner:mistake-taken-back", N_("%(who)s put %(what)s back on the register.")
    ORGANIZATION_MERGED = (
        "organization:merged",
        N_("%(who)s recorded that %(what)s became part of another partner."),
    )
    ORGANIZATION_CLOSED = "organization:closed", N_("%(who)s recorded that %(what)s closed.")
    ORGANIZATION_REOPENED = "organization:reopened", N_("%(who)s recorded that %(what)s is open again.")
    ORGANIZATION_LINKED = (
        "organization:linked",
        N_("%(who)s linked %(what)s to its organization in other teams."),
    )
    SIGNATORY_ADDED = "signatory:added", N_("%(who)s added a signatory of %(what)s.")
    SIGNATORY_CHANGED = "signatory:changed", N_("%(who)s changed a signatory of %(what)s.")
    SIGNATORY_ENDED = "signatory:ended", N_("%(who)s recorded that a person no longer signs for %(what)s.")
    SIGNATORY_REMOVED = (
        "signatory:removed",
        N_("%(who)s took a signatory of %(what)s off the list, entered by mistake."),
    )
    REPRESENTATIVE_ADDED = "representative:added", N_("%(who)s recorded that a person speaks for %(what)s.")
    REPRESENTATIVE_ENDED = (
        "representative:ended",
        N_("%(who)s recorded that a person no longer speaks for %(what)s."),
    )
    AUTHORITY_GRANTED = "authority:granted", N_("%(who)s recorded an authority to act for %(what)s.")
    AUTHORITY_CORRECTED = "authority:corrected", N_("%(who)s corrected an authority to act for %(what)s.")
    AUTHORITY_ENDED = "authority:ended", N_("%(who)s ended an authority to act for %(what)s.")
