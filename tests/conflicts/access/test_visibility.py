"""Every road to a case, tried by everyone: only those of the domain's section 8 learn that it exists."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.conflicts.access import visibility
from registry.conflicts.rules.cases import Visibility
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partner_lists.queries import export
from registry.records.queries import records
from registry.teams.models import Team
from registry.teams.services import memberships
from tests.agreements import agree_on
from tests.cast import make_cast
from tests.conflicts.builders import (
    TODAY,
    at_steering,
    attach,
    bring_in,
    close,
    decide,
    escalate,
    extend_to,
    note,
    raise_one,
    recuse,
    reopen,
    spend,
    told,
)
from tests.factories import NOW, WHO_AND_WHEN, make_coordinator, make_pdf, make_reader, make_user

#: Blueprints whose pages can show a case.
BLUEPRINTS = ("conflicts", "conflict_acts", "conflict_expenses")
#: Pages of a case for its parties too; all others are for those who handle it.
FOR_PARTIES = {
    "conflicts.show",
    "conflicts.record_pdf",
    "conflicts.file shared",
    "conflict_acts.add_note",
    "conflict_acts.add_file",
    "conflict_acts.extension",
    "conflict_acts.decider",
    "conflict_acts.answer",
    "conflict_expenses.confirm",
    "conflict_expenses.relay",
    "conflict_expenses.strike_relayed",
    "conflict_expenses.share",
}
#: A file of one party's own.
OF_MAPLE = "conflicts.file of maple"
WHO_HANDLE = ("coordinator", "chair", "member")
PARTIES = ("recused", "for_riverside", "for_maple")
STRANGERS = ("recused coordinator", "of_group", "for_birch", "of another team", "of no team")

#: By what people are to the case, their names.
NAMES = {
    "coordinator": "Cora Cole",
    "chair": "Chai Cho",
    "member": "Sol Sato",
    "recused": "Rae Roy",
    "for_riverside": "Ria Ross",
    "for_maple": "Max May",
    "of_group": "Wim Wu",
    "for_birch": "Bea Bell",
    "recused coordinator": "Rex Rowe",
    "reader": "Rita Rice",
    "of no team": "Nat Nobody",
}

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def people(installation, session, stopped_clock, client):
    """Everyone, by what they are to the case; there is a case with everything in it."""
    installation.bring("a case", make_people)
    return people_there()


@pytest.fixture
def people_when_done(installation, session, stopped_clock, client, work):
    """The same when all work is done: records are made, messages have left."""

    def make():
        make_people()
        work()

    installation.bring("a case when all is done", make)
    return people_there()


def make_people():
    """A case with everything in it, and everyone who may wish to know of it."""
    cast = make_cast()
    with unit_of_work():
        recused_coordinator = make_coordinator(cast.team, name="Rex Rowe")
        make_reader(cast.team, name="Rita Rice")
        make_user(name="Nat Nobody")
    make_cast("west")
    make_case(cast, recused_coordinator)


def people_there():
    """Everyone by what they are to the case; accounts of the other team came later."""
    accounts = list(db.session.scalars(sa.select(User).order_by(User.id)))
    named = {name: [user for user in accounts if user.name == name] for name in NAMES.values()}
    return {who: named[name][0] for who, name in NAMES.items()} | {
        "of another team": named["Cora Cole"][1],
        "signed out": None,
    }


def make_case(cast, recused_coordinator):
    """A case that rose to the steering committee, was decided and reopened, with all there can be in one."""
    case = raise_one(cast)
    recuse(case, recused_coordinator)
    escalate(case, cast.coordinator)
    bring_in(case, cast.chair)
    attach(case, cast.for_maple, make_pdf("shared"), "shared.pdf")
    attach(
        case,
        cast.for_maple,
        make_pdf("own"),
        "own.pdf",
        visibility=Visibility.PARTY,
        party=case.parties[1],
    )
    attach(case, cast.chair, make_pdf("committee"), "committee.pdf", visibility=Visibility.COMMITTEE)
    note(case, cast.chair, Visibility.COMMITTEE)
    note(case, cast.for_maple, Visibility.PARTY, party=1)
    note(case, cast.for_maple, Visibility.SHARED)
    spend(case, cast.coordinator, {0: 100, 1: 100})
    decide(case, cast.chair)
    reopen(case, cast.chair)
    bring_in(case, cast.chair)
    extend_to(case, cast.chair)
    return case


@pytest.fixture
def pages(app):
    """Every page of a case, once for each method: name, method, address."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in BLUEPRINTS and "case_id" in rule.arguments:
            found += [(name, method, url) for name, url in named(app, rule) for method in methods(rule)]
    return found


