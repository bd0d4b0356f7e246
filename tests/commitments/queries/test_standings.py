"""Standings read from the database: what newer versions make of them, and how few SELECTs a board takes."""

import pytest
import sqlalchemy as sa

from registry.commitments.models import Commitment, SigningRequest
from registry.commitments.rules.standings import Standing
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.hooks import signers_of
from registry.documents.rules.documents import ChangeKind
from registry.partners.models.people import Signatory
from registry.partners.rules.partners import Status
from registry.teams.rules import Tier
from tests.commitments.builders import (
    TODAY,
    acknowledge,
    add_partner,
    ask_one,
    day,
    let_lapse,
    publish_next,
    publish_policy,
    set_status,
    sign,
    where,
)
from tests.crowds import fill, scans_of, take_stock
from tests.factories import NOW, make_reader, make_team

BOARD = "/teams/east/documents/privacy-policy/versions/1/standing"
BUDGET = 6  # SELECTs
FEW, MANY, FEW_MORE = range(1, 11), range(1, 10_001), range(10_001, 10_011)
PAGES = [f"{BOARD}?after=5", f"{BOARD}?only=current", f"{BOARD}?only=outstanding", BOARD]

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def selects(team, client, count_queries):
    """Counts the SELECTs of a page for a reader of the team."""
    with unit_of_work():
        client.sign_in(make_reader(team))

    def count(address):
        with count_queries() as counted:
            assert client.get(address).status_code == 200
        return len(counted.selects)

    return count


def answer(version, numbers):
    """Every other partner signed; the rest are asked."""
    people = {row[0]: row[1] for row in db.session.execute(sa.select(Signatory.partner_id, Signatory.id))}
    shared = {"version_id": version.id, "tier": "anchor"}
    signed = [
        shared
        | {"partner_id": number, "slot": 1, "method": "paper", "partner_name": "service", "language": "en"}
        | {"signatory_name": "Ann Lee", "signatory_title": "Director", "signed_on": TODAY, "recorded_at": NOW}
        for number in numbers[::2]
    ]
    asked = [
        shared
        | {"partner_id": number, "signatory_id": people[number], "requirement": "signs", "state": "open"}
        | {"asked_at": NOW, "expires_at": NOW}
        for number in numbers[1::2]
    ]
    with unit_of_work(version.document.team_id):
        db.session.execute(sa.insert(Commitment), signed)
        db.session.execute(sa.insert(SigningRequest), asked)


# -- newer versions ----------------------------------------------------------------------------------


def test_an_acknowledgement_carries_over_an_editorial_version_too(team, version):
    observer = add_partner(team, tier=Tier.OBSERVER)
    acknowledge(ask_one(version, observer))
    assert where(observer, publish_next(version, ChangeKind.EDITORIAL)) is Standing.ACKNOWLEDGED


def test_a_withdrawn_partner_stands_withdrawn_whatever_it_signed(version, partner, signed):
    set_status(partner, Status.WITHDRAWN, day(1))
    assert where(partner, version) is Standing.CURRENT
    assert where(partner, version, day(1)) is Standing.WITHDRAWN


# -- whom a version bound on a day -------------------------------------------------------------------


def test_a_version_binds_who_has_signed_it_from_that_day_on(version, partner, signed):
    assert [signers_of(version, day(which)) for which in (-1, 0)] == [frozenset(), {partner.id}]


def test_a_signature_binds_to_an_editorial_version_and_not_to_a_material_one(version, partner, signed):
    editorial = publish_next(version, ChangeKind.EDITORIAL)
    assert signers_of(editorial, TODAY) == {partner.id}
    assert signers_of(publish_next(editorial, ChangeKind.MATERIAL), TODAY) == frozenset()


def test_who_has_given_one_of_two_signatures_is_not_bound_yet(team, version):
    two = add_partner(team, people=2, signatures_needed=2)
    sign(ask_one(version, two))
    assert signers_of(version, TODAY) == frozenset()


def test_who_acknowledged_or_has_lapsed_is_not_bound(team, version, partner, signed):
    acknowledge(ask_one(version, add_partner(team, "Birch", tier=Tier.OBSERVER)))
    let_lapse(partner, version, effective_on=day(2))
    assert [signers_of(version, day(which)) for which in (1, 2)] == [{partner.id}, frozenset()]


# -- how few SELECTs ---------------------------------------------------------------------------------


def test_the_standing_board_takes_few_selects_and_as_many_for_ten_as_for_ten_thousand(team, version, selects):
    fill(team, FEW)
    answer(version, FEW)
    for_few = [selects(page) for page in PAGES]
    rest = MANY[len(FEW) :]
    fill(team, rest)
    answer(version, rest)
    take_stock()
    assert [selects(page) for page in PAGES] == for_few
    assert max(for_few) <= BUDGET


def test_the_standing_board_shows_a_page_at_a_time(team, version, client, selects):
    fill(team, MANY)
    page = client.get(BOARD).text
    assert page.count('<th scope="row"') == 50
    assert "after=50" in page


@pytest.fixture
def neighbour(team, version, client):
    """A team of ten beside one of ten thousand, on whose policy as many signed or were asked."""
    with unit_of_work():
        crowd = make_team()
        client.sign_in(make_reader(team))
    fill(crowd, MANY)
    answer(publish_policy(crowd), MANY)
    fill(team, FEW_MORE)
    answer(version, FEW_MORE)
    take_stock()


def test_the_standing_board_reads_no_table_that_other_teams_fill(neighbour, client, count_queries):
    with count_queries() as counted:
        answers = [client.get(page).status_code for page in PAGES]
    assert set(answers) == {200}
    assert len(counted.selects) > len(PAGES)
    assert scans_of(counted, Commitment, SigningRequest) == []
