"""Each kind of thing that events name has a timeline, and its page leads there; or it is said why not."""

import re
from pathlib import Path

import pytest

from registry.audit.models import SUBJECTS, Event
from registry.audit_log.queries.events import EventPage
from registry.audit_log.queries.subjects import Named, names_of
from registry.audit_log.queries.timeline import told
from registry.committees.queries.committees import terms_of
from registry.committees.rules import TermKind
from registry.committees.services import seats
from registry.database.transactions import unit_of_work
from registry.partners.services import authority
from registry.web.filters import address_of
from tests.audit_log.builders import lines_of
from tests.factories import (
    BY_AND_WHEN,
    NOW,
    WHO_AND_WHEN,
    make_committee,
    make_partner,
    make_seat,
    make_signatory,
    make_team,
    seat_member,
)
from tests.removable import NEEDS_ALL, case

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"


@pytest.fixture(scope="module")
def led_to():
    """The kinds of things to whose timeline some page leads."""
    text = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    return set(re.findall(r"timeline_(?:link|word)\('(\w+)'", text))


#: What has a timeline and a page that leads there.
LED_TO_BY_PAGES = {
    "admission",
    "announcement",
    "commitment",
    "committee",
    "conflict_case",
    "decision",
    "document",
    "grant",
    "partner",
    "seat",
    "signing_request",
    "stage",
    "team",
    "user",
    "version",
    "withdrawal",
    "withdrawal_request",
}
#: Of which feature that can be removed some are.
OF = {
    "admission": "admissions",
    "announcement": "announcements",
    "conflict_case": "conflicts",
    "decision": "decisions",
    "withdrawal": "withdrawals",
    "withdrawal_request": "withdrawals",
}
#: What has a timeline and no page of its own that could lead to it: its events in other timelines do.
LED_TO_BY_EVENTS = {"record", "list", "message", "signatory", "applicant"}
KINDS = LED_TO_BY_PAGES | LED_TO_BY_EVENTS


@pytest.mark.parametrize("kind", [case(kind, about=OF.get(kind, "")) for kind in sorted(LED_TO_BY_PAGES)])
def test_its_page_leads_to_its_timeline(led_to, kind):
    assert kind in led_to


SOURCE = TEMPLATES.parent / "registry"

#: What events and messages are about that has no timeline in a team, and why.
WITHOUT = {
    "keys": "of the installation, not of a team",
    "installation": "of the installation, not of a team",
    "sign-in-link": "a message is about it, no event",
    "conflict_term": "a record is about it; its events are those of the case",
    "edition": "a record is about it; its events are those of the version",
}


def subjects_in_source():
    """The kinds of things that the source says events, messages and records are about."""
    text = "\n".join(path.read_text() for path in SOURCE.rglob("*.py") if "demo" not in path.parts)
    return set(re.findall(r'subject=\(\s*"([\w-]+)"', text))


@pytest.mark.parametrize("kind", sorted(subjects_in_source()))
def test_what_events_are_about_has_a_timeline_or_a_reason_to_have_none(kind):
    assert (kind in KINDS) != (kind in WITHOUT)


@NEEDS_ALL
def test_models_tell_of_all_that_has_a_timeline(app):
    assert set(SUBJECTS) == KINDS


def test_what_events_are_about_is_found_by_its_name(cast):
    tokens = [f"partner:{cast.maple.id}", f"team:{cast.team.id}", f"user:{cast.chair.id}"]
    names = {one.name_en for one in names_of(tokens).values()}
    assert names == {"Maple Clinic", "East Team", cast.chair.name}
    assert names_of(f"{kind}:99999" for kind in KINDS) == {}


def address(named):
    """The page of a thing."""
    endpoint, values = named.page("east") or ("", {})
    return address_of(endpoint, **values)


@NEEDS_ALL
def test_what_has_a_page_is_told_of_with_its_address(app):
    with app.test_request_context():
        named = [Named(kind, 1, "Maple", "Érable", word="maple", number=2) for kind in SUBJECTS]
        assert {one.kind for one in named if address(one)} == LED_TO_BY_PAGES | {"record"}
        assert address(Named("seat", 1, "", "", number=2)) == "/teams/east/committees/2"
        assert address(Named("record", 1, "", "", word="AB")) == "/verify/AB"


def test_an_event_of_a_feature_that_is_not_there_any_more_is_told_by_its_tag(cast, app):
    event = Event(seq=1, tag="report:sent", actor="rider:7", subject="report:3", details={})
    with app.test_request_context():
        (one,) = told(EventPage([event], frozenset(), None), {}, cast.team, address_of)
    assert (one.sentence, one.facts) == ("The registry did something to something (3).", ["report:sent"])
    assert one.thing is None


# -- parts of a thing, told of by the events of the thing --------------------------------------------


def test_a_seat_has_a_timeline_of_its_own_and_of_no_other_seat(cast, client):
    with unit_of_work(cast.team.id):
        seat, _other = make_seat(cast.group), make_seat(cast.group)
        seat_member(seat)
        term = terms_of(seat.id, TermKind.HOLDER)[0]
        seats.end_term(term, on=NOW.date(), reason="Moved", **BY_AND_WHEN)
    client.sign_in(cast.coordinator)
    page = client.get(f"/teams/east/trail/seat/{seat.id}")
    assert ("seat “Primary care”" in page.text, len(lines_of(page))) == (True, 3)


def test_an_authority_has_a_timeline_from_the_listing_of_the_person_on(cast, client):
    with unit_of_work(cast.team.id):
        signatory = make_signatory(cast.maple)
        make_signatory(cast.maple)
        authority.end_grant(signatory.grants[0], on=NOW.date(), **WHO_AND_WHEN)
    client.sign_in(cast.coordinator)
    page = client.get(f"/teams/east/trail/grant/{signatory.grants[0].id}")
    assert ("authority to act for Maple Clinic" in page.text, len(lines_of(page))) == (True, 2)


@pytest.mark.parametrize("kind", ["seat", "grant", "team"])
def test_another_team_s_part_of_a_thing_has_no_timeline_here(cast, client, kind):
    with unit_of_work():
        other = make_team(slug="west")
        seat, grant = make_seat(make_committee(other)), make_signatory(make_partner(other)).grants[0]
    client.sign_in(cast.coordinator)
    number = {"seat": seat.id, "grant": grant.id, "team": other.id}[kind]
    assert client.get(f"/teams/east/trail/{kind}/{number}").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("coordinator", 200), ("member", 404)])
def test_what_was_settled_for_the_team_is_told_to_who_reads_the_trail(cast, client, who, status):
    client.sign_in(getattr(cast, who))
    assert client.get(f"/teams/east/trail/team/{cast.team.id}").status_code == status
