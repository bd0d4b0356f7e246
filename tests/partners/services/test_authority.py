"""Granting authority to act, ending it, putting it right; and what is flagged of it."""

import datetime as dt

import pytest

from registry.commitments import record as commitment_record
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, RuleBroken
from registry.partners import wording
from registry.partners.queries import authority as authority_queries
from registry.partners.queries import authority_gaps, representatives
from registry.partners.queries.authority_receivers import Receiver
from registry.partners.rules.authority import Basis, FindingKind, Said
from registry.partners.rules.partners import Status
from registry.partners.services import authority
from registry.partners.services.signatories import end_signatory
from registry.security.actors import Capacity
from tests.commitments.builders import ask_one, publish_policy, sign
from tests.factories import NOW, WHO_AND_WHEN, make_partner, make_representative, make_signatory, make_team

TODAY = NOW.date()
MINUTE = Said(Basis.BOARD_MINUTE, "3 May 2026, item 7", "the chair of the board", dt.date(2026, 5, 3))


@pytest.fixture
def team(session):
    """A team."""
    with unit_of_work():
        return make_team(slug="east")


@pytest.fixture
def partner(team):
    """An anchor with one signatory, Ann Lee."""
    with unit_of_work(team.id):
        partner = make_partner(team, "Carefor")
        make_signatory(partner)
    return partner


@pytest.fixture
def ann(partner):
    """Its signatory."""
    return partner.signatories[0]


def grant(partner, to, said=MINUTE):
    with unit_of_work(partner.team_id):
        return authority.grant_authority(partner, to, said, **WHO_AND_WHEN)


def end(one, on):
    with unit_of_work():
        authority.end_grant(one, on=on, **WHO_AND_WHEN)


def kinds(partner, on=TODAY):
    return [
        flag.kind for flag in authority_gaps.flags_of(partner, authority_queries.grants_of(partner.id), on)
    ]


def day(days):
    return TODAY + dt.timedelta(days=days)


def test_who_is_listed_signs_by_their_title(ann):
    assert wording.words(ann.grants[0]) == "Title: Executive Director"


def test_a_grant_says_its_ground_who_gave_it_and_since_when(partner, ann):
    said = wording.words(grant(partner, Receiver(ann)))
    assert (
        said == "Minute of the board: 3 May 2026, item 7; given by: the chair of the board; since 3 May 2026"
    )


def test_a_minute_is_named(partner, ann):
    with pytest.raises(InvalidInput, match="Say which"):
        grant(partner, Receiver(ann), Said(Basis.BOARD_MINUTE))


def test_a_person_signs_no_longer_than_their_authority(ann):
    end(ann.grants[0], day(3))
    assert (ann.is_active(day(2)), ann.is_active(day(3))) == (True, False)


def test_ending_a_signatory_ends_all_that_was_granted(partner, ann):
    grant(partner, Receiver(ann))
    with unit_of_work(partner.team_id):
        end_signatory(ann, on=TODAY, **WHO_AND_WHEN)
    assert [one.holds(TODAY) for one in ann.grants] == [False, False]


def test_who_signs_no_longer_by_a_grant_for_both_still_speaks_by_it(partner, ann):
    with unit_of_work(partner.team_id):
        user = make_representative(partner)
    one = representatives.all_representatives(partner.id)[0]
    end(one.grants[0], TODAY)
    grant(partner, Receiver(ann, one))
    with unit_of_work(partner.team_id):
        end_signatory(ann, on=day(2), **WHO_AND_WHEN)
    assert not ann.is_active(day(2))
    assert representatives.represents(user.id, partner.id, day(2))
    assert [found.holds(day(2)) for found in one.grants][-1]


def test_a_wrong_entry_is_superseded_and_stays(partner, ann):
    wrong = ann.grants[0]
    with unit_of_work(partner.team_id):
        right = authority.correct_grant(wrong, MINUTE, reason="Mistyped", **WHO_AND_WHEN)
    assert [one.id for one in authority_queries.grants_of(partner.id)] == [wrong.id, right.id]
    assert (wrong.holds(TODAY), right.holds(TODAY)) == (False, True)
    assert (wrong.superseded_by_id, wrong.struck_reason) == (right.id, "Mistyped")


def test_a_grant_struck_out_leaves_what_else_was_granted(partner, ann):
    wrong = grant(partner, Receiver(ann), Said(started_on=day(-9), ended_on=day(9)))
    with unit_of_work(partner.team_id):
        authority.strike_grant(wrong, reason="Another partner was meant", **WHO_AND_WHEN)
    assert [one.holds(TODAY) for one in ann.grants] == [True, False]
    assert (ann.is_active(TODAY), ann.ended_on) == (True, None)


