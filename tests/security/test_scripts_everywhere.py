"""Script in every text field of every form, then every page read: nowhere is it more than text."""

import pytest

from tests.security.forms import Field, crawl, every_form, harmless

SCRIPT = "\"'></textarea><script>alert(1)</script><img src=x onerror=alert(2)>"
#: What of it must not stand in a page as it is.
TELLTALES = ("<script>alert(1)", "<img src=x")

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def scripted(one: Field) -> object:
    """The script where words are typed, else what an honest person would send."""
    return SCRIPT if one.is_text or (one.kind == "hidden" and not one.value) else harmless(one)


def is_unsafe(answer) -> bool:
    """Whether a page holds the script as script."""
    return answer.mimetype == "text/html" and any(word in answer.text for word in TELLTALES)


def test_a_script_typed_anywhere_is_text_everywhere(client, whole_team, addresses):
    forms = list(every_form(client, addresses))
    answered = [
        (form.action, client.open(form.action, method=form.method, data=form.filled(scripted)))
        for _page, form in forms
        if form.method == "POST" and "sign-out" not in form.action
    ]
    taken = [action for action, answer in answered if answer.status_code == 303]
    assert len(taken) > 30, "the forms are not filled as they want"
    assert not [action for action, answer in answered if is_unsafe(answer)]
    assert not [answer.request.path for answer in crawl(client, addresses) if is_unsafe(answer)]


def test_a_script_in_the_query_is_text(client, whole_team, addresses):
    forms = [form for _page, form in every_form(client, addresses) if form.method == "GET"]
    answered = [client.get(form.action, query_string=form.filled(scripted)) for form in forms]
    assert len(answered) > 3
    assert not [answer.request.path for answer in answered if is_unsafe(answer)]
    named = [
        client.get(address, query_string={"next": SCRIPT, "q": SCRIPT, "on": SCRIPT}) for address in addresses
    ]
    assert not [answer.request.path for answer in named if is_unsafe(answer)]