def methods(rule):
    """How a page is asked for."""
    return sorted(rule.methods & {"GET", "POST"})


def named(app, rule):
    """A page with its address; files three times, one for each kind of reader."""
    files = {"conflicts.file shared": 1, OF_MAPLE: 2, "conflicts.file committee": 3}
    wanted = files if rule.endpoint == "conflicts.file" else {rule.endpoint: 1}
    with app.test_request_context():
        map_ = app.url_map.bind("localhost")
        for name, number in wanted.items():
            values = dict.fromkeys(rule.arguments, 1) | {"team": "east"}
            values |= {"file_id": number} if "file_id" in rule.arguments else {}
            yield name, map_.build(rule.endpoint, values)


@pytest.fixture
def answers(client, people_when_done, pages):
    """Asks for every page as one person; gives the status of each."""

    def ask(who):
        with client.session_transaction() as session:
            session.clear()
        if people_when_done[who]:
            client.sign_in(people_when_done[who])
        return {(name, method): client.open(url, method=method).status_code for name, method, url in pages}

    return ask


def seen(statuses):
    """The pages that were not said to be missing."""
    return {name for (name, _method), status in statuses.items() if status != 404}


def test_every_page_of_a_case_is_tried(pages):
    assert {name for name, _method, _url in pages} > FOR_PARTIES | {OF_MAPLE}
    assert len(pages) > 30


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_to_a_case_find_none_of_its_pages(answers, who):
    assert not seen(answers(who))


def test_a_reader_is_answered_as_if_there_were_no_case(answers, client, pages):
    of_this = list(answers("reader").values())
    elsewhere = [(method, url.replace("conflicts/1", "conflicts/999")) for _name, method, url in pages]
    assert of_this == [client.open(url, method=method).status_code for method, url in elsewhere]
    assert set(of_this) == {403, 404}


def test_who_is_signed_out_is_led_to_the_sign_in_and_learns_nothing(answers):
    assert set(answers("signed out").values()) == {303}


@pytest.mark.parametrize("who", ["recused", "for_riverside"])
def test_a_party_and_its_recused_member_find_their_own_file_and_what_is_shared(answers, who):
    assert seen(answers(who)) == FOR_PARTIES


def test_the_other_party_finds_its_own_file_too(answers):
    assert seen(answers("for_maple")) == FOR_PARTIES | {OF_MAPLE}


@pytest.mark.parametrize("who", WHO_HANDLE)
def test_who_handles_the_case_finds_everything(answers, pages, who):
    assert seen(answers(who)) == {name for name, _method, _url in pages}


@pytest.mark.parametrize("who", WHO_HANDLE + PARTIES)
def test_whoever_may_know_of_a_case_reads_its_page(client, people, who):
    client.sign_in(people[who])
    assert "Who hosts the shared calendar" in client.get("/teams/east/conflicts/1").text


@pytest.mark.parametrize(
    ("who", "eyes"),
    [
        ("chair", {"shared", "party", "committee"}),
        ("coordinator", {"shared", "party", "committee"}),
        ("for_maple", {"shared", "party"}),
        ("for_riverside", {"shared"}),
        ("recused", {"shared"}),
    ],
)
def test_a_note_is_read_by_those_it_is_for(client, people, who, eyes):
    client.sign_in(people[who])
    text = client.get("/teams/east/conflicts/1").text
    assert {word for word in ("shared", "party", "committee") if f"For {word} eyes" in text} == eyes


@pytest.mark.parametrize("who", ["recused coordinator", "of_group", "for_birch", "reader"])
def test_no_list_of_the_team_tells_a_stranger_of_a_case(client, people, who):
    client.sign_in(people[who])
    lists = ["", "conflicts", "messages", "partners", "partners/1", "documents", "decisions/", "withdrawals"]
    read = " ".join(client.get(f"/teams/east/{address}").text for address in lists)
    assert "shared calendar" not in read
    assert "Conflict case" not in read.replace("Conflict cases", "")


@pytest.mark.parametrize("who", ["coordinator", "chair"])
def test_messages_about_a_case_stand_on_no_other_page(client, people, who):
    client.sign_in(people[who])
    assert "conflicts.about" not in client.get("/teams/east/messages").text
    assert "Cora Cole" not in client.get("/teams/east/messages").text.partition("<main")[2]