def test_whose_only_grant_is_struck_out_could_never_act(partner, ann):
    with unit_of_work(partner.team_id):
        user = make_representative(partner)
    speaking = representatives.all_representatives(partner.id)[0]
    with unit_of_work(partner.team_id):
        for wrong in (ann.grants[0], speaking.grants[0]):
            authority.strike_grant(wrong, reason="Another partner was meant", **WHO_AND_WHEN)
    days = [day(-999), TODAY, day(999)]
    assert not any(ann.is_active(on) for on in days)
    assert not any(representatives.represents(user.id, partner.id, on) for on in days)


def test_authority_struck_out_gives_no_capacity_and_counts_among_no_problems(partner, ann):
    with unit_of_work(partner.team_id):
        user = make_representative(partner)
    speaking = representatives.all_representatives(partner.id)[0]
    alternate = grant(partner, Receiver(representative=speaking), Said(started_on=day(-9), is_alternate=True))
    with unit_of_work(partner.team_id):
        for wrong in (speaking.grants[0], ann.grants[0]):
            authority.strike_grant(wrong, reason="Another partner was meant", **WHO_AND_WHEN)
    assert alternate.stands
    assert representatives.capacity_for(user.id, partner.id, TODAY) is Capacity.ALTERNATE
    assert [one.kind for one in authority_gaps.flags_of_team(partner.team_id, TODAY)] == kinds(partner)


def test_what_was_put_right_is_not_ended_any_more(partner, ann):
    wrong = ann.grants[0]
    with unit_of_work(partner.team_id):
        authority.correct_grant(wrong, MINUTE, reason="Mistyped", **WHO_AND_WHEN)
    with pytest.raises(RuleBroken, match="put right already"):
        end(wrong, TODAY)


def test_nobody_signs_once_the_only_authority_has_ended(partner, ann):
    end(ann.grants[0], TODAY)
    assert kinds(partner) == [FindingKind.NOBODY_SIGNS]
    assert kinds(partner, day(-1)) == [FindingKind.NOBODY_SIGNS, FindingKind.ENDS_SOON]


def test_two_representatives_are_a_doubled_voice_unless_one_is_the_alternate(team, partner):
    with unit_of_work(partner.team_id):
        make_representative(partner)
        second = make_representative(partner, name="Bo Roy")
    assert kinds(partner) == [FindingKind.VOICE_DOUBLED]
    theirs = next(one for one in authority_queries.grants_of(partner.id) if one.called == second.name)
    with unit_of_work(partner.team_id):
        alternate = Said(started_on=dt.date(2026, 1, 1), is_alternate=True)
        authority.correct_grant(theirs, alternate, reason="An alternate", **WHO_AND_WHEN)
    assert kinds(partner) == []
    assert representatives.capacity_for(second.id, partner.id, TODAY) is Capacity.ALTERNATE
    assert representatives.capacities_of(second.id, team.id, TODAY) == {partner.id: Capacity.ALTERNATE}


def test_a_representative_speaks_no_longer_than_their_authority(partner):
    with unit_of_work(partner.team_id):
        user = make_representative(partner)
    one = representatives.all_representatives(partner.id)[0]
    end(one.grants[0], TODAY)
    assert not representatives.represents(user.id, partner.id, TODAY)


def test_the_flags_of_a_team_are_those_of_its_partners_without_those_that_left(team, partner, ann):
    with unit_of_work(team.id):
        make_partner(team, "Gone", status=Status.WITHDRAWN)
        make_partner(team, "Maple Clinic")
    found = authority_gaps.flags_of_team(team.id, TODAY)
    assert [(one.partner_name, one.kind) for one in found] == [("Maple Clinic", FindingKind.NOBODY_SIGNS)]


def test_a_flag_names_whose_authority_ends(team, ann):
    end(ann.grants[0], day(5))
    named = [
        one.names for one in authority_gaps.flags_of_team(team.id, TODAY) if one.kind is FindingKind.ENDS_SOON
    ]
    assert named == [["Ann Lee"]]


# -- signing -----------------------------------------------------------------------------------------


def test_without_authority_on_the_day_nobody_signs(team, partner, ann):
    asked = ask_one(publish_policy(team), partner)
    end(ann.grants[0], TODAY)
    with pytest.raises(RuleBroken, match="lets Ann Lee sign"):
        sign(asked)


def test_the_record_states_the_authority_that_held_at_the_signing(team, partner, ann):
    grant(partner, Receiver(ann))
    signed = sign(ask_one(publish_policy(team), partner))
    end(ann.grants[1], TODAY)
    rows = dict(commitment_record._commitment_evidence(signed, team, None))
    assert rows["Authority stated"].startswith("Minute of the board: 3 May 2026, item 7; given by")


def test_what_was_signed_before_there_were_grants_states_what_was_typed_then():
    assert wording.stated({"authority": "By office"}) == "By office"
