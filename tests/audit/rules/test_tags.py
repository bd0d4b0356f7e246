"""Every kind of event has a sentence."""

from pathlib import Path

import pytest

from registry.app import FEATURES
from registry.audit.rules.tags import Tag, tag_of
from tests.removable import NEEDS_ALL

#: The tags that any release of the registry stored: none goes from this list.
EVER = Path(__file__).with_name("tags_ever_stored.txt").read_text(encoding="utf-8").split()

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@NEEDS_ALL
def test_every_tag_ever_stored_has_a_sentence_that_takes_who_and_what():
    told = {stored: tag.label % {"who": "Ada", "what": "Maple"} for stored in EVER if (tag := tag_of(stored))}
    assert set(told) == set(EVER)
    assert [words for words in told.values() if not words.endswith(".") or "%" in words] == []


@NEEDS_ALL
def test_every_tag_is_in_the_list_of_those_that_are_stored_and_of_one_feature():
    of_features = [tag.value for feature in Tag.__subclasses__() for tag in feature]
    assert sorted(of_features) == sorted(EVER)


def test_each_feature_tells_of_its_events():
    telling = [feature.__module__.split(".")[1] for feature in Tag.__subclasses__()]
    assert sorted(telling) == sorted(set(FEATURES) - {"audit", "pages", "verification"})
