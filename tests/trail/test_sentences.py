"""Every kind of event has a sentence and a place in the filter."""

import pytest

from registry.audit.rules.tags import Tag
from registry.audit_log.rules import TAGS, Group, group_of
from registry.audit_log.wording import SENTENCES


def test_every_kind_of_event_has_a_sentence():
    assert set(SENTENCES) == set(Tag)


@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=[tag.value for tag in SENTENCES])
def test_a_sentence_is_one_and_takes_who_and_what(sentence):
    said = sentence % {"who": "Ada", "what": "Maple"}
    assert said.endswith(".")
    assert "%" not in said


def test_every_kind_of_event_is_in_one_group():
    assert sorted(tag for tags in TAGS.values() for tag in tags) == sorted(Tag)
    assert all(TAGS[group] for group in Group)


def test_a_reading_is_found_with_the_readings():
    assert group_of(Tag.CASE_READ) is Group.READING
    assert group_of(Tag.CASE_RAISED) is Group.CONFLICTS
