"""Agreements that were made before the registry."""

import datetime as dt

import pytest

from registry.database.transactions import unit_of_work
from registry.documents.models import Document, Version
from registry.documents.queries import provisions
from registry.documents.queries.provisions import version_in_force
from registry.documents.rules.documents import ChangeKind, DocumentKind
from registry.documents.rules.figures import Basis
from registry.documents.services import documents, earlier_versions, scopes
from registry.errors import RuleBroken
from registry.teams.models import Team
from tests.documents.builders import publish
from tests.factories import NOW, WHO_AND_WHEN, make_pdf, make_statement

NOTE = {"en": "Shorter.", "fr": "Plus court."}

pytestmark = pytest.mark.usefixtures("session")


def import_earlier(document: Document, year: int, language: str = "en") -> Version:
    with unit_of_work(document.team_id):
        return earlier_versions.import_earlier_version(
            document,
            dated_on=dt.date(year, 5, 1),
            files={language: make_pdf(str(year))},
            **WHO_AND_WHEN,
        )


def test_earlier_agreements_come_before_the_draft(draft: Version) -> None:
    found = [import_earlier(draft.document, year) for year in (2021, 2023)]
    assert [(version.number, version.change_kind) for version in found] == [(1, "first"), (2, "material")]
    assert draft.number == 3
    assert publish(draft, ChangeKind.MATERIAL).number == 3


def test_an_earlier_agreement_is_published_with_its_date_in_its_language(draft: Version) -> None:
    version = import_earlier(draft.document, 2021, "fr")
    assert (version.is_published, version.dated_on, version.languages) == (True, dt.date(2021, 5, 1), ["fr"])
    assert len(version.fingerprint) == 64


def test_an_earlier_agreement_cannot_follow_what_was_published_here(published: Version) -> None:
    with pytest.raises(RuleBroken, match="document of its own"):
        import_earlier(published.document, 2021)


def test_a_statement_written_after_an_uploaded_one_begins_with_the_shipped_text(team: Team) -> None:
    with unit_of_work(team.id):
        document = documents.add_document(
            team,
            kind=DocumentKind.STATEMENT,
            titles=documents.STATEMENT_TITLES,
            requirements={"anchor": "signs"},
            slug="statement",
            **WHO_AND_WHEN,
        )
    import_earlier(document, 2021)
    with unit_of_work(team.id):
        draft = documents.start_statement(team, **WHO_AND_WHEN)
    assert draft.number == 2
    assert len(draft.sections) > 20


def test_a_date_in_the_future_is_no_earlier_agreement(draft: Version) -> None:
    with pytest.raises(RuleBroken, match="date in the past"):
        import_earlier(draft.document, NOW.year + 1)


def add_document(team: Team, day: dt.date, kind: DocumentKind = DocumentKind.STATEMENT) -> Version:
    with unit_of_work(team.id):
        return earlier_versions.add_earlier_document(
            team,
            kind=kind,
            titles={"en": "Agreement of before", "fr": "Entente d’avant"},
            dated_on=day,
            files={"en": make_pdf("before")},
            **WHO_AND_WHEN,
        )


def test_what_ran_in_a_team_runs_on_by_an_earlier_agreement_until_it_is_compared(team: Team) -> None:
    ran = provisions.in_force(team.id, NOW.date())
    version = add_document(team, dt.date(2021, 5, 1))
    found = provisions.in_force(team.id, NOW.date())
    assert (found.version_id, found.values) == (version.id, ran.values)
    assert {figure.basis for figure in found.figures.values()} == {Basis.NOT_COMPARED}


def test_what_a_team_signed_before_it_had_a_statement_is_version_1_of_it(team: Team) -> None:
    version = add_document(team, dt.date(2021, 5, 1))
    assert (version.document.slug, version.number) == ("statement", 1)
    assert not version.is_asked_of_nobody
    with unit_of_work(team.id):
        assert documents.start_statement(team, **WHO_AND_WHEN).number == 2


def test_after_a_published_version_it_is_a_document_of_its_own_and_in_force_until_then(team: Team) -> None:
    with unit_of_work(team.id):
        published = make_statement(team)
    version = add_document(team, dt.date(2021, 5, 1))
    assert version.document != published.document
    assert (version.document.dated_on, version.is_asked_of_nobody) == (dt.date(2021, 5, 1), True)
    assert version_in_force(team.id, dt.date(2022, 1, 1)) == version
    assert version_in_force(team.id, NOW.date()) == published


def test_a_statement_of_before_never_takes_the_place_of_one_published_here(team: Team) -> None:
    with unit_of_work(team.id):
        make_statement(team, in_force_from=NOW.date())
    with pytest.raises(RuleBroken, match="comes before it"):
        add_document(team, NOW.date())


def test_an_agreement_of_before_that_nobody_is_asked_to_sign_has_no_next_version(team: Team) -> None:
    with unit_of_work(team.id):
        make_statement(team)
    version = add_document(team, dt.date(2021, 5, 1))
    with pytest.raises(RuleBroken, match="asked of nobody"), unit_of_work(team.id):
        documents.start_next_version(version.document, **WHO_AND_WHEN)


def test_nothing_is_added_to_a_retired_document(draft: Version) -> None:
    import_earlier(draft.document, 2021)
    with unit_of_work(draft.team_id):
        scopes.retire(draft.document, **WHO_AND_WHEN)
    with pytest.raises(RuleBroken, match="retired"):
        import_earlier(draft.document, 2022)


def test_a_second_agreement_of_before_in_the_same_document_keeps_to_the_order(team: Team) -> None:
    with unit_of_work(team.id):
        make_statement(team, in_force_from=NOW.date())
    own = add_document(team, dt.date(2021, 5, 1))
    with pytest.raises(RuleBroken, match="comes before it") as refused, unit_of_work(team.id):
        earlier_versions.import_earlier_version(
            own.document, dated_on=NOW.date(), files={"en": make_pdf("late")}, **WHO_AND_WHEN
        )
    assert refused.value.field == "dated_on"
