"""A record is given out sealed, to whoever its page lets have it, and noted before that."""

import pytest

from registry.database.transactions import unit_of_work
from registry.errors import NotFound
from registry.files import storage
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.records.views import download, sealed_file
from tests.factories import NOW, make_team
from tests.records import builders

DECISION, TERM, OTHER_TERM = ("decision", 1), ("conflict_term", 1), ("conflict_term", 2)
CONTENT = b"%PDF-1.7 sealed"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def asked(app, session):
    """A page that is asked for a record."""
    with app.test_request_context():
        yield


@pytest.fixture
def order(asked):
    """Owes a record of a thing."""

    def owe(subject):
        with unit_of_work():
            team = make_team()
            return orders.order_record(
                RecordKind.DECISION, subject=subject, team_id=team.id, language="en", now=NOW
            )

    return owe


@pytest.fixture
def made(order):
    """Makes a record of a thing."""

    def make(subject):
        owed = order(subject)
        with unit_of_work():
            owed.record = builders.keep(CONTENT, make_team(), facts={}, code=owed.code)
        return owed

    return make


@pytest.fixture(autouse=True)
def stored(app, tmp_path):
    """The file of a record lies on the disk before it is noted."""
    app.config["REGISTRY_INSTANCE"] = str(tmp_path)
    with app.app_context():
        storage.store_file(CONTENT)


def test_a_record_is_given_out_as_it_was_sealed_under_its_code(made):
    found = made(DECISION)
    answer = download(found.id, DECISION)
    answer.direct_passthrough = False
    assert (answer.data, answer.mimetype) == (CONTENT, "application/pdf")
    assert answer.headers["Content-Disposition"] == f"inline; filename={found.code}.pdf"


def test_a_record_is_kept_as_a_file_under_the_name_that_its_page_gives_it(made):
    found = made(DECISION)
    answer = sealed_file(found.record, prefix="C-12-", as_attachment=True)
    assert answer.headers["Content-Disposition"] == f"attachment; filename=C-12-{found.code}.pdf"


def test_a_record_of_another_thing_is_not_found(made):
    with pytest.raises(NotFound, match="no such record"):
        download(made(DECISION).id, TERM)


def test_a_record_of_one_of_several_things_is_found(made):
    found = made(OTHER_TERM)
    assert found.code in download(found.id, TERM, OTHER_TERM).headers["Content-Disposition"]


def test_a_record_that_is_being_made_says_so_and_is_not_noted(order):
    noted = []
    with pytest.raises(NotFound, match="being made"):
        download(order(DECISION).id, DECISION, note=lambda: noted.append(1))
    assert not noted


def test_a_record_is_noted_before_it_is_given_out(made):
    def fail():
        raise OSError("cannot be noted")

    with pytest.raises(OSError, match="cannot be noted"):
        download(made(DECISION).id, DECISION, note=fail)
