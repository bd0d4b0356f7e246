"""The pages on which provisions are fixed, entered and confirmed."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from registry.database.transactions import unit_of_work
from registry.documents.forms.provisions import form_data
from registry.documents.models import Version
from registry.documents.queries import documents as document_queries
from registry.documents.queries import provisions as provision_queries
from registry.documents.rules.figures import Basis
from registry.documents.rules.provisions import DEFAULTS, ProvisionKind, Provisions
from registry.documents.services import documents
from registry.teams.models import Team
from tests.conftest import Client
from tests.documents.builders import OTHER_PROVISIONS, typed_section
from tests.factories import (
    NOW,
    WHO_AND_WHEN,
    make_committee,
    make_coordinator,
    make_reader,
    make_seat,
    make_statement,
    make_statement_of_before,
    seat_member,
)
from tests.once import Once

STATEMENT = "/teams/east/documents/statement"
DRAFT = f"{STATEMENT}/draft"
OLD = f"{STATEMENT}/versions/1/provisions"
ENTERED = {"said_conflict_days": "says", "place_kind_conflict_days": "page", "place_conflict_days": "7"}
NOTHING_READ = {f"said_{kind}": "" for kind in ProvisionKind}

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def draft(once: Once, team: Team) -> Version:
    """The draft of a Statement's second version."""
    return once(begin_second, team)


def begin_second(team: Team) -> Version:
    with unit_of_work(team.id):
        return documents.start_next_version(make_statement(team).document, **WHO_AND_WHEN)


@pytest.fixture
def old(once: Once, team: Team) -> Version:
    """A version of a Statement that was published before there were provisions."""
    return once(publish_of_before, team)


def publish_of_before(team: Team) -> Version:
    with unit_of_work(team.id):
        return make_statement_of_before(team)


def typed(provisions: Provisions, **more: Any) -> dict[str, Any]:
    """What a form sends for some provisions."""
    data = form_data(provisions.by_kind)
    return {name: "" if value is None else str(value) for name, value in data.items()} | more


def fixed(draft: Version) -> Provisions:
    provisions = document_queries.provisions_of(draft)
    assert provisions
    return provisions


# -- the draft ---------------------------------------------------------------------------------------


def test_every_provision_of_the_draft_can_be_changed(client: Client, team: Team, draft: Version) -> None:
    with unit_of_work(team.id):
        other = make_committee(team, name="Council", is_steering=False)
    wanted = replace(OTHER_PROVISIONS, steering_committee=other.id)
    answer = client.post(f"{DRAFT}/provisions", data=typed(wanted, revision=str(draft.revision)))
    assert answer.location == f"{DRAFT}/#provisions"
    assert fixed(draft) == wanted


