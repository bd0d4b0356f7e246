"""What a draft fixes, what is published of it, and the day from which it is in force."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.documents.models import Version
from registry.documents.queries import documents as document_queries
from registry.documents.queries import provisions as provision_queries
from registry.documents.rules import texts
from registry.documents.rules.completeness import StillOpen
from registry.documents.rules.documents import ChangeKind, DocumentKind, Source
from registry.documents.rules.figures import Basis, Place, PlaceKind
from registry.documents.rules.provisions import DEFAULTS, ProvisionKind, Provisions
from registry.documents.services import documents, earlier_versions, provisions
from registry.errors import InvalidInput, RuleBroken
from registry.security import actors
from registry.teams.models import Team
from tests.acts import act_of
from tests.documents.builders import NOTE, OTHER_PROVISIONS
from tests.factories import (
    NOW,
    SHOWING,
    WHO_AND_WHEN,
    make_committee,
    make_draft,
    make_pdf,
    make_statement,
    make_version,
)

TODAY = NOW.date()

pytestmark = pytest.mark.usefixtures("session")


def publish(team: Team, fixed: Provisions = DEFAULTS, **more: Any) -> Version:
    with unit_of_work(team.id):
        return make_statement(team, fixed, **more)


def next_draft(version: Version) -> Version:
    with unit_of_work(version.document.team_id):
        return documents.start_next_version(version.document, **WHO_AND_WHEN)


def fix(draft: Version, **values: Any) -> None:
    fixed = document_queries.provisions_of(draft)
    assert fixed
    with unit_of_work(draft.team_id):
        provisions.set_provisions(draft, provisions=replace(fixed, **values), **WHO_AND_WHEN)


def publish_draft(draft: Version, kind: ChangeKind = ChangeKind.MATERIAL, **more: Any) -> Version:
    said = {"change_kind": kind, "change_note": NOTE, "may_be_silent": True} | more
    with unit_of_work(draft.team_id):
        return documents.publish(draft, **said, **WHO_AND_WHEN)


# -- the draft ---------------------------------------------------------------------------------------


def test_the_first_draft_offers_the_defaults(team: Team) -> None:
    with unit_of_work(team.id):
        draft = documents.start_statement(team, **WHO_AND_WHEN)
    assert document_queries.provisions_of(draft) == DEFAULTS


def test_the_first_draft_offers_what_the_team_had_set(team: Team) -> None:
    with unit_of_work(team.id):
        steering = make_committee(team)
        draft = documents.start_statement(team, **WHO_AND_WHEN)
    assert document_queries.provisions_of(draft) == replace(DEFAULTS, steering_committee=steering.id)


def test_a_draft_from_before_drafts_had_provisions_offers_them_too(team: Team) -> None:
    with unit_of_work(team.id):
        draft = documents.start_statement(team, **WHO_AND_WHEN)
        draft.provisions, draft.scheme = None, 1
    assert document_queries.text_of(draft).provisions == DEFAULTS.as_json()


def test_the_next_draft_goes_on_from_the_version_before(team: Team) -> None:
    version = publish(team, replace(DEFAULTS, conflict_days=30))
    assert document_queries.provisions_of(next_draft(version)) == document_queries.provisions_of(version)


def test_a_policy_and_an_uploaded_statement_carry_none(team: Team) -> None:
    with unit_of_work(team.id):
        policy, statement = make_draft(team), make_statement(team)
        uploaded = documents.start_next_version(statement.document, source=Source.UPLOADED, **WHO_AND_WHEN)
    for draft in (policy, uploaded):
        assert document_queries.provisions_of(draft) is None
        with pytest.raises(RuleBroken, match="entered beside it"), unit_of_work(team.id):
            provisions.set_provisions(draft, provisions=DEFAULTS, **WHO_AND_WHEN)


def test_the_text_of_a_draft_shows_what_it_fixes_at_once(team: Team) -> None:
    draft = next_draft(publish(team))
    fix(draft, conflict_days=30)
    assert "30" in document_queries.text_of(draft).fields["conflict_time_rule"]["en"]


def test_what_is_out_of_bounds_is_not_fixed(team: Team) -> None:
    draft = next_draft(publish(team))
    with pytest.raises(InvalidInput) as refused:
        fix(draft, conflict_days=366)
    assert refused.value.field == "conflict_days"


def test_only_an_open_committee_of_the_team_is_named(team: Team) -> None:
    draft = next_draft(publish(team))
    with pytest.raises(RuleBroken, match="that is open"):
        fix(draft, steering_committee=9999)


# -- publication -------------------------------------------------------------------------------------


def test_what_is_published_carries_its_provisions_in_its_fingerprint(team: Team) -> None:
    version = publish(team, replace(DEFAULTS, conflict_days=30))
    text = document_queries.text_of(version)
    assert (version.scheme, text.provisions and text.provisions["conflict_days"]) == (2, 30)
    assert version.fingerprint == texts.fingerprint_of(text)
    assert version.fingerprint != texts.fingerprint_of(replace(text, provisions=DEFAULTS.as_json()))


def test_the_words_of_what_is_fixed_are_frozen_with_it(team: Team) -> None:
    version = publish(team, replace(DEFAULTS, conflict_days=30))
    assert version.fields["conflict_days"] == {"en": "30", "fr": "30"}
    assert "30" in version.fields["conflict_time_rule"]["fr"]
    assert version.fields["steering_committee"]["en"] == "Steering Committee"


def test_a_text_that_names_the_steering_committee_needs_one(team: Team) -> None:
    draft = next_draft(publish(team))
    fix(draft, steering_committee=None)
    with pytest.raises(StillOpen, match=r"“steering_committee_rule” is blank"):
        publish_draft(draft)


def test_a_text_that_is_silent_is_published_when_a_person_says_so(team: Team) -> None:
    body = SHOWING.replace("{{ conflict_time_rule }}", "")
    silent = publish(team, body=body)
    draft = next_draft(silent)
    with pytest.raises(RuleBroken, match="may be silent") as refused:
        publish_draft(draft, may_be_silent=False)
    assert refused.value.field == "may_be_silent"
    assert provisions.silent_kinds(document_queries.text_of(draft)) == [
        ProvisionKind.CONFLICT_DAYS,
        ProvisionKind.COUNTED_FROM,
    ]


def test_a_version_that_changes_a_provision_is_material(team: Team) -> None:
    draft = next_draft(publish(team))
    fix(draft, conflict_days=30)
    with pytest.raises(RuleBroken, match="so it is material") as refused:
        publish_draft(draft, ChangeKind.EDITORIAL)
    assert refused.value.field == "change_kind"
    assert publish_draft(draft).change_kind == ChangeKind.MATERIAL


def test_a_version_that_changes_no_provision_can_be_editorial(team: Team) -> None:
    draft = next_draft(publish(team))
    assert publish_draft(draft, ChangeKind.EDITORIAL).change_kind == ChangeKind.EDITORIAL


def test_a_policy_is_published_with_neither_provisions_nor_a_day(team: Team) -> None:
    with unit_of_work(team.id):
        version = make_version(team)
    assert (version.provisions, provision_queries.in_force_from(version)) == (None, None)


# -- in force ----------------------------------------------------------------------------------------


def test_a_version_is_in_force_from_its_publication_unless_another_day_is_said(team: Team) -> None:
    first = publish(team)
    second = publish(team, in_force_from=dt.date(2027, 1, 1))
    assert provision_queries.in_force_from(first) == TODAY
    on = {day: provision_queries.version_in_force(team.id, day) for day in (TODAY, dt.date(2027, 1, 1))}
    assert on == {TODAY: first, dt.date(2027, 1, 1): second}


def test_no_version_is_in_force_before_the_first(team: Team) -> None:
    publish(team)
    yesterday = TODAY - dt.timedelta(days=1)
    assert provision_queries.version_in_force(team.id, yesterday) is None
    assert provision_queries.in_force(team.id, yesterday)[ProvisionKind.SCALE].basis is Basis.NONE_IN_FORCE


def test_of_two_from_one_day_the_later_publication_holds(team: Team) -> None:
    publish(team)
    second = publish(team)
    assert provision_queries.version_in_force(team.id, TODAY) == second


def test_the_day_can_be_set_anew_and_the_newest_word_counts(team: Team) -> None:
    publish(team)
    second = publish(team)
    with unit_of_work(team.id):
        provisions.set_in_force(second, from_on=dt.date(2027, 2, 1), **WHO_AND_WHEN)
    assert provision_queries.in_force_from(second) == dt.date(2027, 2, 1)
    assert provision_queries.version_in_force(team.id, TODAY) != second


def test_nothing_is_in_force_before_it_is_published(team: Team) -> None:
    version = publish(team)
    with pytest.raises(RuleBroken, match="before the day on which it is published"), unit_of_work(team.id):
        provisions.set_in_force(version, from_on=dt.date(2026, 11, 1), **WHO_AND_WHEN)


def test_the_same_day_again_is_no_change(team: Team) -> None:
    version = publish(team)
    with pytest.raises(RuleBroken, match="from this day already"), unit_of_work(team.id):
        provisions.set_in_force(version, from_on=TODAY, **WHO_AND_WHEN)


def test_an_agreement_of_before_is_in_force_from_its_date(team: Team) -> None:
    with unit_of_work(team.id):
        draft = documents.start_statement(team, **WHO_AND_WHEN)
        earlier = earlier_versions.import_earlier_version(
            draft.document, dated_on=dt.date(2023, 5, 1), files={"en": make_pdf()}, **WHO_AND_WHEN
        )
    assert provision_queries.version_in_force(team.id, dt.date(2023, 5, 1)) == earlier
    assert provision_queries.version_in_force(team.id, dt.date(2023, 4, 30)) is None


def with_agreement_of_before(team: Team) -> tuple[Version, Version]:
    """A Statement published here, and one of before it as a document of its own."""
    published = publish(team)
    with unit_of_work(team.id):
        earlier = earlier_versions.add_earlier_document(
            team,
            kind=DocumentKind.STATEMENT,
            titles=documents.STATEMENT_TITLES,
            dated_on=dt.date(2023, 5, 1),
            files={"en": make_pdf()},
            **WHO_AND_WHEN,
        )
    return published, earlier


def set_in_force(version: Version, day: dt.date) -> None:
    with unit_of_work(version.team_id):
        provisions.set_in_force(version, from_on=day, **WHO_AND_WHEN)


def test_an_agreement_of_before_never_takes_the_place_of_one_published_here(team: Team) -> None:
    _published, earlier = with_agreement_of_before(team)
    set_in_force(earlier, TODAY - dt.timedelta(1))
    with pytest.raises(RuleBroken, match="comes before it") as refused:
        set_in_force(earlier, TODAY)
    assert refused.value.field == "from_on"


def test_one_published_here_comes_into_force_after_every_one_of_before(team: Team) -> None:
    published, earlier = with_agreement_of_before(team)
    set_in_force(published, dt.date(2027, 3, 1))
    set_in_force(earlier, dt.date(2027, 2, 1))
    with pytest.raises(RuleBroken, match="comes after it"):
        set_in_force(published, dt.date(2027, 2, 1))
    with pytest.raises(RuleBroken, match="comes after it") as refused:
        publish_draft(next_draft(published), in_force_from=dt.date(2027, 1, 31))
    assert refused.value.field == "in_force_from"


# -- what runs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ProvisionKind)
def test_what_is_signed_is_what_runs(team: Team, kind: ProvisionKind) -> None:
    with unit_of_work(team.id):
        other = make_committee(team, name="Council", is_steering=False)
        version = make_statement(team, replace(OTHER_PROVISIONS, steering_committee=other.id))
    figure = provision_queries.in_force(team.id, TODAY)[kind]
    assert figure.value == (other.id if kind is ProvisionKind.STEERING_COMMITTEE else OTHER_PROVISIONS[kind])
    assert (figure.basis, figure.version_id, figure.number) == (Basis.SIGNED, version.id, 1)
    assert figure.place == Place(PlaceKind.SECTION, "1.1", version.sections[0].key)


def test_a_provision_that_the_text_does_not_show_runs_and_is_called_silent(team: Team) -> None:
    publish(team, replace(DEFAULTS, conflict_days=30), body="We care.")
    figure = provision_queries.in_force(team.id, TODAY)[ProvisionKind.CONFLICT_DAYS]
    assert (figure.value, figure.basis, figure.place) == (30, Basis.SILENT, None)


def test_a_later_version_moves_nothing_before_its_day(team: Team) -> None:
    publish(team, replace(DEFAULTS, conflict_days=30))
    later = act_of(actors.COMMAND, NOW + dt.timedelta(days=40))
    publish(team, replace(DEFAULTS, conflict_days=60), act=later)
    days = [
        provision_queries.in_force(team.id, TODAY + dt.timedelta(days=passed))[ProvisionKind.CONFLICT_DAYS]
        for passed in (0, 39, 40)
    ]
    assert [figure.value for figure in days] == [30, 30, 60]


def test_what_a_version_changes_is_told_with_what_ran(team: Team) -> None:
    publish(team)
    second = publish(team, replace(DEFAULTS, conflict_days=30))
    db.session.expire_all()
    (change,) = provision_queries.changes_of(second)
    assert (change.kind, change.before.value, change.after) == (ProvisionKind.CONFLICT_DAYS, 45, 30)
