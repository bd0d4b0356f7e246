"""What older and uploaded agreements say: read by one person, confirmed by a second."""

from typing import Any

import pytest
import sqlalchemy as sa

from registry.accounts.models import User
from registry.audit.models import Event
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import EnteredProvision, Version
from registry.documents.queries import provisions as provision_queries
from registry.documents.rules.figures import SILENCE, Basis, Figure, Place, PlaceKind, Reading
from registry.documents.rules.provisions import PassRule, ProvisionKind, Quorum, QuorumKind, Scale, Value
from registry.documents.services import entered_provisions
from registry.errors import InvalidInput, Refused, RuleBroken
from registry.security.actors import Act
from registry.teams.models import Team
from tests.acts import act_of
from tests.factories import (
    NOW,
    make_committee,
    make_coordinator,
    make_seat,
    make_statement,
    make_statement_of_before,
    make_user,
    seat_member,
)

DAYS, NOTICE = ProvisionKind.CONFLICT_DAYS, ProvisionKind.NOTICE_DAYS
PAGE = Place(PlaceKind.PAGE, "7")
TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("session")


def by(user: User) -> Act:
    return act_of(user, NOW)


def figure(version: Version, kind: ProvisionKind = DAYS) -> Figure:
    return provision_queries.in_force(version.team_id, TODAY)[kind]


def enter(version: Version, user: User, value: Value = 30, kind: ProvisionKind = DAYS) -> EnteredProvision:
    return read(version, user, {kind: Reading(value, PAGE)})[0]


def read(version: Version, user: User, readings: dict[ProvisionKind, Reading]) -> list[EnteredProvision]:
    with unit_of_work(version.team_id):
        return entered_provisions.enter(version, readings=readings, act=by(user))


def confirm(entry: EnteredProvision, user: User) -> None:
    with unit_of_work(entry.version.team_id):
        entered_provisions.confirm(entry.version, entry_ids=[entry.id], act=by(user))


@pytest.fixture
def version(team: Team) -> Version:
    """A version of before, by which 45 days run."""
    return published(team)


def published(team: Team, **said: Any) -> Version:
    with unit_of_work(team.id):
        return make_statement_of_before(team, **said)


@pytest.fixture
def ann(team: Team) -> User:
    """A coordinator."""
    return named(team, "Ann Ng")


@pytest.fixture
def bo(team: Team) -> User:
    """Another coordinator."""
    return named(team, "Bo Roy")


def named(team: Team, name: str) -> User:
    with unit_of_work(team.id):
        return make_coordinator(team, name=name)


# -- unasked -----------------------------------------------------------------------------------------


def test_a_field_that_is_the_figure_that_runs_becomes_the_provision_unasked(version: Version) -> None:
    found = figure(version)
    assert (found.value, found.basis) == (45, Basis.COMPARED)
    assert found.place == Place(PlaceKind.SECTION, "1.1", "time")
    assert figure(version, NOTICE).basis is Basis.COMPARED


@pytest.mark.parametrize(
    ("words", "basis"),
    [
        ({"en": "45 days", "fr": "45 jours"}, Basis.COMPARED),
        ({"en": "30", "fr": "30"}, Basis.DIFFERS),
        ({"en": "45", "fr": "30"}, Basis.NOT_COMPARED),
        ({"en": "45, or less", "fr": "45 ou moins"}, Basis.NOT_COMPARED),
        ({"en": "45", "fr": ""}, Basis.NOT_COMPARED),
    ],
)
def test_other_words_in_the_field_are_not_guessed_at(team: Team, words: dict[str, str], basis: Basis) -> None:
    found = figure(published(team, fields={"conflict_days": words}))
    assert (found.value, found.basis) == (45, basis)


def test_a_field_that_no_section_shows_says_nothing(team: Team) -> None:
    assert figure(published(team, body="We care.")).basis is Basis.NOT_COMPARED


def test_all_else_runs_on_as_it_was_set(version: Version) -> None:
    found = {kind: figure(version, kind) for kind in (ProvisionKind.SCALE, ProvisionKind.QUORUM)}
    assert {one.basis for one in found.values()} == {Basis.NOT_COMPARED}
    assert [one.value for one in found.values()] == [Scale.ROUND, Quorum(QuorumKind.CHOSEN)]


# -- entered and confirmed ---------------------------------------------------------------------------


def test_what_ran_runs_on_until_a_second_person_has_confirmed(version: Version, ann: User, bo: User) -> None:
    entry = enter(version, ann)
    assert (figure(version).value, figure(version).basis) == (45, Basis.DIFFERS)
    confirm(entry, bo)
    found = figure(version)
    assert (found.value, found.basis, found.place) == (30, Basis.COMPARED, PAGE)


def test_a_figure_entered_as_it_runs_is_compared_once_it_is_confirmed(
    version: Version, ann: User, bo: User
) -> None:
    entry = enter(version, ann, Scale.ROUND, ProvisionKind.SCALE)
    assert figure(version, ProvisionKind.SCALE).basis is Basis.NOT_COMPARED
    confirm(entry, bo)
    assert figure(version, ProvisionKind.SCALE).basis is Basis.COMPARED


