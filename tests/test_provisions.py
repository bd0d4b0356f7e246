"""What is signed is what runs: each provision with a value other than the default, and the feature that works
by it; and nothing of the kind stands anywhere but in the defaults.
"""

import ast
import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from babel.messages.pofile import read_po

from registry.committees.models import Committee
from registry.committees.queries import steering_committees
from registry.conflicts.models.cases import Case
from registry.conflicts.queries import parties
from registry.conflicts.services import cases
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.models.decisions import Decision
from registry.decisions.models.votes import RecordedVote
from registry.decisions.services import votes
from registry.documents.rules.provisions import (
    DEFAULTS,
    CountedFrom,
    ExpensesBy,
    PassRule,
    ProvisionKind,
    Quorum,
    Scale,
    TierVoice,
)
from registry.teams.models import Team
from registry.teams.rules import Tier
from tests.acts import act_of
from tests.agreements import agree_on
from tests.decisions import builders as deciding
from tests.factories import NOW, by_coordinator, make_committee, make_coordinator, make_partner, make_team
from tests.withdrawals import builders as leaving

pytestmark = [
    pytest.mark.usefixtures("session", "stopped_clock"),
    pytest.mark.needs("conflicts", "decisions", "withdrawals"),
]

ROOT = Path(__file__).parents[1]
TODAY = NOW.date()


# -- each provision, and what runs by it -------------------------------------------------------------


@pytest.fixture
def team(once: Any) -> Team:
    """A team with three anchors, an associate and two committees."""

    def make() -> Team:
        with unit_of_work():
            team = make_team(slug="east")
            make_coordinator(team)
            deciding.make_partners(team, 3)
            deciding.make_partners(team, 1, tier=Tier.ASSOCIATE)
            make_committee(team)
            make_committee(team, name="Council", is_steering=False)
        return team

    made: Team = once(make)
    return made


def committees(team: Team) -> list[Committee]:
    """The steering committee as it is marked by hand, and the council."""
    query = sa.select(Committee).where(Committee.team_id == team.id)
    return list(db.session.scalars(query.order_by(Committee.id)))


def case_of(team: Team) -> Case:
    """A case raised today in the council."""
    with unit_of_work(team.id):
        return cases.raise_case(
            team,
            committee=committees(team)[1],
            named=list(parties.possible(team, TODAY).values())[-2:],
            subject="The van",
            account="Both need it.",
            act=act_of(make_coordinator(team), NOW),
        )


def decision_of(team: Team) -> Decision:
    """A decision opened today."""
    with unit_of_work(team.id):
        return deciding.open_one(team)


def vote_of(team: Team) -> RecordedVote:
    """A vote after a round without consensus, with a rule chosen only where the agreement leaves it open."""
    decision = decision_of(team)
    chosen = PassRule.MAJORITY_CAST if decision.values.pass_rule is None else None
    with unit_of_work(team.id):
        for voice in decision.voices:
            deciding.say(voice, deciding.at(6, reason="No"))
        deciding.close(decision)
        return votes.open_vote(decision, efforts="Talks", pass_rule=chosen, **by_coordinator(team))


def counted_tiers(team: Team) -> set[Tier | None]:
    """The tiers whose voices count in a decision opened today."""
    return {voice.partner.tier(TODAY) for voice in decision_of(team).counted_voices}


def first_day_of_leaving(team: Team) -> dt.date | None:
    """The first day that respects the notice, given today."""
    with unit_of_work(team.id):
        partner = make_partner(team)
    return leaving.enter(partner, given_on=TODAY).earliest


#: Associates decide, and anchors are consulted.
TURNED = {
    Tier.ANCHOR: TierVoice.CONSULTED,
    Tier.ASSOCIATE: TierVoice.DECIDES,
    Tier.OBSERVER: TierVoice.INFORMED,
}