@pytest.mark.parametrize("who", ["recused coordinator", "of_group", "for_birch", "reader", "coordinator"])
def test_the_record_of_a_case_is_not_found_among_the_records_of_what_was_signed(
    client, people_when_done, who
):
    code = records.orders_about(("conflict_term", 1))[0].code
    client.sign_in(people_when_done[who])
    assert client.get(f"/teams/east/records/{code}.pdf").status_code == 404


@pytest.mark.parametrize("act", ["bounced", "again"])
@pytest.mark.parametrize(
    ("who", "status"), [("recused coordinator", 404), ("coordinator", 409), ("chair", 403), ("reader", 403)]
)
def test_nobody_acts_on_a_message_about_a_case_that_they_do_not_see(client, people, who, status, act):
    secret = told()[0].id  # still to leave: nothing to do about it for who sees it
    client.sign_in(people[who])
    assert client.post(f"/teams/east/messages/{secret}/{act}").status_code == status


@pytest.mark.parametrize("who", ["recused coordinator", "of_group", "for_birch", "reader"])
def test_a_stranger_can_neither_list_cases_nor_count_them(client, people, who):
    client.sign_in(people[who])
    page = client.get("/teams/east/conflicts").text
    assert "/conflicts/1" not in page
    assert "more open case" not in page


@pytest.mark.usefixtures("people")
def test_the_list_of_partners_that_is_exported_tells_nothing_of_a_case(session):
    team = session.scalars(sa.select(Team).where(Team.slug == "east")).one()
    text = export.export_list(team, on=TODAY)
    assert "Riverside Hospital" in text
    assert "calendar" not in text
    assert "onflict" not in text


def test_a_member_who_took_no_part_from_another_organization_loses_the_case(client, cast):
    case = at_steering(cast)
    recuse(case, cast.member)
    client.sign_in(cast.member)
    assert client.get(f"/teams/east/conflicts/{case.id}").status_code == 404


def test_no_message_leaves_to_whose_role_in_the_team_ended_meanwhile(cast, work, mailbox):
    at_steering(cast)
    with unit_of_work(cast.team.id):
        memberships.end_role(cast.team, cast.for_maple.id, **WHO_AND_WHEN)
    work()
    assert not mailbox.to(cast.for_maple.email)
    assert mailbox.to(cast.for_riverside.email)


def test_no_message_leaves_to_who_was_recused_meanwhile(cast, work, mailbox):
    case = at_steering(cast)
    recuse(case, cast.member)
    work()
    assert not mailbox.to(cast.member.email)
    assert mailbox.to(cast.chair.email)


@pytest.mark.usefixtures("people_when_done")
def test_the_public_page_of_the_record_says_only_that_it_is_intact_and_ours(client):
    code = records.orders_about(("conflict_term", 1))[0].code
    text = client.get(f"/verify/{code}").text
    assert code in text
    assert not {"Riverside", "Maple", "calendar", "Chai Cho"} & set(text.replace(",", " ").split())


def test_a_committee_where_it_arose_sees_the_case_until_it_rises(client, cast):
    case = raise_one(cast)
    client.sign_in(cast.of_group)
    assert client.get(f"/teams/east/conflicts/{case.id}").status_code == 200
    escalate(case, cast.coordinator)
    assert client.get(f"/teams/east/conflicts/{case.id}").status_code == 404


def test_the_steering_committee_does_not_see_a_case_before_it_rises(client, cast):
    case = raise_one(cast)
    client.sign_in(cast.chair)
    assert client.get(f"/teams/east/conflicts/{case.id}").status_code == 404
    escalate(case, cast.coordinator)
    assert client.get(f"/teams/east/conflicts/{case.id}").status_code == 200


def test_a_closed_case_stays_confidential(client, cast):
    case = raise_one(cast)
    close(case, cast.coordinator)
    client.sign_in(cast.for_birch)
    assert client.get(f"/teams/east/conflicts/{case.id}").status_code == 404


@pytest.mark.parametrize("days", [-1, 0])
def test_an_open_case_goes_to_the_committee_that_a_new_version_names_on_its_day(cast, days):
    case = at_steering(cast)
    agree_on(cast.team, at=NOW + dt.timedelta(days=5), steering_committee=cast.group.id)
    on = TODAY + dt.timedelta(days=5 + days)
    handles = {
        name: visibility.sight_of(case, visibility.onlooker(user, cast.team.id, on)).handles
        for name, user in (("member", cast.member), ("of_group", cast.of_group))
    }
    assert handles == {"member": days < 0, "of_group": days == 0}