def test_a_share_can_be_typed_in_percent(client: Client, draft: Version) -> None:
    data = typed(fixed(draft), quorum="share", quorum_share="75 %", revision=str(draft.revision))
    client.post(f"{DRAFT}/provisions", data=data)
    assert fixed(draft).as_json()["quorum"] == "3/4"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"conflict_days": "366"}, "Enter a number from 1 to 365."),
        ({"conflict_days": ""}, "Enter a number from 1 to 365."),
        ({"notice_days": "soon"}, "Enter a whole number, such as 30."),
        ({"quorum": "number", "quorum_number": ""}, "Enter a number from 1 to 300."),
        ({"quorum": "share", "quorum_share": "half"}, "Enter a share such as 2/3 or 75/100."),
        ({"quorum": "share", "quorum_share": "1/0"}, "This cannot be read."),
        ({"threshold": "5"}, "On this scale consensus needs level 4 or better"),
        ({"voice_anchor": "informed"}, "One tier at least must decide."),
        ({"steering_committee": "999"}, "Choose a committee that is open."),
        ({"scale": "other"}, "This cannot be read."),
    ],
)
def test_what_cannot_be_fixed_is_told_on_its_field_and_not_lost(
    client: Client, draft: Version, more: dict[str, str], words: str
) -> None:
    before = fixed(draft)
    data = typed(before, revision=str(draft.revision), **{"voice_associate": "consulted"} | more)
    answer = client.post(f"{DRAFT}/provisions", data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert "There is a problem" in answer.text
    assert fixed(draft) == before


def test_the_second_of_two_editors_is_told_what_is_saved_now(client: Client, draft: Version) -> None:
    seen = str(draft.revision)
    client.post(f"{DRAFT}/provisions", data=typed(fixed(draft), conflict_days="30", revision=seen))
    answer = client.post(f"{DRAFT}/provisions", data=typed(fixed(draft), conflict_days="60", revision=seen))
    assert answer.status_code == 422
    assert fixed(draft).conflict_days == 30


def test_the_draft_says_what_would_change_and_where_the_text_says_it(client: Client, draft: Version) -> None:
    assert "What this changes" not in client.get(f"{DRAFT}/").text
    client.post(
        f"{DRAFT}/provisions", data=typed(fixed(draft), conflict_days="30", revision=str(draft.revision))
    )
    page = client.get(f"{DRAFT}/").text
    assert "New cases: 30 days in place of 45 days; open cases keep 45 days." in page
    assert "section 1.1" in page


def test_a_policy_has_no_page_for_provisions(client: Client, team: Team) -> None:
    client.post("/teams/east/documents/new", data=policy())
    assert client.get("/teams/east/documents/privacy/draft/provisions").status_code == 404
    assert "What the Statement fixes" not in client.get("/teams/east/documents/privacy/draft/").text


def policy() -> dict[str, str]:
    asked = {"anchor": "signs", "associate": "signs", "observer": "nothing"}
    return asked | {"title_en": "Privacy", "title_fr": "Vie privée", "kind": "policy", "source": "written"}


def test_a_blank_committee_is_linked_to_where_it_is_chosen(client: Client, draft: Version) -> None:
    data = typed(fixed(draft), steering_committee="none", revision=str(draft.revision))
    client.post(f"{DRAFT}/provisions", data=data)
    assert f"{DRAFT}/provisions#steering_committee" in client.get(f"{DRAFT}/").text


# -- publication -------------------------------------------------------------------------------------


def publication(client: Client, **more: str) -> Any:
    note = {
        "do": "send",
        "change_kind": "material",
        "change_note_en": "Shorter.",
        "change_note_fr": "Plus court.",
    }
    return client.post(f"{DRAFT}/publish", data=note | {"do": "send"} | more)


def test_a_version_is_published_from_a_day_on(client: Client, draft: Version) -> None:
    publication(client, in_force_from="2027-01-01")
    assert provision_queries.in_force_from(draft) == dt.date(2027, 1, 1)
    assert "It is in force from 1 January 2027" in client.get(f"{STATEMENT}/versions/2").text
    assert "1 January 2027" in client.get(STATEMENT).text


def test_a_past_day_is_refused(client: Client, draft: Version) -> None:
    answer = publication(client, in_force_from="2026-01-01")
    assert answer.status_code == 422
    assert "This day has passed." in answer.text


def test_a_change_of_a_provision_cannot_be_editorial(client: Client, draft: Version) -> None:
    client.post(
        f"{DRAFT}/provisions", data=typed(fixed(draft), conflict_days="30", revision=str(draft.revision))
    )
    page = client.get(f"{DRAFT}/publish").text
    assert "So it is material" in page
    assert 'name="change_kind"' not in page
    publication(client, change_kind="editorial")
    assert (draft.is_published, draft.is_editorial) == (True, False)


def test_what_the_text_does_not_show_is_published_with_a_tick(client: Client, draft: Version) -> None:
    section = draft.sections[0]
    client.post(f"{DRAFT}/sections/{section.key}", data=typed_section(revision=section.revision))
    assert "the text is silent" in client.get(f"{DRAFT}/").text
    answer = publication(client)
    assert answer.status_code == 422
    assert "Say that the text may be silent" in answer.text
    assert "Notice of withdrawal" in answer.text
    publication(client, may_be_silent="y")
    assert draft.is_published


def test_a_text_that_shows_all_is_not_asked_for_a_tick(client: Client, draft: Version) -> None:
    assert "may_be_silent" not in client.get(f"{DRAFT}/publish").text


def test_what_changed_lists_provisions_first(client: Client, draft: Version) -> None:
    data = typed(fixed(draft), conflict_days="30", revision=str(draft.revision))
    client.post(f"{DRAFT}/provisions", data=data)
    publication(client)
    page = client.get(f"{STATEMENT}/versions/2/changes").text
    assert "45 days" in page
    assert page.index("What the Statement fixes") < page.index("Sections that changed")
    assert "Values that changed" not in page


# -- in force ----------------------------------------------------------------------------------------


def test_the_day_from_which_a_version_is_in_force_can_be_set(client: Client, draft: Version) -> None:
    answer = client.post(f"{STATEMENT}/versions/1/in-force", data={"from_on": "2027-03-01"})
    assert answer.location == f"{STATEMENT}/versions/1"
    first = document_queries.version_before(draft)
    assert first
    assert provision_queries.in_force_from(first) == dt.date(2027, 3, 1)


def test_a_version_says_whether_it_is_in_force_and_until_when_it_was(
    client: Client, team: Team, stopped_clock: Any
) -> None:
    with unit_of_work(team.id):
        make_statement(team)
    assert "This version is in force, since 24 November 2026." in client.get(f"{STATEMENT}/versions/1").text
    with unit_of_work(team.id):
        make_statement(team, Provisions(conflict_days=30), in_force_from=dt.date(2026, 12, 1))
    assert "It is in force from 1 December 2026" in client.get(f"{STATEMENT}/versions/2").text
    stopped_clock.move_to(NOW + dt.timedelta(days=7))
    was = "It was in force from 24 November 2026, until another version came into force on 1 December 2026."
    assert was in client.get(f"{STATEMENT}/versions/1").text
    assert was in client.get(f"{STATEMENT}/versions/1/provisions").text


def test_a_version_says_what_the_registry_works_by(client: Client, draft: Version) -> None:
    page = client.get(f"{STATEMENT}/versions/1/provisions").text
    assert "This version is in force" in page
    assert "version 1, section 1.1" in page
    assert "#text-" in page


def test_a_reader_sees_it_and_changes_nothing(client: Client, team: Team, old: Version) -> None:
    with unit_of_work(team.id):
        reader = make_reader(team)
    client.sign_in(reader)
    page = client.get(OLD).text
    assert "Not yet compared with the signed text" in page
    assert "Enter what the text says" not in page
    assert client.get(f"{OLD}/enter").status_code == 403
    assert "Nothing waits for you here." in client.get(f"{OLD}/confirm").text


# -- older agreements --------------------------------------------------------------------------------


def figure(version: Version) -> tuple[object, Basis]:
    found = provision_queries.in_force(version.team_id, NOW.date())[ProvisionKind.CONFLICT_DAYS]
    return found.value, found.basis


def test_the_home_page_asks_the_coordinator_what_the_agreement_says(client: Client, old: Version) -> None:
    page = client.get("/teams/east/").text
    assert "What does the signed agreement say?" in page
    assert f"{OLD}/enter" in page


def test_both_figures_stand_in_the_question(client: Client, team: Team) -> None:
    with unit_of_work(team.id):
        make_statement_of_before(team, fields={"conflict_days": {"en": "30", "fr": "30"}})
    page = client.get("/teams/east/").text
    assert "45 days run here, the text says 30 days." in page


def test_nothing_is_asked_of_a_version_that_carries_its_provisions(client: Client, draft: Version) -> None:
    assert "What does the signed agreement say?" not in client.get("/teams/east/").text
    assert client.get(f"{OLD}/enter").status_code == 404


def test_what_is_entered_waits_for_a_second_person(client: Client, team: Team, old: Version) -> None:
    with unit_of_work(team.id):
        other = make_coordinator(team, name="Bo Roy")
    client.post(f"{OLD}/enter", data=ENTERED | {"conflict_days": "30"})
    assert figure(old) == (45, Basis.DIFFERS)
    page = client.get(OLD).text
    assert "The text says: 30 days, page 7" in page
    assert "waits for a second person" in page
    assert "Confirm what the signed agreement says" not in client.get("/teams/east/").text
    client.sign_in(other)
    assert "Confirm what the signed agreement says" in client.get("/teams/east/").text
    entry = provision_queries.entries_of(old)[ProvisionKind.CONFLICT_DAYS]
    answer = client.post(f"{OLD}/confirm", data={"entries": [str(entry.id)]})
    assert answer.location == OLD
    assert figure(old) == (30, Basis.COMPARED)
    assert "version 1, page 7" in client.get(OLD).text


def test_what_was_entered_of_an_agreement_that_another_has_replaced_waits_too(
    client: Client, team: Team, old: Version
) -> None:
    with unit_of_work(team.id):
        other = make_coordinator(team, name="Bo Roy")
    client.post(f"{OLD}/enter", data=ENTERED | {"conflict_days": "30"})
    with unit_of_work(team.id):
        make_statement(team)
    client.sign_in(other)
    page = client.get("/teams/east/").text
    assert "entered 1 figure. Read the text" in page
    assert f"{OLD}/confirm" in page
    assert "What does the signed agreement say?" not in page


def test_the_page_says_who_the_second_person_is(client: Client, team: Team, old: Version) -> None:
    client.post(f"{OLD}/enter", data=ENTERED | {"conflict_days": "30"})
    assert f"/administration/agreements/{old.id}" in client.get(OLD).text
    with unit_of_work(team.id):
        seat_member(make_seat(make_committee(team)), is_chair=True)
    assert "the chair of the steering committee confirms" in client.get(OLD).text
    with unit_of_work(team.id):
        make_coordinator(team)
    assert "Another coordinator confirms" in client.get(OLD).text


def test_confirming_nothing_is_told_on_its_field(client: Client, team: Team, old: Version) -> None:
    with unit_of_work(team.id):
        other = make_coordinator(team, name="Bo Roy")
    client.post(f"{OLD}/enter", data=ENTERED | {"conflict_days": "30"})
    client.sign_in(other)
    answer = client.post(f"{OLD}/confirm")
    assert answer.status_code == 422
    assert "Tick what you have found in the text." in answer.text


def test_nobody_confirms_their_own_entry(client: Client, team: Team, old: Version) -> None:
    client.post(f"{OLD}/enter", data=ENTERED | {"conflict_days": "30"})
    entry = provision_queries.entries_of(old)[ProvisionKind.CONFLICT_DAYS]
    assert client.post(f"{OLD}/confirm", data={"entries": [str(entry.id)]}).status_code == 403
    assert "One entry waits for somebody else." in client.get(f"{OLD}/confirm").text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"place_conflict_days": ""}, "Say where the text says it."),
        ({"place_kind_conflict_days": "cloud"}, "Say where the text says it."),
        ({"conflict_days": "900"}, "Enter a number from 1 to 365."),
    ],
)
def test_what_is_entered_wrongly_is_told_on_its_field(
    client: Client, old: Version, more: dict[str, str], words: str
) -> None:
    answer = client.post(f"{OLD}/enter", data=ENTERED | {"conflict_days": "30"} | more)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_silent_text_is_entered_as_silent(client: Client, old: Version) -> None:
    client.post(f"{OLD}/enter", data=NOTHING_READ | {"said_expenses": "silent"})
    (entry,) = provision_queries.entries_of(old).values()
    assert (entry.kind, entry.reading.is_silent) == (ProvisionKind.EXPENSES, True)


def test_a_text_can_be_silent_on_all_that_is_not_read_yet(client: Client, old: Version) -> None:
    asked = {one.figure.kind for one in provision_queries.comparisons_of(old) if one.is_asked}
    client.post(f"{OLD}/enter", data=ENTERED | {"conflict_days": "30", "others_silent": "y"})
    entries = provision_queries.entries_of(old)
    assert set(entries) == asked | {ProvisionKind.CONFLICT_DAYS}
    assert [kind for kind, entry in entries.items() if not entry.reading.is_silent] == ["conflict_days"]


def test_each_kind_is_asked_once_in_a_group(client: Client, old: Version) -> None:
    page = client.get(f"{OLD}/enter").text
    assert [page.count(f'id="{kind}-read"') for kind in ProvisionKind] == [1] * len(ProvisionKind)


def test_the_defaults_are_what_the_form_offers_first(client: Client, old: Version) -> None:
    assert f'value="{DEFAULTS.conflict_days}"' in client.get(f"{OLD}/enter").text
