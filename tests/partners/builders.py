"""What the trail says of a partner."""

from registry.audit import queries as audit_queries


def tags(partner):
    return [event.tag for event in audit_queries.events_about(partner.team_id, ("partner", partner.id))]
