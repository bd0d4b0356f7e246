"""Names from right to left keep their place in sentences."""

import pytest
from flask import render_template_string
from markupsafe import Markup

from registry.text import isolated
from registry.web.filters import address_of

ARABIC = "محمد"
SENTENCE = "{{ _('Request to %(partner)s', partner=name) }} (3)"


@pytest.mark.parametrize("name", [ARABIC, "דוד", f"Ann {ARABIC}"])
def test_a_name_from_right_to_left_draws_nothing_behind_it_to_its_side(app, name):
    with app.test_request_context():
        assert render_template_string(SENTENCE, name=name) == f"Request to \u2068{name}\u2069 (3)"


@pytest.mark.parametrize("name", ["Ann Lee", "Zoé", "王小明", 7, Markup("<b>Ann</b>")])
def test_what_runs_from_left_to_right_stays_as_it_is(name):
    assert isolated(name) == name


def test_a_name_in_a_sentence_is_still_escaped(app):
    with app.test_request_context():
        assert "<b>" not in render_template_string(SENTENCE, name=f"<b>{ARABIC}")


def test_an_address_holds_no_more_than_its_page_asks_for(app):
    with app.test_request_context():
        assert address_of("verification.show", team="east", code="AB") == "/verify/AB"
        assert address_of("partners.show", team="east", partner_id=3) == "/teams/east/partners/3"


def test_a_page_of_a_feature_that_is_not_there_has_no_address(app):
    with app.test_request_context():
        assert address_of("reports.show", team="east") is None
