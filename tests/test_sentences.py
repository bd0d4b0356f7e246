"""Sentences of the catalogue say the days and texts in them in the reader's language."""

import datetime as dt

import pytest
from flask_babel import force_locale

from registry.errors import N_, RuleBroken
from registry.sentences import Words, sentence

FIRST = dt.date(2026, 8, 1)
MESSAGE = N_("The status dated %(day)s could not follow from this. Correct that entry first.")


@pytest.mark.parametrize(("language", "said"), [("en", "1 August 2026"), ("fr", "1er août 2026")])
def test_a_day_is_said_in_the_readers_words(app, language, said):
    with app.test_request_context(), force_locale(language):
        assert said in sentence(MESSAGE, {"day": FIRST})
        assert said in RuleBroken(MESSAGE, day=FIRST).text()


def test_a_text_of_the_catalogue_is_said_in_the_readers_language(app):
    with app.test_request_context(), force_locale("fr"):
        assert sentence("%(what)s", {"what": Words("Partner")}) == "Partenaire"
        assert sentence("%(what)s", {"what": "Partner"}) == "Partner"
