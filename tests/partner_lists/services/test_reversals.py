"""Imports taken back, on both databases: the register is as it was, or it is said what depends on them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from registry.audit.models import Event
from registry.commitments.services import requests
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import RuleBroken
from registry.partner_lists.models import ListImport
from registry.partner_lists.personal_data import forget_lists
from registry.partner_lists.queries import export
from registry.partner_lists.queries.footprints import referring_tables, snapshot
from registry.partner_lists.queries.register import latest_layout
from registry.partner_lists.rules.columns import OWN_LAYOUT
from registry.partner_lists.rules.events import ListEvent
from registry.partner_lists.services import imports, reversals
from registry.partners.models.organizations import Organization
from registry.partners.models.partners import Partner
from registry.partners.models.people import Grant, Signatory
from registry.partners.rules.dependents import DEPENDENTS
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.partners import NoteKind
from registry.partners.services import partners
from registry.partners.services.representatives import add_representative
from registry.security import actors
from registry.teams.models import Team
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.conftest import STOPPED_AT
from tests.factories import (
    WHO_AND_WHEN,
    make_member,
    make_partner,
    make_signatory,
    make_team,
    make_user,
    make_version,
)
from tests.partner_lists.builders import REAL, SMALL

TODAY = STOPPED_AT.date()

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def team(session: object) -> Team:
    """A team that calls its tiers by names of its own."""
    with unit_of_work():
        team = make_team()
        team.tier_labels = {tier.value: {"en": tier.value} for tier in Tier}
        return team


def load(team: Team, text: str) -> ListImport:
    """Import a list."""
    with unit_of_work(team.id):
        kept = imports.keep_list(team, file_name="list.csv", data=text.encode(), **WHO_AND_WHEN)
        imports.import_list(team, kept, **WHO_AND_WHEN)
    return kept


def take_back(team: Team, kept: ListImport) -> None:
    """Take an import back."""
    with unit_of_work(team.id):
        reversals.take_back(kept, **WHO_AND_WHEN)


def partner(name: str) -> Partner:
    """A partner by its name."""
    return db.session.scalars(sa.select(Partner).where(Partner.name == name)).one()


def facts(team: Team) -> dict[str, Any]:
    """The register as people see it: cells, tiers of several days, statuses, people, the export."""
    seen = snapshot(team.id)
    days = [TODAY - dt.timedelta(400), TODAY, TODAY + dt.timedelta(400)]
    found = db.session.scalars(sa.select(Partner).where(Partner.team_id == team.id)).all()
    return {
        "partners": seen.partners,
        "people": seen.people,
        "names": seen.names,
        "tiers": {one.id: [(one.tier(day), one.tier_label(day)) for day in days] for one in found},
        "statuses": {one.id: [one.status(day) for day in days] for one in found},
        "words": {one.id: sorted(word.word for word in one.words) for one in found},
        "organizations": sorted(db.session.scalars(sa.select(Organization.name))),
        "grants": db.session.scalar(sa.select(sa.func.count(Grant.id))),
        "export": export.export_list(team, on=TODAY),
    }


CHANGED = (
    "Organization,Tier,City,Fax,Signatory,Title,Email\n"
    "Larch House,observer,,1,,,\n"
    "MAPLE CLINIC,Associate,Kanata,555,Ann Lee-Roy,President,ann@example.org\n"
    "Maple Clinic,,,556,Bo Poe,Chair,bo@example.org\n"
)


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem)
def test_a_list_imported_into_an_empty_register_leaves_nothing_once_taken_back(team, file):
    before = facts(team)
    take_back(team, load(team, file.read_text("utf-8-sig")))
    assert facts(team) == before
    assert latest_layout(team.id) == OWN_LAYOUT


def test_what_a_list_changed_is_again_what_it_was(team):
    load(team, SMALL)
    with unit_of_work(team.id):
        [ann] = partner("Maple Clinic").signatories
        ann.phone, ann.authority = "613 555-0100", "By-law 3"
    before = facts(team)
    kept = load(team, CHANGED)
    assert facts(team)["partners"] != before["partners"]
    assert kept.counts == {"new": 1, "changed": 1, "gone": 1}
    take_back(team, kept)
    assert facts(team) == before


def test_a_list_leaves_the_telephone_of_a_signatory_it_changes(team):
    load(team, SMALL)
    with unit_of_work(team.id):
        partner("Maple Clinic").signatories[0].phone = "613 555-0100"
    load(team, SMALL.replace("Director", "President"))
    assert partner("Maple Clinic").signatories[0].phone == "613 555-0100"


def test_a_tier_that_is_taken_back_is_corrected_and_stays_to_be_seen(team):
    load(team, SMALL)
    kept = load(team, SMALL.replace("Anchor", "Observer"))
    take_back(team, kept)
    rows = [(row.tier, row.superseded_by_id is not None) for row in partner("Maple Clinic").tiers]
    assert rows == [("anchor", False), ("observer", True), ("anchor", False)]
    assert partner("Maple Clinic").tiers[-1].reason.startswith("The import of a list")


def test_taking_back_is_one_event_of_the_list_and_one_of_each_partner(team):
    kept = load(team, SMALL)
    newest = db.session.scalar(sa.select(sa.func.max(Event.id)))
    gone = sorted(db.session.scalars(sa.select(Partner.id)))
    take_back(team, kept)
    events = db.session.scalars(sa.select(Event).where(Event.id > newest).order_by(Event.id)).all()
    assert [event.tag for event in events] == [*[PartnerEvent.REMOVED] * 2, ListEvent.TAKEN_BACK]
    assert events[-1].details == {"removed": gone, "put_back": []}
    assert (kept.changes, kept.taken_back_at) == (None, WHO_AND_WHEN["act"].at)


def test_the_numbers_of_partners_and_people_taken_back_are_never_given_again(team):
    kept = load(team, SMALL)
    before = [max(db.session.scalars(sa.select(model.id))) for model in (Partner, Signatory, Grant)]
    take_back(team, kept)
    load(team, SMALL)
    after = [min(db.session.scalars(sa.select(model.id))) for model in (Partner, Signatory, Grant)]
    assert all(new > old for new, old in zip(after, before, strict=True))


def test_two_imports_are_taken_back_one_after_the_other(team):
    before = facts(team)
    first = load(team, SMALL)
    between = facts(team)
    second = load(team, CHANGED)
    with pytest.raises(RuleBroken, match="take that one back first"):
        take_back(team, first)
    take_back(team, second)
    assert facts(team) == between
    with pytest.raises(RuleBroken, match="depends on it"):
        take_back(team, first)
    assert facts(team) == between
    assert before["partners"] == {}


def test_an_import_without_new_tiers_upon_it_goes_back_all_the_way(team):
    before = facts(team)
    first = load(team, SMALL)
    take_back(team, load(team, SMALL.replace("Ottawa", "Kanata")))
    take_back(team, first)
    assert facts(team) == before


def ask_to_sign(team: Team) -> None:
    """Everybody is asked to sign a policy."""
    requests.invite_outstanding(make_version(team), due_on=None, **WHO_AND_WHEN)


def note_a_call(team: Team) -> None:
    """A call with Birch House."""
    call = {"kind": NoteKind.CALL, "on": TODAY, "text": "They will join."}
    partners.add_note(partner("Birch House"), **call, **WHO_AND_WHEN)


def change_a_cell(team: Team) -> None:
    """A coordinator puts a city right."""
    partners.change_partner(
        partner("Birch House"), sector="Housing", city="York", language="en", **WHO_AND_WHEN
    )


def represent(team: Team) -> None:
    """Somebody with an account speaks for Birch House."""
    user = make_member(team)
    add_representative(partner("Birch House"), user_id=user.id, started_on=TODAY, **WHO_AND_WHEN)


def add_a_signatory(team: Team) -> None:
    """A coordinator adds a person."""
    make_signatory(partner("Birch House"))


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (ask_to_sign, ("Maple Clinic", "a request to sign")),
        (note_a_call, ("Birch House", "a note")),
        (change_a_cell, ("Birch House", "what the list said of it was changed since")),
        (represent, ("Birch House", "a representative")),
        (add_a_signatory, ("Birch House", "a signatory")),
    ],
)
def test_an_import_on_which_something_depends_stays_whole_and_says_what(team, act, told):
    kept = load(team, SMALL)
    with unit_of_work(team.id):
        act(team)
    before = facts(team)
    assert told in [(one.name, one.words) for one in reversals.obstacles(kept)]
    with pytest.raises(RuleBroken, match="something depends on it"):
        take_back(team, kept)
    assert facts(team) == before


def test_a_note_about_a_partner_that_was_there_before_keeps_nothing_from_being_taken_back(team):
    with unit_of_work(team.id):
        make_partner(team, "Birch House", tier=Tier.ASSOCIATE)
    kept = load(team, SMALL)
    with unit_of_work(team.id):
        note_a_call(team)
    take_back(team, kept)
    assert (partner("Birch House").sector, db.session.scalar(sa.select(sa.func.count(Partner.id)))) == ("", 1)


def test_a_request_sent_since_to_a_partner_whose_tier_the_list_changed_is_told(team):
    with unit_of_work(team.id):
        make_signatory(make_partner(team, "Birch House", tier=Tier.OBSERVER))
    kept = load(team, SMALL)
    with unit_of_work(team.id):
        ask_to_sign(team)
    assert ("Birch House", "a request to sign") in [
        (one.name, one.words) for one in reversals.obstacles(kept)
    ]


def test_partners_added_by_hand_since_stay_where_they_are(team):
    kept = load(team, SMALL)
    with unit_of_work(team.id):
        make_partner(team, "Cedar House")
    take_back(team, kept)
    assert [one["name"] for one in snapshot(team.id).partners.values()] == ["Cedar House"]


def test_an_organization_that_another_team_linked_to_stays(team):
    kept = load(team, SMALL)
    with unit_of_work():
        west = make_team()
        shared = partner("Birch House").organization
        make_partner(west, "Birch House", tier=None, organization=shared)
    take_back(team, kept)
    assert db.session.scalars(sa.select(Organization.name)).all() == ["Birch House"]


def test_an_import_is_taken_back_once(team):
    kept = load(team, SMALL)
    take_back(team, kept)
    with pytest.raises(RuleBroken, match="taken back already"):
        take_back(team, kept)


def test_of_two_who_take_an_import_back_at_once_one_is_told(team, at_once: Callable[..., list[str]]):
    list_id = load(team, SMALL).id

    def act() -> None:
        reversals.take_back(db.session.get_one(ListImport, list_id), **WHO_AND_WHEN)

    assert at_once(team.id, act, act) == ["This import has been taken back already."]
    assert db.session.scalar(sa.select(sa.func.count(Partner.id))) == 0


def test_a_list_that_waits_has_nothing_to_take_back(team):
    with unit_of_work(team.id):
        kept = imports.keep_list(team, file_name="list.csv", data=SMALL.encode(), **WHO_AND_WHEN)
    with pytest.raises(RuleBroken, match="has not been imported"):
        take_back(team, kept)


def test_what_stood_before_is_forgotten_with_time_and_then_it_is_too_late(team):
    kept = load(team, SMALL)
    with unit_of_work(team.id):
        forget_lists([kept.id])
    db.session.expire_all()
    assert kept.changes is None
    with pytest.raises(RuleBroken, match="no longer kept"):
        take_back(team, kept)


def test_who_took_an_import_back_is_known(team):
    kept = load(team, SMALL)
    with unit_of_work():
        user = make_user()
    with unit_of_work(team.id):
        reversals.take_back(kept, act=act_of(actors.user(user.id), STOPPED_AT))
    assert kept.taken_back_by_id == user.id


def test_every_table_about_partners_has_words_for_what_depends():
    assert sorted(referring_tables() - DEPENDENTS.keys()) == []
    assert sorted(DEPENDENTS.keys() - referring_tables()) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", ["partner", "signatory", "authority_grant"])
def test_sqlite_numbers_rows_once_as_the_audit_trail_needs(session, table):
    query = sa.text("SELECT sql FROM sqlite_master WHERE name = :table")
    assert "AUTOINCREMENT" in db.session.scalar(query, {"table": table})
