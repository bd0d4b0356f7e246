"""Documents are dated, retired, asked again, and asked only of some partners."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from registry.commitments.models import SigningRequest
from registry.commitments.queries import requests as request_queries
from registry.commitments.queries import stages as stage_standings
from registry.commitments.queries import standings
from registry.commitments.rules.standings import Standing
from registry.commitments.services import lapses, paper_signatures, requests
from registry.commitments.services.paper_signatures import SignedLine
from registry.database.transactions import unit_of_work
from registry.documents.models import Document, Version
from registry.documents.rules.documents import ChangeKind
from registry.documents.services import documents, scopes, stages
from registry.errors import NotFound, RuleBroken
from registry.partners.models.partners import Partner
from registry.partners.queries.register import roll_of
from registry.security.actors import Act
from registry.signing.rules.requests import RequestState
from registry.signing.services import requests as signing_requests
from registry.teams.models import Team
from tests.documents.builders import publish
from tests.factories import WHO_AND_WHEN, make_partner, make_signatory, make_team, make_version

TODAY = dt.date(2026, 11, 24)
ON_PAPER: Any = {"name": "Ann Lee", "title": "Director", "signed_on": TODAY}
MIDSUMMER = dt.date(2026, 6, 21)

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")


@pytest.fixture
def version(team: Team) -> Version:
    with unit_of_work(team.id):
        return make_version(team)


def partner_since(team: Team, day: dt.date) -> Partner:
    with unit_of_work(team.id):
        partner = make_partner(team, effective_on=day)
        make_signatory(partner)
        return partner


def invite(version: Version) -> requests.Invited:
    with unit_of_work(version.team_id):
        return requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)


def change(document: Document, *, joined_before: dt.date | None = None, stage_id: int | None = None) -> None:
    with unit_of_work(document.team_id):
        scopes.change_scope(
            document, dated_on=None, joined_before=joined_before, stage_id=stage_id, **WHO_AND_WHEN
        )


def standing(version: Version, partner: Partner) -> Standing:
    return standings.of_roll(version, roll_of(version.team_id, TODAY), TODAY)[partner.id]


def test_a_retired_document_closes_its_requests_and_is_asked_of_nobody(team: Team, version: Version) -> None:
    partner = partner_since(team, dt.date(2026, 1, 1))
    [request] = invite(version).requests
    with unit_of_work(team.id):
        scopes.retire(version.document, **WHO_AND_WHEN)
    assert request.state == RequestState.CLOSED
    assert standing(version, partner) is Standing.NOT_ASKED
    with pytest.raises(RuleBroken, match="retired"):
        invite(version)
    with pytest.raises(RuleBroken, match="retired"), unit_of_work(team.id):
        documents.start_next_version(version.document, **WHO_AND_WHEN)


ACTS_ON_RETIRED: dict[str, Callable[[Version, Partner], object]] = {
    "invite all": lambda version, _: requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN),
    "ask one": lambda version, partner: requests.ask(
        version, partner.signatories[0], due_on=None, **WHO_AND_WHEN
    ),
    "remind": lambda version, _: requests.remind_now(version, **WHO_AND_WHEN),
    "paper": lambda version, partner: paper_signatures.enter_paper_signature(
        version, partner, **ON_PAPER, language="en", scan="0" * 64, **WHO_AND_WHEN
    ),
    "sheet": lambda version, partner: paper_signatures.enter_signed_sheet(
        version, [SignedLine(partner, **ON_PAPER, key="1")], language="en", scan="0" * 64, **WHO_AND_WHEN
    ),
    "lapse": lambda version, partner: lapses.let_lapse(
        partner, version.document, effective_on=TODAY, reason="Moved", **WHO_AND_WHEN
    ),
    "next version": lambda version, _: documents.start_next_version(version.document, **WHO_AND_WHEN),
    "retire": lambda version, _: scopes.retire(version.document, **WHO_AND_WHEN),
}


@pytest.mark.parametrize("act", ACTS_ON_RETIRED)
def test_every_act_on_a_retired_document_is_refused_in_words(team: Team, version: Version, act: str) -> None:
    partner = partner_since(team, dt.date(2026, 1, 1))
    with unit_of_work(team.id):
        scopes.retire(version.document, **WHO_AND_WHEN)
    with pytest.raises(RuleBroken, match="retired: it is no longer asked"), unit_of_work(team.id):
        ACTS_ON_RETIRED[act](version, partner)


@pytest.mark.parametrize(
    "act",
    [
        lambda request, act: signing_requests.resend(request, act=act),
        lambda request, act: signing_requests.renew(request, act=act),
        lambda request, act: signing_requests.check_answerable(request, act.at),
    ],
)
def test_an_open_link_to_a_retired_document_is_closed(
    team: Team, version: Version, act: Callable[[SigningRequest, Act], None]
) -> None:
    partner_since(team, dt.date(2026, 1, 1))
    [request] = invite(version).requests
    with unit_of_work(team.id):
        scopes.retire(version.document, **WHO_AND_WHEN)
    with pytest.raises(RuleBroken, match="closed"):
        act(request, WHO_AND_WHEN["act"])


def test_a_draft_of_a_retired_document_waits_until_it_is_asked_again(team: Team, version: Version) -> None:
    with unit_of_work(team.id):
        draft = documents.start_next_version(version.document, **WHO_AND_WHEN)
        scopes.retire(version.document, **WHO_AND_WHEN)
    with pytest.raises(RuleBroken, match="retired"):
        publish(draft, ChangeKind.MATERIAL)
    with unit_of_work(team.id):
        scopes.ask_again(version.document, **WHO_AND_WHEN)
    assert publish(draft, ChangeKind.MATERIAL).is_published


def test_who_signed_a_retired_document_before_the_registry_can_still_be_entered(
    team: Team, version: Version
) -> None:
    partner = partner_since(team, dt.date(2026, 1, 1))
    with unit_of_work(team.id):
        scopes.retire(version.document, **WHO_AND_WHEN)
        paper_signatures.enter_earlier_signature(version, partner, **ON_PAPER, **WHO_AND_WHEN)
    assert standing(version, partner) is Standing.CURRENT


def test_a_retired_document_can_be_asked_again(team: Team, version: Version) -> None:
    partner = partner_since(team, dt.date(2026, 1, 1))
    with unit_of_work(team.id):
        scopes.retire(version.document, **WHO_AND_WHEN)
    with unit_of_work(team.id):
        scopes.ask_again(version.document, **WHO_AND_WHEN)
    assert standing(version, partner) is Standing.OUTSTANDING
    assert request_queries.open_requests(version_id=version.id) == []
    assert len(invite(version).requests) == 1


def test_only_who_joined_before_the_day_is_asked(team: Team, version: Version) -> None:
    early, late = partner_since(team, dt.date(2026, 1, 1)), partner_since(team, MIDSUMMER)
    change(version.document, joined_before=MIDSUMMER)
    assert standing(version, late) is Standing.NOT_ASKED
    assert [request.partner_id for request in invite(version).requests] == [early.id]
    with pytest.raises(RuleBroken, match="joined before"), unit_of_work(team.id):
        requests.ask(version, late.signatories[0], due_on=None, **WHO_AND_WHEN)


def test_the_stage_of_another_team_is_not_found(version: Version) -> None:
    with unit_of_work():
        other = make_team(slug="west")
        stage = stages.add_stage(other, names={"en": "A", "fr": "A"}, from_on=None, **WHO_AND_WHEN)
    with pytest.raises(NotFound):
        change(version.document, stage_id=stage.id)


def test_standing_shows_who_has_not_signed_what_the_present_stage_asks_for(
    team: Team, version: Version
) -> None:
    partner = partner_since(team, dt.date(2026, 1, 1))
    with unit_of_work(team.id):
        stage = stages.add_stage(
            team, names={"en": "Readiness", "fr": "Préparation"}, from_on=MIDSUMMER, **WHO_AND_WHEN
        )
    change(version.document, stage_id=stage.id)
    found = stage_standings.stage_standing(team.id, TODAY)
    assert found is not None
    assert [(row.id, [one.version for one in missing]) for row, missing in found.missing] == [
        (partner.id, [version])
    ]
    with unit_of_work(team.id):
        scopes.retire(version.document, **WHO_AND_WHEN)
    after = stage_standings.stage_standing(team.id, TODAY)
    assert after is not None
    assert (after.asked, after.missing) == ([], [])
    assert stage_standings.stage_standing(team.id, MIDSUMMER - dt.timedelta(1)) is None
