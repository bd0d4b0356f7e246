"""Texts of the catalogue in templates: each language its own, whatever was found before."""

from flask import render_template_string
from flask_babel import force_locale

from registry.assets import texts
from registry.partners.rules.partners import Status


def test_a_text_found_in_one_language_is_not_said_in_the_other(app):
    with app.test_request_context():
        said = [_partners_in(language) for language in ("en", "fr", "en", "fr")]
    assert said == ["Partners", "Partenaires"] * 2


def _partners_in(language: str) -> str:
    with force_locale(language):
        return render_template_string("{{ _('Partners') }}")


def test_a_label_is_said_in_the_language_of_the_reader(app):
    with app.test_request_context():
        said = []
        for language in ("en", "fr"):
            with force_locale(language):
                said.append(render_template_string("{{ status | label }}", status=Status.WITHDRAWN))
        assert said == ["Withdrawn", "Retiré"]


def test_a_number_chooses_the_form_and_its_values_are_escaped(app):
    template = "{{ ngettext('One partner', '%(num)s partners', count) }} {{ _('%(label)s:', label='<b>') }}"
    with app.test_request_context():
        assert render_template_string(template, count=1) == "One partner &lt;b&gt;:"
        assert render_template_string(template, count=2) == "2 partners &lt;b&gt;:"


def test_a_text_that_is_no_format_may_say_percent_in_pages(app):
    with app.test_request_context():
        assert render_template_string("{{ _('100%% of it') }}") == "100% of it"
        assert texts.text("Partners") == "Partners"
