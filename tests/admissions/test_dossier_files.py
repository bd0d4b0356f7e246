"""Documents of a dossier: kept while it is looked at."""

from pathlib import Path

import pytest

from registry.admissions.rules.admissions import Step
from registry.errors import InvalidInput, RuleBroken
from registry.files import storage
from tests.admissions import making
from tests.factories import make_pdf

LOCKED = (Path(__file__).parent.parent / "data" / "files" / "user_password.pdf").read_bytes()

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_a_document_is_kept_with_who_added_it(received):
    document = making.add_document(received, make_pdf(), "by-laws.pdf")
    assert storage.read_file(document.fingerprint) == make_pdf()
    assert (document.by_name, document.by_for) == ("Jo Roe", "Riverside Hospital")


@pytest.mark.parametrize("data", [b"MZ", LOCKED])
def test_a_refused_file_leaves_nothing_behind(received, data):
    with pytest.raises(InvalidInput):
        making.add_document(received, data, "by-laws.pdf")
    assert received.documents == []
    assert received.step is Step.RECEIVED


def test_no_document_comes_after_the_outcome(deliberated):
    making.refuse(deliberated)
    with pytest.raises(RuleBroken, match="refused"):
        making.add_document(deliberated, make_pdf(), "late.pdf")
