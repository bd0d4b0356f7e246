"""What waits for whom, and the board in its order."""

import datetime as dt

from registry.conflicts.queries import overview, to_do
from registry.conflicts.services import settings
from registry.database.transactions import unit_of_work
from registry.documents.rules.provisions import CountedFrom
from registry.teams.queries import teams
from tests.agreements import agree_on
from tests.conflicts.builders import (
    TODAY,
    at_steering,
    bring_in,
    close,
    confirm,
    decide,
    escalate,
    extend_to,
    raise_one,
    recuse,
    say,
    spend,
)
from tests.factories import NOW, WHO_AND_WHEN, make_reader

EXTENSION = "An extension is proposed: say yes or no"
SHARE = "Confirm your share of an expense"
DECISION = "A case waits for its final decision"


def lines(cast, user, on=TODAY):
    """What waits for a person, and for whom they wait."""
    person, role = teams.person_in(cast.team.id, user)
    return list(to_do.lines(person, cast.team, role, on))


def asked(cast, user, on=TODAY):
    """What waits for a person."""
    return [line.title for line in lines(cast, user, on) if not line.others]


def test_an_unanswered_extension_waits_for_each_party(cast):
    proposal = extend_to(raise_one(cast), cast.coordinator)
    say(proposal, cast.for_maple, party=1)
    assert asked(cast, cast.for_riverside) == [EXTENSION]
    assert asked(cast, cast.for_maple) == []


def test_an_unconfirmed_share_waits_for_who_pays_even_when_the_case_is_closed(cast):
    case = raise_one(cast)
    share = spend(case, cast.coordinator, {1: 100}).shares[0]
    close(case, cast.coordinator)
    assert asked(cast, cast.for_maple) == [SHARE]
    confirm(share, cast.for_maple)
    assert asked(cast, cast.for_maple) == []


def test_a_case_at_the_steering_committee_waits_for_its_chair(cast):
    case = raise_one(cast)
    assert asked(cast, cast.chair) == []
    escalate(case, cast.coordinator)
    assert asked(cast, cast.chair) == [DECISION]
    decide(case, cast.chair)
    assert asked(cast, cast.chair) == []


def test_nothing_waits_for_the_chair_while_a_mediator_has_the_case(cast):
    bring_in(at_steering(cast), cast.chair)
    assert asked(cast, cast.chair) == []


def test_a_case_over_its_last_day_waits_for_the_coordinator(cast):
    case = at_steering(cast)
    on = case.term.due_on + dt.timedelta(days=1)
    assert asked(cast, cast.coordinator, on) == ["A case is over its last day"]


def test_nothing_waits_for_a_recused_chair(cast):
    recuse(at_steering(cast), cast.chair)
    assert asked(cast, cast.chair) == []


def test_the_coordinator_reads_for_whom_the_cases_wait(cast):
    case = raise_one(cast)
    extend_to(case, cast.coordinator)
    [one] = [line for line in lines(cast, cast.coordinator) if line.others]
    assert one.title == f"{case.title}: Answer to the extension proposed"
    assert one.others == ("Riverside Hospital", "Maple Clinic")
    assert (one.endpoint, one.values) == ("conflicts.show", {"team": "east", "case_id": case.id})
    assert not any(line.others for line in lines(cast, cast.for_maple))


def words(case):
    """What a case waits for."""
    return [(one.words, one.names) for one in to_do.waiting_for(case, TODAY)]


def test_each_stage_waits_for_something(cast):
    case = raise_one(cast)
    assert words(case) == [("Settlement, or the steering committee", ("Data Group",))]
    escalate(case, cast.coordinator)
    assert words(case) == [("Decision of the steering committee", ("Chai Cho",))]
    bring_in(case, cast.chair)
    assert words(case) == [("Facilitation or mediation", ("Ines Ito",))]


def test_the_board_shows_what_is_over_first_then_the_fewest_days_left(cast):
    for days in (3, 50, 44):
        at_steering(cast, raised_on=TODAY - dt.timedelta(days=days))
    board = overview.board_for(cast.chair, cast.team, TODAY)
    assert [row.standing.days_left for row in board.rows] == [-5, 1, 42]
    assert board.overdue == 1


def test_the_board_asks_as_often_for_one_case_as_for_ten(cast, client, count_queries):
    at_steering(cast)
    client.sign_in(cast.chair)
    with count_queries() as few:
        client.get("/teams/east/conflicts")
    [at_steering(cast) for _case in range(4)]
    with count_queries() as many:
        client.get("/teams/east/conflicts")
    assert len(many.selects) == len(few.selects)


def test_others_learn_that_a_case_exists_only_where_the_team_says_so(cast):
    raise_one(cast)
    with unit_of_work(cast.team.id):
        reader = make_reader(cast.team)
    assert overview.board_for(reader, cast.team, TODAY).others == 0
    set_up(cast, shows_existence=True)
    board = overview.board_for(reader, cast.team, TODAY)
    assert (board.others, board.rows) == (1, [])


def test_an_agreement_can_count_from_the_day_of_escalation(cast):
    agree_on(cast.team, counted_from=CountedFrom.ESCALATED)
    case = raise_one(cast)
    assert case.term.due_on is None
    escalate(case, cast.coordinator, now=NOW + dt.timedelta(days=10))
    assert (case.term.began_on, case.term.due_on) == (
        TODAY + dt.timedelta(days=10),
        TODAY + dt.timedelta(days=55),
    )


def set_up(cast, **said):
    """How the team handles conflicts."""
    with unit_of_work(cast.team.id):
        settings.set_up(cast.team, **said, **WHO_AND_WHEN)
