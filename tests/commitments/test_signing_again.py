"""What changed since the version an organization signed, on the page where it is asked to sign again."""

import datetime as dt
import re

import pytest

from registry.database.transactions import unit_of_work
from registry.documents.rules.documents import ChangeKind
from registry.documents.services import documents, drafts, earlier_versions
from registry.teams.rules import Tier
from tests.commitments.making import (
    acknowledge,
    add_partner,
    ask_one,
    change,
    enter_paper,
    publish_next,
    sign,
)
from tests.factories import WHO_AND_WHEN, make_draft, make_pdf

pytestmark = pytest.mark.usefixtures("session", "stopped_clock")

SINCE = "What changed since version {}, which your organization signed"
NOTE = {"en": "For anchors.", "fr": "Pour les chefs de file."}


@pytest.fixture
def changes(client, address):
    """What the page of a request says has changed: its summary and its words; None where it says nothing."""

    def of(request, language="en"):
        page = client.get(f"{address(request)}?language={language}").text
        found = re.search(r"<details.*?</details>", page, re.DOTALL)
        return found and " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())

    return of


def publish_clause_for_anchors(version):
    """The next version, with a clause that anchors alone read."""
    with unit_of_work(version.document.team_id):
        draft = documents.start_next_version(version.document, **WHO_AND_WHEN)
        drafts.add_section(
            draft,
            part=draft.sections[0].part,
            heading={"en": "Funding", "fr": "Financement"},
            body={"en": "Anchors hold the funds.", "fr": "Les chefs de file tiennent les fonds."},
            tiers=["anchor"],
            **WHO_AND_WHEN,
        )
        return documents.publish(draft, change_kind=ChangeKind.MATERIAL, change_note=NOTE, **WHO_AND_WHEN)


def test_who_signs_for_the_first_time_is_told_of_no_change(asked, changes):
    assert changes(asked) is None


def test_who_signed_before_reads_what_changed_since(version, partner, asked, changes):
    sign(asked)
    newer = publish_next(version, ChangeKind.MATERIAL)
    said = changes(ask_one(newer, partner))
    assert SINCE.format(1) in said
    assert "to ourselves. added: 2 end of addition." in said


def test_what_changed_is_told_in_the_language_read(version, partner, asked, changes):
    sign(asked)
    said = changes(ask_one(publish_next(version, ChangeKind.MATERIAL), partner), "fr")
    assert "Nous gardons le secret." in said
    assert "ourselves" not in said


def test_who_left_a_version_out_reads_what_changed_since_the_one_it_signed(version, partner, asked, changes):
    sign(asked)
    third = publish_next(publish_next(version, ChangeKind.MATERIAL), ChangeKind.MATERIAL)
    assert SINCE.format(1) in changes(ask_one(third, partner))


def test_of_all_that_was_signed_the_latest_is_compared(version, partner, asked, changes):
    sign(asked)
    second = publish_next(version, ChangeKind.MATERIAL)
    sign(ask_one(second, partner))
    third = publish_next(second, ChangeKind.MATERIAL)
    assert SINCE.format(2) in changes(ask_one(third, partner))


def test_what_another_partner_signed_is_not_compared(team, version, asked, changes):
    sign(asked)
    other = add_partner(team, "Birch House")
    newer = publish_next(version, ChangeKind.MATERIAL)
    assert changes(ask_one(newer, other)) is None


def test_what_was_signed_on_paper_is_compared_too(version, partner, changes):
    enter_paper(version, partner)
    newer = publish_next(version, ChangeKind.MATERIAL)
    assert SINCE.format(1) in changes(ask_one(newer, partner))


def test_who_acknowledged_before_reads_what_changed_since(team, version, changes):
    observer = add_partner(team, tier=Tier.OBSERVER)
    acknowledge(ask_one(version, observer))
    newer = publish_next(version, ChangeKind.MATERIAL)
    assert "to ourselves. added: 2 end of addition." in changes(ask_one(newer, observer))


def test_a_new_clause_for_anchors_is_a_change_for_an_anchor(version, partner, asked, changes):
    sign(asked)
    newer = publish_clause_for_anchors(version)
    assert "Anchors hold the funds." in changes(ask_one(newer, partner))


def test_a_clause_that_an_associate_does_not_sign_is_no_change_for_it(team, version, changes):
    associate = add_partner(team, tier=Tier.ASSOCIATE)
    sign(ask_one(version, associate))
    newer = publish_clause_for_anchors(version)
    said = changes(ask_one(newer, associate))
    assert "Anchors hold the funds." not in said
    assert "Nothing changed in this language." in said


def test_an_agreement_of_before_the_registry_is_said_to_be_a_file_that_differs(team, partner, changes):
    with change(team):
        draft = make_draft(team)
        old = earlier_versions.import_earlier_version(
            draft.document, dated_on=dt.date(2023, 5, 4), files={"en": make_pdf()}, **WHO_AND_WHEN
        )
        newer = documents.publish(draft, change_kind=ChangeKind.MATERIAL, change_note=NOTE, **WHO_AND_WHEN)
    enter_paper(old, partner)
    assert "the files differ" in changes(ask_one(newer, partner))
