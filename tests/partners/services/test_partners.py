"""Adding and changing partners, their schedules and notes, on both databases."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, RuleBroken
from registry.partners.models.partners import PartnerName, PartnerWord
from registry.partners.rules.events import PartnerEvent
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.rules.partners import Contribution, NoteKind, Status
from registry.partners.services import partners, schedules
from registry.security import actors
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.factories import NOW, WHO_AND_WHEN, make_coordinator, make_partner, make_signatory, make_team

JANUARY, MARCH = dt.date(2026, 1, 1), dt.date(2026, 3, 1)


@pytest.fixture
def team(session):
    with unit_of_work():
        return make_team()


@pytest.fixture
def partner(team):
    with unit_of_work():
        return make_partner(team, "Carefor")


def words_of(partner):
    return {word.word for word in partner.words}


def last_tag(partner):
    return audit_queries.events_about(partner.team_id, ("partner", partner.id))[0].tag


# -- adding ------------------------------------------------------------------------------------------


def test_a_partner_is_listed_with_tier_and_status_from_a_day(partner):
    assert partner.tier(JANUARY) is Tier.ANCHOR
    assert partner.status(JANUARY) is Status.PARTNER
    assert partner.tier(JANUARY - dt.timedelta(days=1)) is None


def test_a_partner_has_an_organization_of_its_name(partner):
    assert (partner.organization.name, partner.organization.name_key) == ("Carefor", "carefor")


def test_a_partner_without_a_tier_is_still_to_be_set(team):
    with unit_of_work():
        partner = make_partner(team, tier=None)
    assert partner.tier(MARCH) is None
    assert partner.tier_label(MARCH) == ""


def test_partners_are_placed_one_after_the_other(team):
    with unit_of_work():
        assert [make_partner(team).position for _ in range(3)] == [1, 2, 3]


def test_a_partner_is_written_to_in_the_main_language_of_the_team(session):
    with unit_of_work():
        assert make_partner(make_team(languages=["fr", "en"])).language == "fr"


def test_a_partner_begins_today_in_the_zone_of_the_team(team):
    late = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)  # ten in the evening of 1 March in Toronto
    with unit_of_work():
        partner = partners.add_partner(
            team,
            name="Carefor",
            tier=None,
            rests_on=RestsOn(Ground.LIST),
            act=act_of(actors.COMMAND, late),
        )
    assert partner.statuses[0].effective_on == MARCH


@pytest.mark.parametrize("name", ["Carefor", "CAREFOR", "Caréfor", " carefor "])
def test_a_name_on_the_list_names_the_partner_that_has_it(team, partner, name):
    with pytest.raises(RuleBroken, match="as “Carefor”") as refused, unit_of_work():
        make_partner(team, name)
    assert refused.value.field == "name"


def test_the_database_has_the_last_word_on_names_and_says_the_same(team, partner, monkeypatch):
    answers = iter([None, partner])
    monkeypatch.setattr(partners, "partner_called", lambda *said: next(answers))
    with pytest.raises(RuleBroken, match="as “Carefor”"), unit_of_work():
        make_partner(team, "CAREFOR")


def test_another_team_may_list_the_same_name(partner):
    with unit_of_work():
        assert make_partner(make_team(), "Carefor").organization_id != partner.organization_id


def test_a_partner_without_a_name_is_refused(team):
    with pytest.raises(InvalidInput), unit_of_work():
        make_partner(team, " ")


def test_adding_leaves_one_event_without_a_name(partner):
    (event,) = audit_queries.events_about(partner.team_id, ("partner", partner.id))
    said = {"tier": "anchor", "status": "partner", "rests_on": "list", "rests_on_subject": ""}
    assert (event.tag, event.details) == (PartnerEvent.ADDED, said)


def test_a_partner_is_found_by_the_words_of_name_sector_and_city(team):
    with unit_of_work():
        partner = make_partner(team, "Équipe de l’Est", sector="Primary care", city="Ottawa")
    assert {"equipe", "l'est", "est", "primary", "care", "ottawa"} <= words_of(partner)


# -- changing ----------------------------------------------------------------------------------------


def change(partner, **said):
    kept = {"sector": "", "city": "", "language": "en"}
    partners.change_partner(partner, **(kept | said), **WHO_AND_WHEN)


def test_changing_details_keeps_the_words_in_step(partner, session):
    with unit_of_work():
        change(partner, city="Ottawa")
    with unit_of_work():
        change(partner, city="Gatineau")
    assert words_of(partner) == {"carefor", "gatineau"}
    assert session.scalar(sa.select(sa.func.count(PartnerWord.id))) == 2


def test_changing_leaves_the_signatures_needed_unless_said(partner):
    with unit_of_work():
        partners.set_signatures_needed(partner, count=2, **WHO_AND_WHEN)
        change(partner)
    assert partner.signatures_needed == 2


def test_every_change_raises_the_revision(partner):
    before = partner.revision
    with unit_of_work():
        make_signatory(partner)
    assert partner.revision == before + 1


def test_a_renamed_partner_keeps_its_old_name_with_the_day(partner, session):
    with unit_of_work():
        partners.rename_partner(partner, name="Caremore", on=MARCH, reason="Merger", **WHO_AND_WHEN)
    old = session.scalars(sa.select(PartnerName)).one()
    assert (old.name, old.until_on, old.reason) == ("Carefor", MARCH, "Merger")
    assert (partner.name, partner.sort_key, words_of(partner)) == ("Caremore", "caremore", {"caremore"})
    assert partner.organization.name == "Caremore"


def test_a_partner_can_be_spelled_another_way(partner):
    with unit_of_work():
        partners.rename_partner(partner, name="CareFor", on=MARCH, **WHO_AND_WHEN)
    assert partner.name == "CareFor"


def test_the_same_name_again_changes_nothing(partner, session):
    with pytest.raises(RuleBroken, match="bears this name already"), unit_of_work():
        partners.rename_partner(partner, name="Carefor", on=MARCH, **WHO_AND_WHEN)
    assert session.scalar(sa.select(sa.func.count(PartnerName.id))) == 0


def test_a_partner_cannot_take_the_name_of_another(team, partner):
    with unit_of_work():
        make_partner(team, "Bruyère")
    with pytest.raises(RuleBroken, match="Bruyère"), unit_of_work():
        partners.rename_partner(partner, name="BRUYERE", on=MARCH, **WHO_AND_WHEN)
    assert partner.name == "Carefor"


def test_a_shared_organization_keeps_its_name_when_one_team_renames_its_partner(partner):
    with unit_of_work():
        other = make_partner(make_team(), "Carefor", organization=partner.organization)
        partners.rename_partner(other, name="Carefor East", on=MARCH, **WHO_AND_WHEN)
    assert partner.organization.name == "Carefor"


# -- schedule and notes ------------------------------------------------------------------------------


def test_a_schedule_is_replaced_whole(partner):
    with unit_of_work():
        schedules.set_schedule(partner, lines=[(Contribution.MONEY, "$1", "1 $")], **WHO_AND_WHEN)
    with unit_of_work():
        lines = [(Contribution.TIME, "A day a month", ""), (Contribution.OTHER, "", "Une salle")]
        schedules.set_schedule(partner, lines=lines, **WHO_AND_WHEN)
    assert [(line.position, line.text("en")) for line in partner.schedule(NOW.date())] == [
        (1, "A day a month"),
        (2, "Une salle"),
    ]
    assert last_tag(partner) == PartnerEvent.SCHEDULE_SET


def test_a_note_is_dated_and_has_its_author(team, partner):
    with unit_of_work():
        actor = actors.user(make_coordinator(team).id)
        note = partners.add_note(
            partner,
            kind=NoteKind.PROMISE,
            on=JANUARY,
            text="Will sign",
            due_on=MARCH,
            act=act_of(actor, WHO_AND_WHEN["act"].at),
        )
    assert (note.author_id, note.due_on) == (actor.id, MARCH)
    assert last_tag(partner) == PartnerEvent.NOTED
