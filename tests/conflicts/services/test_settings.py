"""How a team handles its conflicts: as usual until it is said, and told in the trail without its words."""

import pytest

from registry.audit import queries as audit_queries
from registry.conflicts.queries import cases
from registry.conflicts.rules.cases import REASON_LENGTH
from registry.conflicts.rules.events import CaseEvent
from registry.conflicts.services import settings
from registry.database.transactions import unit_of_work
from registry.documents.rules.provisions import CountedFrom as ClockStart
from registry.errors import InvalidInput
from tests.acts import act_of
from tests.conflicts.builders import raise_one
from tests.factories import NOW


def set_up(cast, **said):
    usual = {"clock_start": ClockStart.ESCALATED, "shows_existence": True}
    with unit_of_work(cast.team.id):
        return settings.set_up(cast.team, **(usual | said), act=act_of(cast.coordinator, NOW))


def test_a_team_that_has_said_nothing_counts_from_the_raising_and_tells_nobody(cast):
    setting = cases.setting_of(cast.team.id)
    assert (setting.clock_start, setting.shows_existence, setting.sharing("en")) == (
        ClockStart.RAISED,
        False,
        "",
    )


def test_what_is_said_is_kept_and_its_words_stay_out_of_the_trail(cast):
    set_up(cast, sharing_en="  In equal parts ", sharing_fr="À parts égales")
    setting = cases.setting_of(cast.team.id)
    assert (setting.clock_start, setting.shows_existence) == (ClockStart.ESCALATED, True)
    assert (setting.sharing("en"), setting.sharing("fr")) == ("In equal parts", "À parts égales")
    event = audit_queries.events_about(cast.team.id, ("team", cast.team.id))[0]
    assert (event.tag, event.details) == (
        CaseEvent.CONFLICTS_SET_UP,
        {"clock_start": "escalated", "shows_existence": True},
    )


def test_cases_under_way_keep_the_term_they_have(cast):
    case = raise_one(cast)
    due_on = case.term.due_on
    set_up(cast)
    assert (case.term.due_on, raise_one(cast).term.due_on) == (due_on, None)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_that_are_too_long_are_refused_and_nothing_changes(cast, language):
    set_up(cast, sharing_en="x" * REASON_LENGTH)
    with pytest.raises(InvalidInput, match="at most 5000 characters") as refused:
        set_up(cast, **{f"sharing_{language}": "x" * (REASON_LENGTH + 1), "shows_existence": False})
    assert refused.value.field == "sharing_en"
    assert cases.setting_of(cast.team.id).shows_existence
