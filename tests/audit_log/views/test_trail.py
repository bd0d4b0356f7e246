"""The audit log on pages: sentences with links, filters, timelines of things, and who read what."""

import pytest

from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.privacy.rules.events import PrivacyEvent
from tests.audit_log.builders import lengthen, lines_of
from tests.factories import make_partner, make_team

TRAIL = "/teams/east/trail"

READING = "/teams/east/trail?kind=reading"


def test_what_a_command_did_is_told_as_such(cast, cora, client):
    assert "A command of the administrator added Maple Clinic to the partners." in lines_of(client.get(TRAIL))


def test_in_french_the_sentences_take_the_same_names(cast, cora, client):
    client.post("/language/fr")
    assert any("Maple Clinic" in line for line in lines_of(client.get(TRAIL)))


def test_names_are_shown_as_text(cast, cora, client):
    with unit_of_work(cast.team.id):
        make_partner(cast.team, "<b>Bold</b> & Co %(who)s")
    page = client.get(TRAIL).text
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Co %(who)s" in page
    assert "<b>Bold" not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kind=committees", "named the committee Steering Committee"),
        ("kind=partners&who=command", "added Maple Clinic"),
        ("since=2026-11-24&until=2026-11-24", "added Maple Clinic"),
    ],
)
def test_the_trail_is_narrowed_by_kind_person_and_day(cast, cora, client, asked, found):
    lines = lines_of(client.get(f"{TRAIL}?{asked}"))
    assert any(found in line for line in lines)


@pytest.mark.parametrize("asked", ["kind=signing", "who=user:99", "since=2026-11-25", "until=2026-11-23"])
def test_what_is_not_wanted_is_left_out(cast, cora, client, asked):
    assert lines_of(client.get(f"{TRAIL}?{asked}")) == []


@pytest.mark.parametrize(
    "asked", ["kind=x", "who=x:y", "since=x", "until=2026-13-01", "after=x", "after=1:x"]
)
def test_what_means_nothing_is_not_heeded(cast, cora, client, asked):
    assert lines_of(client.get(f"{TRAIL}?{asked}")) == lines_of(client.get(TRAIL))


def test_pages_follow_one_another_without_a_gap(cast, cora, client):
    lengthen(cast.team, 120)
    seen, address = [], TRAIL
    while address:
        page = client.get(address).text
        seen += [int(part.partition('"')[0]) for part in page.split('<li id="event-')[1:]]
        address = next_of(page)
    assert sorted(seen) == list(range(1, len(seen) + 1))
    assert len(seen) > 120


def next_of(page):
    """Where the next page is, as the pager says."""
    before, mark, _ = page.partition('" rel="next"')
    return before.rpartition('href="')[2].replace("&amp;", "&") if mark else None


# -- one thing ---------------------------------------------------------------------------------------


def test_a_partner_has_its_own_timeline(cast, cora, client):
    shown = client.get(f"/teams/east/partners/{cast.maple.id}").text
    assert f"/teams/east/trail/partner/{cast.maple.id}" in shown
    lines = lines_of(client.get(f"{TRAIL}/partner/{cast.maple.id}"))
    assert any("added Maple Clinic" in line for line in lines)
    assert not any("Riverside" in line for line in lines)


def test_a_person_sees_what_they_did_themselves_and_not_what_another_did(cast, client):
    client.sign_in(cast.member)
    assert client.get(f"{TRAIL}/user/{cast.member.id}").status_code == 200
    assert client.get(f"{TRAIL}/user/{cast.chair.id}").status_code == 404


@pytest.mark.parametrize("thing", ["partner/99", "nonsense/1", "team/99", "command/1", "conflict_case/1"])
def test_what_is_not_there_has_no_timeline(cast, cora, client, thing):
    assert client.get(f"{TRAIL}/{thing}").status_code == 404


def test_what_another_team_has_is_not_found(cast, cora, client):
    with unit_of_work():
        other = make_partner(make_team(slug="west"))
    assert client.get(f"{TRAIL}/partner/{other.id}").status_code == 404


# -- who read ----------------------------------------------------------------------------------------


def test_what_everyone_in_the_team_may_read_is_read_unnoted(cast, cora, client):
    client.get(f"/teams/east/partners/{cast.maple.id}")
    assert lines_of(client.get(f"{TRAIL}?kind=reading")) == []


# -- ways to a timeline ------------------------------------------------------------------------------


# -- readings ----------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_who_exports_the_trail_is_noted_once_and_is_in_the_export(cast, client):
    client.sign_in(cast.coordinator)
    [client.get("/teams/east/trail/export") for _ in range(2)]
    page = client.get(READING)
    assert lines_of(page) == ["Cora Cole exported the audit trail."]
    assert "Cora Cole, coordinator" in page.text


@pytest.mark.both_databases
def test_who_exports_what_is_known_of_a_person_is_noted(cast, client):
    client.sign_in(cast.coordinator)
    client.post("/teams/east/privacy/export", data={"sought": cast.member.email})
    page = client.get(READING)
    assert lines_of(page) == ["Cora Cole exported what is known of a person."]
    assert "Cora Cole, coordinator" in page.text


@pytest.mark.both_databases
def test_who_exports_what_is_known_of_themselves_is_noted(cast, client):
    client.sign_in(cast.member)
    client.post("/account/data")
    noted = audit_queries.events_about(None, ("user", cast.member.id))
    assert noted[0].tag == PrivacyEvent.PERSON_EXPORTED
