"""The audit log of the installation, for administrators."""

import pytest

from registry.accounts import services as accounts
from registry.audit import queries as audit_queries
from registry.audit_log.rules import AuditLogEvent
from registry.database.transactions import unit_of_work
from tests.factories import WHO_AND_WHEN, make_user

pytestmark = pytest.mark.both_databases


def test_an_administrator_who_exports_the_installations_trail_is_noted(session, stopped_clock, client):
    with unit_of_work():
        user = make_user(name="Kim Ek")
        accounts.name_administrator(user, **WHO_AND_WHEN)
    client.sign_in(user)
    client.get("/administration/trail/export")
    noted = audit_queries.events_about(None, ("installation", 0))
    assert [(one.tag, one.details) for one in noted] == [
        (AuditLogEvent.EXPORTED, {"capacity": "administrator"})
    ]