#: Of each provision: a value other than the default, what the feature then runs by, and what shows it.
RUNS: dict[ProvisionKind, tuple[Any, Any, Callable[[Team], Any]]] = {
    ProvisionKind.VOICES: (TURNED, {Tier.ASSOCIATE}, counted_tiers),
    ProvisionKind.SCALE: (Scale.AGREEMENT, Scale.AGREEMENT, lambda team: decision_of(team).scale),
    ProvisionKind.THRESHOLD: (2, 2, lambda team: decision_of(team).threshold),
    ProvisionKind.QUORUM: (Quorum.part(2, 3), 2, lambda team: decision_of(team).quorum),
    ProvisionKind.PASS_RULE: (
        PassRule.TWO_THIRDS_ROLL,
        PassRule.TWO_THIRDS_ROLL,
        lambda team: vote_of(team).pass_rule,
    ),
    ProvisionKind.VOTE_QUORUM: (Quorum.at_least(3), 3, lambda team: vote_of(team).quorum),
    ProvisionKind.STEERING_COMMITTEE: (
        "the council",
        "Council",
        lambda team: steering_committees.committee_on(team.id, TODAY).name("en"),
    ),
    ProvisionKind.CONFLICT_DAYS: (
        30,
        TODAY + dt.timedelta(days=30),
        lambda team: case_of(team).term.due_on,
    ),
    ProvisionKind.COUNTED_FROM: (CountedFrom.ESCALATED, None, lambda team: case_of(team).term.began_on),
    ProvisionKind.EXPENSES: (ExpensesBy.TEAM, ExpensesBy.TEAM, lambda team: case_of(team).values.expenses),
    ProvisionKind.NOTICE_DAYS: (90, TODAY + dt.timedelta(days=90), first_day_of_leaving),
}


def test_every_provision_is_tried() -> None:
    assert set(RUNS) == set(ProvisionKind)


@pytest.mark.parametrize("kind", ProvisionKind)
def test_what_is_signed_is_what_runs(team: Team, kind: ProvisionKind) -> None:
    signed, runs, shown = RUNS[kind]
    by_default = shown(team)
    value = committees(team)[1].id if kind is ProvisionKind.STEERING_COMMITTEE else signed
    assert value != DEFAULTS[kind]
    agree_on(team, **{kind.value: value})
    assert shown(team) == runs != by_default


# -- and nothing of the kind stands elsewhere --------------------------------------------------------

#: What works by provisions.
FEATURES = ("committees", "conflicts", "decisions", "withdrawals")
#: The enumerations whose members are values of provisions.
VALUES = {"CountedFrom", "ExpensesBy", "PassRule", "Quorum", "QuorumKind", "Scale", "TierVoice"}
FIGURES = {DEFAULTS.conflict_days}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """The modules of the features that work by provisions."""
    for feature in FEATURES:
        for path in sorted((ROOT / "registry" / feature).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def test_no_feature_has_a_figure_of_its_own() -> None:
    found = [
        (name, node.lineno)
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in FIGURES
    ]
    assert found == []


def defaults_in(tree: ast.Module) -> Iterator[ast.expr]:
    """What stands for what was not given: in parameters, fields and columns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from [*node.args.defaults, *(one for one in node.args.kw_defaults if one)]
        elif (isinstance(node, ast.AnnAssign | ast.Assign) and node.value is not None) or (
            isinstance(node, ast.keyword) and node.arg == "default"
        ):
            yield node.value


def test_no_feature_has_a_default_of_its_own() -> None:
    found = [
        (name, value.lineno)
        for name, tree in modules()
        for value in defaults_in(tree)
        if isinstance(value, ast.Attribute)
        and isinstance(value.value, ast.Name)
        and value.value.id in VALUES | {"DEFAULTS"}
    ]
    assert found == []


def test_no_text_says_a_figure_as_if_every_team_had_it() -> None:
    catalogue = ROOT / "registry/translations/fr/LC_MESSAGES/messages.po"
    with catalogue.open("rb") as file:
        texts = [
            text
            for message in read_po(file, locale="fr")
            if message.id
            for text in (message.id if isinstance(message.id, tuple) else (message.id,))
        ]
    assert texts
    assert [text for text in texts if re.search(rf"\b{DEFAULTS.conflict_days}[ -]days?\b", text)] == []
