"""The audit trail on pages: sentences with links, filters, timelines of things, checkpoints."""

import pytest

from registry.database.transactions import unit_of_work
from tests.conflicts.making import attach, raise_one
from tests.factories import make_partner, make_pdf, make_reader, make_team
from tests.trail.making import lengthen, lines_of

TRAIL = "/teams/east/trail"


@pytest.fixture
def cora(cast, client):
    """The coordinator of the cast, signed in."""
    client.sign_in(cast.coordinator)
    return cast.coordinator


def test_an_act_is_told_in_a_sentence_with_the_thing_linked(cast, cora, client):
    raise_one(cast)
    page = client.get(TRAIL)
    assert lines_of(page)[0].startswith("Cora Cole raised case ")
    assert f'<a class="govuk-link" href="/teams/east/partners/{cast.maple.id}">Maple Clinic</a>' in page.text


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


def test_a_case_is_no_more_than_a_link_of_the_chain_to_an_auditor(cast, client):
    case = raise_one(cast)
    with unit_of_work(cast.team.id):
        client.sign_in(make_reader(cast.team))
    page = client.get(TRAIL)
    assert "An event about a confidential matter." in lines_of(page)
    assert case.reference not in page.text
    assert case.subject not in page.text


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


def test_a_case_has_a_timeline_for_who_handles_it_only(cast, client):
    case = raise_one(cast)
    client.sign_in(cast.coordinator)
    assert client.get(f"{TRAIL}/conflict_case/{case.id}").status_code == 200
    client.sign_in(cast.for_maple)
    assert f"trail/conflict_case/{case.id}" not in client.get(f"/teams/east/conflicts/{case.id}").text
    assert client.get(f"{TRAIL}/conflict_case/{case.id}").status_code == 404


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


def readings(client, case):
    """Who read a case, as its timeline says, the first before the last."""
    lines = lines_of(client.get(f"{TRAIL}/conflict_case/{case.id}"))[::-1]
    return [line.partition(" case ")[0] for line in lines if " read " in line]


def test_who_reads_a_case_is_noted_once_an_hour(cast, client, stopped_clock):
    case = raise_one(cast)
    client.sign_in(cast.for_maple)
    client.get(f"/teams/east/conflicts/{case.id}")
    client.get(f"/teams/east/conflicts/{case.id}")
    client.sign_in(cast.coordinator)
    assert readings(client, case) == ["Max May read"]
    stopped_clock.pass_by(hours=1, seconds=1)
    client.get(f"/teams/east/conflicts/{case.id}")
    assert readings(client, case) == [
        "Max May read",
        "Cora Cole read",
    ]


def test_each_file_that_somebody_fetches_is_noted(cast, cora, client):
    case = raise_one(cast)
    files = [attach(case, cast.coordinator, make_pdf(name)) for name in ("one", "two")]
    [client.get(f"/teams/east/conflicts/{case.id}/files/{file.id}") for file in [*files, *files]]
    lines = lines_of(client.get(f"{TRAIL}?kind=reading"))
    assert len([line for line in lines if "fetched a file of case" in line]) == 2


def test_what_everyone_in_the_team_may_read_is_read_unnoted(cast, cora, client):
    client.get(f"/teams/east/partners/{cast.maple.id}")
    assert lines_of(client.get(f"{TRAIL}?kind=reading")) == []


def test_a_line_says_in_which_capacity_and_for_whom_somebody_acted(cast, cora, client):
    raise_one(cast, user=cast.for_maple)
    assert ", Max May, representative, Maple Clinic" in client.get(TRAIL).text
