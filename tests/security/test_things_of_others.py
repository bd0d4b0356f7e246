"""Ids of another team's things, in every address and in every choice of every form: none is taken."""

import pytest

from registry.database.transactions import unit_of_work
from tests.factories import make_coordinator
from tests.removable import NEEDS_ALL
from tests.security.forms import crawl, every_form, harmless
from tests.whole_team import make_whole_team, pages_of

#: No row of any table has it in the attacker's team.
FOREIGN = "1"
#: How a page may answer who asks for what is not theirs; never with the thing, never with "done".
REFUSED = {400, 403, 404, 409, 410, 422}
#: Pages that name no row of a team: languages, files of the product, a document by its name.
WITHOUT_ROWS = {"team", "slug", "key", "language", "layout", "filename", "token", "code"}

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def attacker(session, stopped_clock, client):
    """The coordinator of a second whole team, signed in; everything of the first has lower ids."""
    make_whole_team("east")
    west = make_whole_team("west")
    with unit_of_work():
        client.sign_in(make_coordinator(west, email="mallory@example.org"))
    return west


def rows_in(rule) -> bool:
    """Whether an address names a row by its number."""
    return "team" in rule.arguments and bool(rule.arguments - WITHOUT_ROWS - {"number", "place"})


def test_every_address_with_anothers_id_is_refused(app, client, attacker):
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    asked = [page for page in pages_of(app, team="west") if rows_in(rules[page.endpoint])]
    answered = {str(page): client.open(page.address, method=page.method).status_code for page in asked}
    assert len(asked) > 60
    assert not {page: status for page, status in answered.items() if status not in REFUSED}


@NEEDS_ALL
def test_every_choice_of_every_form_refuses_anothers_id(client, attacker):
    pages = [answer.request.path for answer in crawl(client, ["/teams/west/"])]
    tried = {}
    for _page, form in every_form(client, pages):
        for name, one in form.fields.items():
            numbers = [option for option in one.options if option.isdecimal()]
            if form.method == "POST" and one.takes_a_choice and numbers and FOREIGN not in numbers:
                sent = form.filled(harmless, **{name: FOREIGN})
                tried[form.action, name] = client.post(form.action, data=sent).status_code
    assert len(tried) > 10
    assert not {what: status for what, status in tried.items() if status not in REFUSED}