def test_a_silent_text_keeps_the_figure_that_ran(version: Version, ann: User, bo: User) -> None:
    (entry,) = read(version, ann, {ProvisionKind.EXPENSES: SILENCE})
    before = figure(version, ProvisionKind.EXPENSES)
    confirm(entry, bo)
    after = figure(version, ProvisionKind.EXPENSES)
    assert (before.value, before.basis) == (after.value, Basis.NOT_COMPARED)
    assert (after.basis, after.place) == (Basis.SILENT, None)


def test_a_rule_that_is_chosen_as_each_vote_opens_is_not_the_same_as_silence(
    version: Version, ann: User, bo: User
) -> None:
    confirm(enter(version, ann, PassRule.MAJORITY_CAST, ProvisionKind.PASS_RULE), bo)
    confirm(enter(version, ann, None, ProvisionKind.PASS_RULE), bo)
    found = figure(version, ProvisionKind.PASS_RULE)
    assert (found.value, found.basis) == (None, Basis.COMPARED)


def test_the_newest_entry_counts_and_older_ones_stay(version: Version, ann: User, bo: User) -> None:
    confirm(enter(version, ann, 30), bo)
    entry = enter(version, bo, 60)
    assert (figure(version).value, figure(version).basis) == (45, Basis.DIFFERS)
    confirm(entry, ann)
    assert figure(version).value == 60
    assert db.session.scalar(sa.select(sa.func.count(EnteredProvision.id))) == 2


def test_an_entry_that_was_superseded_is_confirmed_no_more(version: Version, ann: User, bo: User) -> None:
    first = enter(version, ann, 30)
    enter(version, ann, 60)
    with pytest.raises(RuleBroken, match="meanwhile"):
        confirm(first, bo)


def test_entering_the_same_again_is_no_entry(version: Version, ann: User) -> None:
    enter(version, ann)
    with pytest.raises(RuleBroken, match="Nothing new"):
        enter(version, ann)


def test_a_threshold_read_with_its_scale_must_be_one_of_it(version: Version, ann: User) -> None:
    readings = {
        ProvisionKind.SCALE: Reading(Scale.ROUND, PAGE),
        ProvisionKind.THRESHOLD: Reading(5, PAGE),
    }
    with pytest.raises(RuleBroken, match="or better"):
        read(version, ann, readings)


def test_a_threshold_that_the_scale_does_not_allow_never_runs(version: Version, ann: User, bo: User) -> None:
    confirm(enter(version, ann, 5, ProvisionKind.THRESHOLD), bo)
    assert figure(version, ProvisionKind.THRESHOLD).value == 4


@pytest.mark.parametrize(
    ("reading", "field"),
    [
        (Reading(0, PAGE), "conflict_days"),
        (Reading(30, None), "place_conflict_days"),
        (Reading(30, Place(PlaceKind.PAGE, " ")), "place_conflict_days"),
        (Reading(30, Place(PlaceKind.PAGE, "7" * 41)), "place_conflict_days"),
    ],
)
def test_what_is_entered_has_a_value_and_a_place(
    version: Version, ann: User, reading: Reading, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(version, ann, {DAYS: reading})
    assert refused.value.field == field


def test_a_version_that_carries_its_provisions_takes_no_entries(team: Team, ann: User) -> None:
    with unit_of_work(team.id):
        version = make_statement(team)
    with pytest.raises(RuleBroken, match="part of it"):
        enter(version, ann)


def test_entering_and_confirming_are_told_of(version: Version, ann: User, bo: User) -> None:
    confirm(enter(version, ann), bo)
    told = db.session.execute(
        sa.select(Event.tag, Event.details).where(Event.tag.like("provisions:%")).order_by(Event.id)
    )
    kinds = [(tag, details["provisions"]) for tag, details in told]
    assert kinds == [
        ("provisions:entered", ["conflict_days"]),
        ("provisions:confirmed", ["conflict_days"]),
    ]


# -- the second person -------------------------------------------------------------------------------


def test_nobody_confirms_their_own_entry(version: Version, ann: User, bo: User) -> None:
    entry = enter(version, ann)
    with pytest.raises(Refused):
        confirm(entry, ann)


def test_without_another_coordinator_the_chair_confirms(version: Version, team: Team, ann: User) -> None:
    with unit_of_work(team.id):
        chair = seat_member(make_seat(make_committee(team)), is_chair=True)
    entry = enter(version, ann)
    confirm(entry, chair)
    assert (entry.confirmed_as, entry.confirmed_by_id) == ("chair", chair.id)


def test_where_there_is_another_coordinator_the_chair_does_not(
    version: Version, team: Team, ann: User, bo: User
) -> None:
    with unit_of_work(team.id):
        chair = seat_member(make_seat(make_committee(team)), is_chair=True)
    entry = enter(version, ann)
    with pytest.raises(Refused):
        confirm(entry, chair)


def test_without_a_chair_an_administrator_confirms(version: Version, ann: User) -> None:
    with unit_of_work():
        administrator = make_user()
        administrator.is_administrator = True
    entry = enter(version, ann)
    confirm(entry, administrator)
    assert entry.confirmed_as == "administrator"
