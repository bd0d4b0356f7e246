"""Changing partners by page: words on the field, nothing typed is lost, the second is told."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from registry.audit import queries as audit_queries
from registry.database.transactions import unit_of_work
from registry.decisions.queries.rolls import Candidate
from registry.decisions.services import resolutions
from registry.partners.models.partners import PartnerName
from registry.partners.rules.grounds import Ground, RestsOn
from registry.partners.rules.partners import Status
from registry.partners.services import partners, status, tiers
from registry.teams.rules import Tier
from tests.decisions.builders import ON, at, close, open_one, say_all
from tests.factories import WHO_AND_WHEN, by_coordinator, make_partner
from tests.reading import corrected, error_on, saved_now, value_of, words_of

BASE = "/teams/east/partners"
TODAY, MARCH, JUNE = dt.date(2026, 11, 24), dt.date(2026, 3, 1), dt.date(2026, 6, 1)
CHANGED_MEANWHILE = (
    "Someone else changed this meanwhile; yours is not saved. Compare your text with theirs, then save again."
)

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def post(client, partner):
    """Sends a form about the partner, as it was read just now unless a revision is given."""

    def send(page, **said):
        return client.post(f"{BASE}/{partner.id}/{page}", data={"revision": partner.revision} | said)

    return send


@pytest.fixture
def change_meanwhile(team, partner):
    """Somebody else changes the sector and the tier, and says who is leaving."""
    with unit_of_work(team.id):
        partners.change_partner(partner, sector="Hospice", city="Ottawa", language="fr", **WHO_AND_WHEN)
        tiers.set_tier(partner, tier=Tier.OBSERVER, effective_on=MARCH, **WHO_AND_WHEN)
        status.set_status(partner, status=Status.LEAVING, effective_on=MARCH, **WHO_AND_WHEN)


# -- details -----------------------------------------------------------------------------------------


def test_details_are_changed(client, partner, post):
    answer = post("change", sector="Hospice", city="Hull", language="fr", signatures_needed="2")
    assert (answer.status_code, answer.location) == (303, f"{BASE}/{partner.id}")
    assert (partner.sector, partner.city, partner.language) == ("Hospice", "Hull", "fr")
    assert partner.signatures_needed == 2


def test_the_second_of_two_is_told_and_keeps_what_was_typed(partner, post, change_meanwhile):
    answer = post("change", revision=1, sector="Hospital", city="Hull", language="en", signatures_needed="1")
    assert answer.status_code == 422
    assert CHANGED_MEANWHILE in answer.text
    assert 'value="Hospital"' in answer.text
    assert all(word in saved_now(answer) for word in ("Hospice", "Ottawa", "French"))
    assert partner.sector == "Hospice"


def test_the_second_saves_again_with_both_before_them(partner, post, change_meanwhile):
    typed = {"sector": "Hospital", "city": "Hull", "language": "en", "signatures_needed": "1"}
    told = post("change", revision=1, **typed)
    assert post("change", revision=value_of(told, "revision"), **typed).status_code == 303
    assert partner.sector == "Hospital"


def test_a_change_of_something_else_is_told_too(partner, post, change_meanwhile):
    answer = post("rename", revision=1, name="Willow", on="2026-03-01")
    assert "nothing of what is on this page" not in answer.text
    assert "Carefor" in saved_now(answer)
    assert partner.name == "Carefor"


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 5000])
def test_a_form_without_its_revision_is_not_saved(partner, post, revision):
    answer = post("change", revision=revision, sector="X", language="en", signatures_needed="1")
    assert answer.status_code == 422
    assert CHANGED_MEANWHILE in answer.text
    assert partner.sector == "Home care"


# -- name --------------------------------------------------------------------------------------------


def test_a_partner_is_renamed_and_its_old_name_stays_known(session, client, partner, post):
    answer = post("rename", name="Willow", on="2026-03-01", reason="Merger")
    assert "It is now listed as Willow." in client.get(answer.location).text
    former = session.scalar(sa.select(PartnerName))
    assert (former.name, former.until_on, former.reason) == ("Carefor", MARCH, "Merger")


def test_the_same_name_is_no_new_name(session, partner, post):
    answer = post("rename", name="Carefor", on="2026-03-01")
    assert error_on(answer, "name") == "It bears this name already."
    assert session.scalar(sa.select(PartnerName)) is None


def test_a_taken_name_is_refused_on_its_field(team, partner, post):
    with unit_of_work(team.id):
        make_partner(team, "Willow")
    answer = post("rename", name="willow", on="2026-03-01")
    assert error_on(answer, "name") == "“willow” is on the list already, as “Willow”."
    assert partner.name == "Carefor"


# -- tier --------------------------------------------------------------------------------------------


def test_a_tier_is_set_from_a_day_on(client, partner, post):
    answer = post("tier", tier="observer", effective_on="2026-03-01", reason="Fewer", agreed_by="Committee")
    assert answer.location == f"{BASE}/{partner.id}#history"
    assert partner.tier(MARCH) is Tier.OBSERVER
    assert (partner.tiers[1].reason, partner.tiers[1].agreed_by) == ("Fewer", "Committee")
    assert "The tier is recorded." in client.get(answer.location).text


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"reason": ""}, "reason", "Say why, in a few words."),
        ({"tier": "anchor"}, "tier", "It has this tier on that day already."),
        (
            {"effective_on": "1066-03-01"},
            "effective_on",
            "Check the year: the earliest day is 1 January 1900.",
        ),
        (
            {"effective_on": "soon"},
            "effective_on",
            "“soon” is not a day. Write it as 2026-11-24 or 24 November 2026.",
        ),
    ],
)
def test_what_is_wrong_with_a_tier_is_said_on_its_field(partner, post, said, field, words):
    typed = {"tier": "observer", "effective_on": "2026-03-01", "reason": "Fewer"}
    answer = post("tier", **(typed | said))
    assert (answer.status_code, error_on(answer, field)) == (422, words)
    assert len(partner.tiers) == 1


def test_a_tier_set_meanwhile_is_shown_by_its_name(post, change_meanwhile):
    answer = post("tier", revision=1, tier="", effective_on="2026-03-01", reason="Fewer")
    assert CHANGED_MEANWHILE in answer.text
    assert "Observer" in saved_now(answer)


def test_the_tier_page_shows_the_names_that_the_team_gave(client, team, partner):
    with unit_of_work(team.id):
        team.tier_labels = {"anchor": {"en": "Signatory"}}
    assert "Signatory" in client.get(f"{BASE}/{partner.id}/tier").text


def test_a_mistyped_tier_is_put_right(client, partner, post):
    page = f"tiers/{partner.tiers[0].id}/correct"
    shown = client.get(f"{BASE}/{partner.id}/{page}").text
    assert 'value="2026-01-01"' in shown
    assert "From 1 January 2026: <strong>Anchor</strong>" in shown
    _, answer = corrected(post, page, tier="associate", effective_on="2026-01-01", reason="Mistyped")
    assert answer.status_code == 303
    assert partner.tiers[0].superseded_by_id == partner.tiers[1].id
    assert partner.tier(dt.date(2026, 1, 1)) is Tier.ASSOCIATE


def test_before_a_tier_is_corrected_the_page_says_what_will_hold_and_nothing_is_saved(partner, post):
    page = f"tiers/{partner.tiers[0].id}/correct"
    said = words_of(post(page, tier="associate", effective_on="2026-03-01", reason="Mistyped"))
    assert "Today Anchor, since 1 January 2026" in said
    assert "After the correction Associate, since 1 March 2026" in said
    assert "1 January 2026 to 28 February 2026: nothing, in place of Anchor" in said
    assert "From 1 March 2026: Associate, in place of Anchor" in said
    assert [row.stands for row in partner.tiers] == [True]


def test_a_correction_changed_after_its_preview_is_shown_again_before_it_is_saved(partner, post):
    page = f"tiers/{partner.tiers[0].id}/correct"
    seen = post(page, tier="associate", effective_on="2026-03-01", reason="Mistyped")
    shown = value_of(seen, "shown")
    answer = post(page, shown=shown, tier="observer", effective_on="2026-03-01", reason="Mistyped")
    assert (answer.status_code, value_of(answer, "shown") != shown) == (200, True)
    assert len(partner.tiers) == 1


def test_an_upgrade_names_a_decision_that_the_registry_has(client, team, post):
    with unit_of_work(team.id):
        observer = make_partner(team, "Willow", tier=Tier.OBSERVER)
        made = open_one(team, roll=[Candidate("Willow", True, partner_id=observer.id)])
        made.title = "Willow moves up"
        say_all(made, at(1))
        close(made)
        resolutions.record_decision(made, text="It does.", decided_on=ON, **by_coordinator(team))
    page = f"{BASE}/{observer.id}/tier"
    typed = {"tier": "anchor", "effective_on": "2026-11-24", "reason": "Does more"}
    typed["revision"] = value_of(client.get(page), "revision")
    refused = client.post(page, data=typed)
    assert error_on(refused, "agreed_by") == "This is an upgrade. Name the decision behind it, with its date."
    told = client.post(page, data=typed | {"decision": f"decision:{made.id}"}, follow_redirects=True).text
    assert "Agreed: “Willow moves up”, decided on 24 November 2026" in told


def test_an_entry_struck_out_stays_to_be_seen_with_who_when_and_why(client, team, partner, post):
    with unit_of_work(team.id):
        wrong = tiers.set_tier(partner, tier=Tier.OBSERVER, effective_on=MARCH, **WHO_AND_WHEN)
    page = f"tiers/{wrong.id}/correct"
    _, answer = corrected(post, page, what="whole", tier="observer", effective_on="2026-03-01", reason="No")
    shown = re.sub(r"\s+", " ", client.get(answer.location).text)
    assert "</span>From 1 March 2026: Observer</del>" in shown
    assert re.search(r"Struck out on 24 November 2026[^<]*, Ann Ng, coordinator: No", shown)
    assert partner.tier(MARCH) is Tier.ANCHOR


def test_an_entry_is_put_right_once(team, partner, post):
    wrong = partner.tiers[0]
    with unit_of_work(team.id):
        tiers.correct_tier(wrong, tier=Tier.OBSERVER, effective_on=MARCH, reason="Mistyped", **WHO_AND_WHEN)
    answer = post(f"tiers/{wrong.id}/correct", tier="anchor", effective_on="2026-01-01", reason="Again")
    assert answer.status_code == 422
    assert "This entry has been corrected already." in answer.text


def test_an_entry_of_another_partner_is_not_found(client, team, partner):
    with unit_of_work(team.id):
        other = make_partner(team)
    assert client.get(f"{BASE}/{partner.id}/tiers/{other.tiers[0].id}/correct").status_code == 404
    assert client.get(f"{BASE}/{partner.id}/statuses/{other.statuses[0].id}/correct").status_code == 404


# -- status ------------------------------------------------------------------------------------------


def test_a_status_is_set_from_a_day_on(client, partner, post):
    answer = post("status", status="leaving", effective_on="2026-03-01", reason="Notice")
    assert answer.location == f"{BASE}/{partner.id}#history"
    assert partner.status(MARCH) is Status.LEAVING
    assert "The status is recorded." in client.get(answer.location).text


def test_whoever_is_made_a_partner_rests_on_something(client, team, post):
    with unit_of_work(team.id):
        joining = make_partner(team, "Willow", status=Status.JOINING)
    page = f"{BASE}/{joining.id}/status"
    typed = {"status": "partner", "effective_on": "2026-03-01", "reason": "All signed"}
    typed["revision"] = value_of(client.get(page), "revision")
    assert error_on(client.post(page, data=typed), "rests_on") == "Say what it rests on that it is a partner."
    typed |= {"rests_on": "decision", "rests_on_words": "The steering committee, 3 May"}
    told = client.post(page, data=typed, follow_redirects=True).text
    assert "a decision: The steering committee, 3 May" in told


def test_a_move_that_cannot_be_is_refused_on_its_field(partner, post):
    answer = post("status", status="refused", effective_on="2026-03-01", reason="No")
    assert error_on(answer, "status") == (
        "A partner cannot go from the status it has on that day to this one."
    )
    assert partner.status(MARCH) is Status.PARTNER


def test_a_move_is_refused_where_what_is_announced_could_not_follow(team, partner, post):
    with unit_of_work(team.id):
        status.set_status(partner, status=Status.LEAVING, effective_on=JUNE, **WHO_AND_WHEN)
    answer = post("status", status="withdrawn", effective_on="2026-03-01", reason="Gone")
    assert error_on(answer, "status") == (
        "The status dated 1 June 2026 could not follow from this. Correct that entry first."
    )


def test_a_status_set_meanwhile_is_shown_by_its_name(post, change_meanwhile):
    answer = post("status", revision=1, status="withdrawn", effective_on="2026-03-01", reason="Gone")
    assert answer.status_code == 422
    assert "Leaving" in saved_now(answer)


def test_a_mistyped_status_is_put_right(client, partner, post):
    page = f"statuses/{partner.statuses[0].id}/correct"
    shown = client.get(f"{BASE}/{partner.id}/{page}").text
    assert "From 1 January 2026: <strong>Partner</strong>" in shown
    _, answer = corrected(post, page, status="joining", effective_on="2026-01-01", reason="Mistyped")
    assert answer.status_code == 303
    assert partner.status(MARCH) is Status.JOINING


def test_a_correction_to_partner_names_its_ground(client, team, post):
    with unit_of_work(team.id):
        joining = make_partner(team, "Willow", rests_on=RestsOn(Ground.ADMISSION))
    page = f"{BASE}/{joining.id}/statuses/{joining.statuses[0].id}/correct"
    typed = {"what": "part", "status": "partner", "effective_on": "2026-01-01", "reason": "Listed wrongly"}
    typed["revision"] = value_of(client.get(page), "revision")
    refused = client.post(page, data=typed)
    assert error_on(refused, "rests_on") == "Say what it rests on that it is a partner."
    typed |= {"rests_on": "decision", "rests_on_words": "The steering committee, 3 May"}
    typed["shown"] = value_of(client.post(page, data=typed), "shown")
    assert joining.status(MARCH) is Status.JOINING
    told = client.post(page, data=typed, follow_redirects=True).text
    assert "a decision: The steering committee, 3 May" in told
    assert joining.status(MARCH) is Status.PARTNER


def test_who_changed_is_the_one_who_is_signed_in(team, partner, post):
    post("status", status="leaving", effective_on="2026-03-01", reason="Notice")
    (event, *_rest) = audit_queries.events_about(team.id, ("partner", partner.id))
    assert event.actor == f"user:{partner.statuses[1].recorded_by_id}"


def test_the_history_says_in_which_capacity_a_change_was_recorded(client, partner, post):
    post("status", status="leaving", effective_on="2026-11-24", reason="Moving")
    page = client.get(f"{BASE}/{partner.id}").text
    assert re.search(r"Recorded on 24 November 2026[^<]*, Ann Ng, coordinator<", page)


def test_of_a_change_whose_capacity_was_not_kept_the_name_stands_alone(client, partner, post):
    post("status", status="leaving", effective_on="2026-11-24", reason="Moving")
    with unit_of_work(partner.team_id):
        partner.statuses[-1].recorded_as = ""
    page = client.get(f"{BASE}/{partner.id}").text
    assert re.search(r"Recorded on 24 November 2026[^<]*, Ann Ng<", page)
