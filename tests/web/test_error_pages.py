"""What goes wrong is said in words, in the reader's language, with the right status."""

import pytest
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests

from registry.errors import Gone, InvalidInput, NotFound, Refused, RuleBroken, StorageFailed

WORDS = "The well of %(name)s is dry."


@pytest.fixture
def front_page(app, session, client, monkeypatch):
    """Gives the front page, on which something goes wrong."""

    def get(error, **headers):
        def fail():
            raise error

        fail.registry_access = "a test"
        monkeypatch.setitem(app.view_functions, "pages.home", fail)
        return client.get("/", headers=headers)

    return get


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuleBroken, 409),
        (InvalidInput, 422),
        (NotFound, 404),
        (Refused, 403),
        (Gone, 410),
        (StorageFailed, 503),
    ],
)
def test_what_the_rules_say_reaches_the_reader(front_page, error, status):
    answer = front_page(error(WORDS, name="<Ann>"))
    assert answer.status_code == status
    assert "The well of &lt;Ann&gt; is dry." in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StaleDataError("secret"), 409),
        (RequestEntityTooLarge("secret"), 413),
        (TooManyRequests("secret"), 429),
        (ZeroDivisionError("secret"), 500),
    ],
)
def test_other_faults_have_a_page_that_tells_nothing_of_the_inside(front_page, error, status):
    answer = front_page(error)
    assert answer.status_code == status
    assert '<h1 class="govuk-heading-l">' in answer.text
    assert "secret" not in answer.text


def test_a_fault_of_ours_is_noted_for_the_administrator(front_page, caplog):
    front_page(ZeroDivisionError("the inside"))
    assert "the inside" in caplog.text


@pytest.mark.parametrize("error", [NotFound(WORDS, name="Ann"), ZeroDivisionError("secret")])
def test_what_went_wrong_is_said_in_the_readers_language(front_page, error):
    assert '<html lang="fr"' in front_page(error, **{"Accept-Language": "fr"}).text


def test_an_address_that_is_none_is_not_found(client, session):
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_a_page_that_takes_no_form_says_so(client, session):
    assert client.post("/").status_code == 405


def test_a_form_that_is_too_large_is_refused_in_words(app, client, session):
    app.config["MAX_CONTENT_LENGTH"] = 1_000
    answer = client.post("/sign-in", data={"email": "a" * 2_000})
    assert answer.status_code == 413
    assert '<h1 class="govuk-heading-l">' in answer.text


def test_a_text_that_is_too_large_for_a_form_is_refused_in_words(app, client, session):
    app.config["MAX_FORM_MEMORY_SIZE"] = 1_000
    answer = client.post("/sign-in", data={"email": "a" * 2_000}, content_type="multipart/form-data")
    assert answer.status_code == 413
