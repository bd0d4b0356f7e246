"""Who read a confidential thing, or took something out of the registry, is noted and shown."""

import pytest

from registry.accounts import services as accounts
from registry.audit import queries as audit_queries
from registry.audit_log.rules import AuditLogEvent
from registry.database.transactions import unit_of_work
from registry.privacy.rules.events import PrivacyEvent
from tests.conflicts.making import attach, close, raise_one
from tests.factories import WHO_AND_WHEN, make_pdf, make_user
from tests.trail.making import lines_of

READING = "/teams/east/trail?kind=reading"


@pytest.fixture
def case_read(cast, client, work):
    """Max, of a party, reads a closed case with its file and record; the coordinator looks at the trail."""
    case = raise_one(cast, user=cast.for_maple)
    file = attach(case, cast.for_maple, make_pdf("one"))
    close(case, cast.coordinator)
    work()
    client.sign_in(cast.for_maple)
    page = f"/teams/east/conflicts/{case.id}"
    answers = [client.get(address) for address in (page, f"{page}/files/{file.id}", f"{page}/records/1")]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    client.sign_in(cast.coordinator)
    return client.get(READING)


@pytest.mark.parametrize("did", ["read case", "fetched a file of case", "fetched a record of case"])
def test_a_case_its_annexes_and_its_record_are_each_noted(case_read, did):
    assert any(line.startswith(f"Max May {did}") for line in lines_of(case_read))


def test_it_is_said_in_which_capacity_they_read(case_read):
    assert "Max May, member" in case_read.text


def test_who_exports_the_trail_is_noted_once_and_is_in_the_export(cast, client):
    client.sign_in(cast.coordinator)
    [client.get("/teams/east/trail/export") for _ in range(2)]
    page = client.get(READING)
    assert lines_of(page) == ["Cora Cole exported the audit trail."]
    assert "Cora Cole, coordinator" in page.text


def test_who_exports_what_is_known_of_a_person_is_noted(cast, client):
    client.sign_in(cast.coordinator)
    client.post("/teams/east/privacy/export", data={"sought": cast.member.email})
    page = client.get(READING)
    assert lines_of(page) == ["Cora Cole exported what is known of a person."]
    assert "Cora Cole, coordinator" in page.text


def test_who_exports_what_is_known_of_themselves_is_noted(cast, client):
    client.sign_in(cast.member)
    client.post("/account/data")
    noted = audit_queries.events_about(None, ("user", cast.member.id))
    assert noted[0].tag == PrivacyEvent.PERSON_EXPORTED


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
