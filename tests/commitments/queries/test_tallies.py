"""What is counted by kinds of partners, beside the plain way: every partner read and judged."""

import datetime as dt
import random
from collections import Counter

import pytest
import sqlalchemy as sa

from registry.commitments.models import Commitment, Lapse, SigningRequest
from registry.commitments.queries import overview, stages, standings, tallies
from registry.commitments.queries import requests as request_queries
from registry.commitments.rules.standings import Standing, counts
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.rules.documents import ChangeKind
from registry.documents.services import stages as stage_services
from registry.pages.queries import unreached
from registry.partners.models.partners import StatusChange, TierChange
from registry.partners.models.people import Signatory
from registry.partners.queries.register import kinds_of, roll_of
from registry.partners.rules.partners import Status
from registry.teams.rules import Tier
from tests.commitments.builders import publish_next, publish_policy
from tests.factories import NOW, WHO_AND_WHEN, make_partner, make_representative, make_signatory

TODAY = NOW.date()
DAYS = [TODAY + dt.timedelta(days) for days in (-200, -90, -1, 0, 1, 40)]
TEAMS = range(8)
PARTNERS = 25

pytestmark = [pytest.mark.usefixtures("session", "stopped_clock"), pytest.mark.parametrize("number", TEAMS)]


@pytest.fixture
def chance(number):
    """Another choice for each team."""
    return random.Random(number)  # noqa: S311  # nothing secret


@pytest.fixture
def versions(team, chance):
    """The newest versions of two documents of the stage; partners that did this and that about them."""
    with unit_of_work(team.id):
        names = {"en": "Readiness", "fr": "Préparation"}
        stage = stage_services.add_stage(team, names=names, from_on=DAYS[0], **WHO_AND_WHEN)
        partners = [_partner(team, chance) for _number in range(PARTNERS)]
    chains = [[publish_policy(team)], [publish_policy(team)]]
    for chain in chains:
        chain.extend(publish_next(chain[-1], kind) for kind in chance.choices(list(ChangeKind)[-2:], k=2))
    with unit_of_work(team.id):
        for chain in chains:
            chain[-1].document.stage = stage
            chain[-1].document.joined_before = chance.choice([None, *DAYS])
            for partner in chance.sample(partners, PARTNERS // 2):
                _act(chain, partner, chance)
    return [chain[-1] for chain in chains]


def _partner(team, chance):
    """A partner with spells of tiers and statuses, of which some were struck out; reached or not."""
    given = {"signatures_needed": chance.choice([1, 1, 2]), "effective_on": chance.choice(DAYS)}
    partner = make_partner(team, tier=chance.choice([*Tier, None]), **given)
    for model, said in ((TierChange, ["", *Tier]), (StatusChange, list(Status)[:-1])):
        for _time in range(chance.choice([0, 0, 1, 2])):
            change = model(partner_id=partner.id, effective_on=chance.choice(DAYS), recorded_at=NOW)
            setattr(change, "tier" if model is TierChange else "status", chance.choice(said))
            change.struck_at = chance.choice([None, None, NOW])
            db.session.add(change)
    for _person in range(chance.choice([1, 1, 2])):
        person = make_signatory(partner, email=chance.choice(["", "a@example.org"]))
        person.ended_on = chance.choice([None, None, *DAYS])
    if chance.random() < 0.3:
        make_representative(partner).disabled_at = chance.choice([None, None, NOW])
    if chance.random() < 0.1:
        partner.struck_at = NOW
    db.session.flush()
    return partner


def _act(chain, partner, chance):
    """What a partner did about some versions of a document: asked, signed, acknowledged, lapsed."""
    said = {"partner_id": partner.id, "tier": "anchor"}
    for version in chance.sample(chain, chance.choice([1, 1, 2])):
        on_version = said | {"version_id": version.id}
        signatory = db.session.scalars(sa.select(Signatory).where(Signatory.partner_id == partner.id)).first()
        if chance.random() < 0.7:
            asked = {"requirement": "signs", "state": chance.choice(["open", "declined", "closed", "signed"])}
            asked |= {"signatory_id": signatory.id, "board_until": chance.choice([None, *DAYS])}
            db.session.add(SigningRequest(asked_at=NOW, expires_at=NOW, **on_version, **asked))
        if chance.random() < 0.6:
            signed = {"method": chance.choice(["paper", "acknowledged"]), "signed_on": chance.choice(DAYS)}
            named = {"partner_name": "It", "signatory_name": "Ann", "signatory_title": "", "language": "en"}
            shared = {"slot": 1, "recorded_at": NOW, "struck_at": chance.choice([None, None, NOW])}
            db.session.add(Commitment(**on_version, **signed, **named, **shared))
    if chance.random() < 0.2:
        days = {"effective_on": chance.choice(DAYS[:3]), "ended_on": chance.choice([None, *DAYS[3:]])}
        db.session.add(
            Lapse(document_id=chain[0].document_id, partner_id=partner.id, decided_at=NOW, reason="", **days)
        )


def test_kinds_are_those_of_the_roll(team, versions):
    for on in DAYS:
        alike = [row.kind for row in roll_of(team.id, on)]
        assert kinds_of(team.id, on, with_days=True) == Counter(alike)
        without = (kind._replace(joined_on=None) for kind in alike)
        assert kinds_of(team.id, on, with_days=False) == Counter(without)


def test_standings_are_counted_as_they_stand_partner_by_partner(versions):
    seen = set()
    for version in versions:
        for on in DAYS:
            plain = list(standings.of_team(version, on).values())
            assert overview.progress_on(version, on).counts == counts(plain)
            seen.update(plain)
    assert {Standing.OUTSTANDING, Standing.NOT_ASKED, Standing.TIER_NOT_SET} <= seen


def test_who_is_missing_at_the_stage_is_counted_as_they_are_listed(team, versions):
    for on in DAYS:
        plain, counted = stages.stage_standing(team.id, on), stages.missing_at_stage(team.id, on)
        assert counted == (plain.stage, len(plain.missing))


def test_who_is_to_be_invited_is_counted_as_the_plan_lists_them(team, versions):
    for version in versions:
        for on in DAYS:
            plan = overview.invitation_plan(version, request_queries.partners_of_team(team.id), on)
            wanted = [*plan.to_invite, *plan.without_signatory, *plan.unwritten_schedule]
            assert tallies.wanted_on(version, on) == len(wanted)


def test_those_whom_nobody_reaches_are_counted_and_named_as_they_are_listed(team, versions):
    for on in DAYS:
        every = unreached.unreached_of(team, on)
        names = [row.name for row in (*every.unrepresented, *every.silent)]
        found = unreached._first_partners(team.id, on)
        assert (found.count, found.names) == (len(names), names[: unreached.MOST_NAMES])
