"""Names from right to left keep their place in sentences."""

import pytest
from flask import render_template_string
from flask_babel import force_locale
from markupsafe import Markup

from registry.labels import Labelled
from registry.partners.rules.partners import Status
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


def test_a_tag_of_a_member_is_in_the_language_of_the_page(app):
    template = "{{ status | label_tag }} {{ '<b>' | tag('wait') }}"
    with app.test_request_context():
        tags = []
        for language in ("en", "fr"):
            with force_locale(language):
                tags.append(render_template_string(template, status=Status.WITHDRAWN))
    tone = Status.WITHDRAWN.tone
    escaped = '<strong class="toned toned--wait">&lt;b&gt;</strong>'
    assert tags == [
        f'<strong class="toned toned--{tone}">{said}</strong> {escaped}' for said in ("Withdrawn", "Retiré")
    ]


class _Season(Labelled):
    OPEN = "open", "In season", "good"


class _Door(Labelled):
    OPEN = "open", "Ajar", "wait"


def test_members_of_two_enumerations_with_one_value_have_each_their_own_tag(app):
    with app.test_request_context():
        said = [render_template_string("{{ it | label_tag }}", it=it) for it in (_Season.OPEN, _Door.OPEN)]
    assert ["In season" in said[0], "Ajar" in said[1]] == [True, True]
