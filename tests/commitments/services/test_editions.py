"""The consolidated edition: gathered when the last one signs, and on request."""

import pytest

from registry.commitments.queries import requests
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.services import editions
from registry.documents.rules.documents import ChangeKind
from registry.errors import RuleBroken
from registry.partners.rules.partners import Status
from registry.teams.rules import Tier
from tests.commitments.builders import (
    acknowledge,
    add_partner,
    ask_one,
    change,
    enter_paper,
    publish_next,
    set_status,
    sign,
)
from tests.factories import WHO_AND_WHEN

pytestmark = pytest.mark.usefixtures("session")


def gathered(version):
    """The editions of a version: in which language, of how many commitments."""
    return sorted((one.language, len(one.commitment_ids)) for one in requests.editions_of(version.id))


def gather(version, language="en"):
    """Ask for the edition as it stands now."""
    with change(version.document.team):
        return editions.request_edition(version, language=language, **WHO_AND_WHEN)


def test_the_last_signature_gathers_the_edition_in_each_language(team, version, asked):
    last = add_partner(team, "Birch House", tier=Tier.ASSOCIATE)
    sign(asked)
    assert gathered(version) == []
    sign(ask_one(version, last))
    assert gathered(version) == [("en", 2), ("fr", 2)]


def test_a_paper_that_comes_last_gathers_the_edition_too(version, partner):
    enter_paper(version, partner)
    assert gathered(version) == [("en", 1), ("fr", 1)]


def test_an_edition_waits_for_no_observer_and_for_nobody_who_left(team, version, asked):
    add_partner(team, "Birch House", tier=Tier.OBSERVER)
    set_status(add_partner(team, "Cedar Care"), Status.WITHDRAWN)
    sign(asked)
    assert gathered(version) == [("en", 1), ("fr", 1)]


def test_an_acknowledgement_gathers_no_edition_and_stands_in_none(team, version, asked):
    observer = ask_one(version, add_partner(team, "Birch House", tier=Tier.OBSERVER))
    add_partner(team, "Cedar Care")
    sign(asked)
    acknowledge(observer)
    assert gathered(version) == []
    assert len(gather(version).commitment_ids) == 1


def test_editions_are_numbered_for_each_language_and_leave_an_event(team, version, asked, events):
    add_partner(team, "Birch House")
    sign(asked)
    with events() as written:
        assert [gather(version, language).number for language in ("en", "en", "fr")] == [1, 2, 1]
    assert written.tags == [CommitmentEvent.EDITION_REQUESTED] * 3


def test_there_is_no_edition_of_what_nobody_signed_or_in_a_language_without_text(version, asked):
    with pytest.raises(RuleBroken, match="Nobody has signed"):
        gather(version)
    sign(asked)
    with pytest.raises(RuleBroken, match="no published text in this language"):
        gather(version, "de")


def test_an_edition_of_an_editorial_version_gathers_the_signatures_that_carry_over(team, version, asked):
    other = add_partner(team, "Birch House")
    sign(asked)
    editorial = publish_next(version, ChangeKind.EDITORIAL)
    sign(ask_one(editorial, other))
    found = [one.version.number for one in editions.signatures_that_count(editorial)]
    assert (found, len(gather(editorial).commitment_ids)) == ([1, 2], 2)


def test_who_signed_the_editorial_version_too_stands_in_its_edition_once(version, partner, asked):
    sign(asked)
    editorial = publish_next(version, ChangeKind.EDITORIAL)
    enter_paper(editorial, partner)
    assert [one.version.number for one in editions.signatures_that_count(editorial)] == [2]


def test_an_edition_of_a_material_version_gathers_none_of_before(version, asked):
    sign(asked)
    assert editions.signatures_that_count(publish_next(version, ChangeKind.MATERIAL)) == []
