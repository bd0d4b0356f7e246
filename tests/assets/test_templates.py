"""The engine of templates."""

import pytest

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_all_templates_know_the_same_names(app):
    macros, page = map(app.jinja_env.get_template, ("_macros/ui.html", "pages/front.html"))
    assert macros.globals is page.globals is app.jinja_env.globals


def test_a_name_that_one_template_is_given_stays_its_own(app):
    given = app.jinja_env.make_globals({"only": "here"})
    assert given["only"] == "here"
    assert given["url_for"] is app.jinja_env.globals["url_for"]
    assert "only" not in app.jinja_env.globals
