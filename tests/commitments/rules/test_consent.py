"""What signatories confirmed stays as they read it: a text signed under is followed by another."""

import json
from dataclasses import asdict

from registry.commitments.rules.consent import CONSENTS, CURRENT
from registry.files.fingerprints import fingerprint_of

#: Fingerprints of the texts that were given out. A new one is added; none of these changes.
GIVEN_OUT = {"signing/1": "bdb4f06466b9f538242b924a289b357f74c8fe5b805ff72289b60ba708ef9c4b"}


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
