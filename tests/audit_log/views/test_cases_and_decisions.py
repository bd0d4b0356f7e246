"""The trail of what is confidential: who reads a case or a decision is noted, and what it tells to whom."""

import json

import pytest

from registry.conflicts.services import recusals
from registry.database.transactions import unit_of_work
from registry.decisions.rules.decisions import Audience
from tests.acts import act_of
from tests.audit.conftest import run_checker
from tests.audit_log.builders import lines_of
from tests.conflicts.builders import at_steering, attach, close, raise_one
from tests.decisions.builders import make_partners, open_one
from tests.factories import NOW, make_pdf, make_reader, make_version

TRAIL = "/teams/east/trail"
READING = f"{TRAIL}?kind=reading"

PAGES = {
    "partners/1": "partner/1",
    "committees/1": "committee/1",
    "decisions/1": "decision/1",
    "conflicts/1": "conflict_case/1",
    "documents/privacy-policy": "document/1",
    "documents/privacy-policy/versions/1": "version/1",
    "people": "user/1",
}


pytestmark = pytest.mark.needs("conflicts", "decisions")


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


def test_a_case_is_no_more_than_a_link_of_the_chain_to_an_auditor(cast, client):
    case = raise_one(cast)
    with unit_of_work(cast.team.id):
        client.sign_in(make_reader(cast.team))
    page = client.get(TRAIL)
    assert "An event about a confidential matter." in lines_of(page)
    assert case.reference not in page.text
    assert case.title not in page.text


def test_a_case_has_a_timeline_for_who_handles_it_only(cast, client):
    case = raise_one(cast)
    client.sign_in(cast.coordinator)
    assert client.get(f"{TRAIL}/conflict_case/{case.id}").status_code == 200
    client.sign_in(cast.for_maple)
    assert f"trail/conflict_case/{case.id}" not in client.get(f"/teams/east/conflicts/{case.id}").text
    assert client.get(f"{TRAIL}/conflict_case/{case.id}").status_code == 404


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


def test_a_line_says_in_which_capacity_and_for_whom_somebody_acted(cast, cora, client):
    raise_one(cast, user=cast.for_maple)
    assert ", Max May, representative, Maple Clinic" in client.get(TRAIL).text


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
    lines = lines_of(client.get(f"{TRAIL}/decision/1"))
    assert lines[-1].endswith("opened the decision “One line”.")
    assert [line for line in lines if " read " in line] == []


@pytest.mark.both_databases
@pytest.mark.parametrize("did", ["read case", "fetched a file of case", "fetched a record of case"])
def test_a_case_its_annexes_and_its_record_are_each_noted(case_read, did):
    assert any(line.startswith(f"Max May {did}") for line in lines_of(case_read))


@pytest.mark.both_databases
def test_it_is_said_in_which_capacity_they_read(case_read):
    assert "Max May, member" in case_read.text


def test_a_recused_coordinator_gets_no_word_of_the_case(cast, client, fetched, tmp_path):
    case = at_steering(cast)
    with unit_of_work(cast.team.id):
        recusals.recuse(case, whom=cast.coordinator, reason="A friend", act=act_of(cast.coordinator, NOW))
    client.sign_in(cast.coordinator)
    content, _names, events = fetched()
    (tmp_path / "east.zip").write_bytes(content)
    code, told = run_checker(tmp_path, tmp_path / "east.zip")
    assert "conflict_case" not in json.dumps(events)
    assert (code, "3 events are withheld" in told) == (0, True)


def test_an_act_is_told_in_a_sentence_with_the_thing_linked(cast, cora, client):
    raise_one(cast)
    page = client.get(TRAIL)
    assert lines_of(page)[0].startswith("Cora Cole raised case ")
    assert f'<a class="govuk-link" href="/teams/east/partners/{cast.maple.id}">Maple Clinic</a>' in page.text


def test_a_coordinator_gets_the_events_and_what_checks_them(cast, client, fetched, tmp_path):
    raise_one(cast)
    client.sign_in(cast.coordinator)
    content, names, events = fetched()
    (tmp_path / "east.zip").write_bytes(content)
    code, told = run_checker(tmp_path, tmp_path / "east.zip")
    assert sorted(names) == ["README.txt", "check.py", "events.jsonl", "heads.json"]
    assert (code, f"{len(events)} events, the chain is whole" in told) == (0, True)
    assert not any("withheld" in event for event in events)
