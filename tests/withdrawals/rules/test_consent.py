"""What was confirmed with a notice stays as it was read: a text signed under is followed by another."""

import json
from dataclasses import asdict

from registry.files.fingerprints import fingerprint_of
from registry.withdrawals.rules.consent import CONSENTS, CURRENT

#: Fingerprints of the texts that were given out. A new one is added; none of these changes.
GIVEN_OUT = {"withdrawal/1": "3d1065504818877fb2ed9288074cd27b70ce33fd627d7e6768b4f796b61b4a94"}


def test_no_text_that_somebody_signed_under_was_changed():
    texts = {key: json.dumps(asdict(one), sort_keys=True) for key, one in CONSENTS.items()}
    assert {key: fingerprint_of(text.encode()) for key, text in texts.items()} == GIVEN_OUT


def test_each_is_found_by_its_own_key():
    assert [one.key for one in CONSENTS.values()] == list(CONSENTS)


def test_each_says_both_things_in_both_languages():
    said = [(list(one.electronic), list(one.authority)) for one in CONSENTS.values()]
    assert said == [(["en", "fr"], ["en", "fr"])] * len(CONSENTS)


def test_the_newest_is_asked_for():
    assert CURRENT is list(CONSENTS.values())[-1]
