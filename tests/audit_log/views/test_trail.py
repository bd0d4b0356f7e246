"""The audit log on pages: sentences with links, filters, timelines of things, and who read what."""

import pytest

from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.decisions.rules.decisions import Audience
from registry.privacy.rules.events import PrivacyEvent
from tests.audit_log.builders import lengthen, lines_of
from tests.conflicts.builders import attach, close, raise_one
from tests.decisions.builders import make_partners, open_one
from tests.factories import make_partner, make_pdf, make_reader, make_team, make_version

TRAIL = "/teams/east/trail"

PAGES = {
    "partners/1": "partner/1",
    "committees/1": "committee/1",
    "decisions/1": "decision/1",
    "conflicts/1": "conflict_case/1",
    "documents/privacy-policy": "document/1",
    "documents/privacy-policy/versions/1": "version/1",
    "people": "user/1",
}

READING = "/teams/east/trail?kind=reading"


@pytest.fixture
def cora(cast, client):
    """The coordinator of the cast, signed in."""
    client.sign_in(cast.coordinator)
    return cast.coordinator


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
    assert case.title not in page.text


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


# -- ways to a timeline ------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_a_thing_leads_to_its_timeline(cast, cora, client, page):
    with unit_of_work(cast.team.id):
        make_version(cast.team)
        make_partners(cast.team, 2)
        open_one(cast.team)
    raise_one(cast)
    assert f'href="{TRAIL}/{PAGES[page]}"' in client.get(f"/teams/east/{page}").text
    assert lines_of(client.get(f"{TRAIL}/{PAGES[page]}"))


def test_who_reads_a_decision_for_its_roll_is_noted(cast, client):
    with unit_of_work(cast.team.id):
        make_partners(cast.team, 2)
        open_one(cast.team, audience=Audience.ROLL, named_readers=[cast.member.id])
    client.sign_in(cast.member)
    client.get("/teams/east/decisions/1")
    assert "Sol Sato read “One line”." in lines_of(client.get(f"{TRAIL}/decision/1"))


def test_a_decision_of_the_team_is_read_unnoted(cast, cora, client):
    with unit_of_work(cast.team.id):
        make_partners(cast.team, 2)
        open_one(cast.team)
    client.get("/teams/east/decisions/1")
    assert not any(" read " in line for line in lines_of(client.get(f"{TRAIL}/decision/1")))


# -- readings ----------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("did", ["read case", "fetched a file of case", "fetched a record of case"])
def test_a_case_its_annexes_and_its_record_are_each_noted(case_read, did):
    assert any(line.startswith(f"Max May {did}") for line in lines_of(case_read))


@pytest.mark.both_databases
def test_it_is_said_in_which_capacity_they_read(case_read):
    assert "Max May, member" in case_read.text


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
