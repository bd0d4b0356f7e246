"""What somebody chose about a list is kept."""

import json

from registry.partner_lists.rules.choices import Choices
from registry.partner_lists.rules.columns import LEFT_OUT, meaning_called


def test_choices_are_kept_as_they_were():
    choices = Choices(
        "cp1252", "Two", {"Fax": LEFT_OUT, "Mail": meaning_called("email:2")}, frozenset({2}), frozenset({4})
    )
    assert Choices.from_dict(json.loads(json.dumps(choices.to_dict()))) == choices
