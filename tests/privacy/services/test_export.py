"""What is known of a person is found wherever it stands, and given to those who may see it."""

import json

import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput
from registry.jobs import runner
from registry.partners.models.partners import Partner
from registry.partners.rules.partners import NoteKind
from registry.partners.services import partners
from registry.personal_data import KEPT
from registry.privacy.rules.events import PrivacyEvent
from registry.privacy.services import export
from registry.records.services import orders
from tests.acts import act_of
from tests.factories import (
    NOW,
    WHO_AND_WHEN,
    make_coordinator,
    make_draft,
    make_partner,
    make_reader,
    make_signatory,
    make_team,
)
from tests.privacy.builders import (
    ADDRESS,
    columns_in,
    for_coordinator,
    for_operator,
    join_and_leave,
    listed,
    places_of,
    pour_into_all,
    sign_and_leave,
    unpacked,
    upload,
)
from tests.removable import NEEDS_ALL
from tests.whole_team import in_builders, make_whole_team

#: No address is ever written there, and the database refuses to change it.
UNCHANGING = "audit_event"

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def team(session):
    """A team with a coordinator."""
    with unit_of_work():
        made = make_team(slug="east")
        make_coordinator(made)
    return made


@pytest.fixture
def whole(session):
    """A team with something in every corner."""
    made = make_whole_team("east")
    sign_and_leave(made)
    upload(made)
    with unit_of_work(made.id):
        make_draft(made)
    return made


def of_account(user):
    with unit_of_work():
        return export.export_of_account(user, act=act_of(user, NOW))


# -- nothing is left out -----------------------------------------------------------------------------


@NEEDS_ALL
def test_an_address_in_any_column_of_any_table_is_found_by_the_operator(whole):
    with unit_of_work():
        for held in (held for kept in KEPT.values() for held in kept.tables if held.table != UNCHANGING):
            pour_into_all(ADDRESS, held)
    there = places_of(ADDRESS)
    assert len(there) > 100
    assert columns_in(for_operator(ADDRESS)) >= there


def test_wherever_a_real_person_stands_the_export_says_so(team):
    sign_and_leave(team)
    for leave_traces in in_builders("leave_traces"):
        leave_traces(team, name="Zora Zed", address=ADDRESS)
    upload(team)
    join_and_leave(team)
    assert columns_in(for_operator(ADDRESS)) >= places_of(ADDRESS)


def test_a_table_without_words_is_found_by_the_number_of_the_account(team):
    with unit_of_work():
        user = make_reader(team, email=ADDRESS)
    assert {"membership.user_id", "user_account.email", "audit_event.subject"} <= columns_in(of_account(user))


@pytest.mark.parametrize("name", ["Zoé Émond", "ÉLISE O’NEIL"])
def test_a_name_with_accents_is_found_however_it_is_written(team, name):
    with unit_of_work(team.id):
        make_signatory(make_partner(team), name=name, email="")
    assert "signatory.name" in columns_in(for_operator(name))


# -- who is shown what -------------------------------------------------------------------------------


def test_a_coordinator_learns_nothing_of_another_team(team):
    sign_and_leave(team)
    with unit_of_work():
        other = make_team(slug="west")
        theirs = make_coordinator(other)
    assert for_coordinator(other, ADDRESS, theirs).rows == 0


def test_a_coordinator_finds_what_the_operator_finds_of_the_team(team):
    sign_and_leave(team)
    with unit_of_work():
        coordinator = make_coordinator(team)
    assert columns_in(for_coordinator(team, ADDRESS, coordinator)) == columns_in(for_operator(ADDRESS))


def test_an_account_is_not_given_what_stands_under_its_name_only(team):
    with unit_of_work():
        user = make_reader(team, name="Zora Zed")
    sign_and_leave(team)
    columns = columns_in(of_account(user))
    assert "membership.user_id" in columns
    assert not {one for one in columns if one.startswith("commitment")}


def test_of_a_row_of_somebody_else_only_what_names_the_person_is_given(team):
    sign_and_leave(team)
    with unit_of_work(team.id):
        partner = db.session.scalars(sa.select(Partner)).one()
        words = {"kind": NoteKind.CALL, "on": NOW.date(), "text": f"Call {ADDRESS}", "due_on": None}
        partners.add_note(partner, **words, **WHO_AND_WHEN)
    content = export.packed(for_operator(ADDRESS))
    [row] = [row for kind in listed(content)["kept"] for row in kind["rows"] if row["of"] == "partner_note"]
    assert set(row) == {"of", "named_in", "kind", "on", "text", "recorded_at"}


# -- the file and its trace --------------------------------------------------------------------------


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_file_holds_the_signed_record_a_list_and_words_in_both_languages(team):
    sign_and_leave(team)
    runner.run(orders.ISSUE)
    content = export.packed(for_operator(ADDRESS))
    [record] = listed(content)["records"]
    files = unpacked(content)
    assert set(files) == {"README.txt", "person.json", record["file"]}
    assert files[record["file"]].startswith(b"%PDF")


def test_no_digest_of_a_password_is_in_the_file(team):
    with unit_of_work():
        user = make_reader(team, email=ADDRESS)
        user.password_hash = "argon2-of-something"
    assert b"argon2-of-something" not in export.packed(of_account(user))


def test_the_trail_says_that_somebody_asked_and_not_about_whom(team):
    sign_and_leave(team)
    with unit_of_work():
        coordinator = make_coordinator(team)
    for_coordinator(team, ADDRESS, coordinator)
    event = db.session.scalars(sa.select(Event).where(Event.tag == PrivacyEvent.PERSON_EXPORTED.value)).one()
    assert set(event.details) == {"rows", "records", "capacity"}
    assert ADDRESS not in json.dumps([event.subject, event.actor, event.details])


@pytest.mark.parametrize("sought", ["", "a", "  b ", "x" * 255])
def test_too_little_to_look_for_somebody_by_is_refused(team, sought):
    with pytest.raises(InvalidInput):
        for_operator(sought)


def test_signs_with_a_meaning_to_the_database_are_looked_for_as_they_are(team):
    sign_and_leave(team)
    assert for_operator("%_%@%").rows == 0
