"""Notes and files on the page of a case."""

import io

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from registry.conflicts.queries import cases
from tests.conflicts.builders import raise_one
from tests.factories import make_pdf
from tests.reading import error_on

HERE = "/teams/east/conflicts"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_file_of_thirty_megabytes_gets_words_on_its_field(cast, client):
    case = raise_one(cast)
    client.sign_in(cast.for_maple)
    file = FileStorage(io.BytesIO(b"%PDF-1.7" + bytes(30 * 1024 * 1024)), "big.pdf")
    boundary, body = encode_multipart({"file": file, "visibility": "shared"})
    sent = {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}
    answer = client.post(f"{HERE}/{case.id}/files/new", **sent)
    assert error_on(answer, "file") == "This file is larger than 20 MB."


def test_a_file_that_is_not_what_its_name_says_gets_words_on_its_field(cast, client):
    case = raise_one(cast)
    client.sign_in(cast.for_maple)
    file = (io.BytesIO(b"PK\x03\x04 and more"), "letter.pdf")
    answer = client.post(f"{HERE}/{case.id}/files/new", data={"file": file, "visibility": "shared"})
    assert error_on(answer, "file") == "The content of this file is not what its name says."


def test_a_file_comes_back_as_it_was_given(cast, client):
    case = raise_one(cast)
    client.sign_in(cast.for_maple)
    data = {"file": (io.BytesIO(make_pdf()), "letter.pdf"), "visibility": f"party:{case.parties[1].id}"}
    client.post(f"{HERE}/{case.id}/files/new", data=data)
    answer = client.get(f"{HERE}/{case.id}/files/1")
    assert answer.data == make_pdf()
    assert "attachment; filename=letter.pdf" in answer.headers["Content-Disposition"]


def test_a_party_is_not_offered_what_the_committee_keeps_to_itself(cast, client):
    case = raise_one(cast)
    client.sign_in(cast.for_maple)
    answer = client.post(f"{HERE}/{case.id}/notes/new", data={"text": "Ours", "visibility": "committee"})
    assert answer.status_code == 422
    assert cases.notes_of(case.id) == []
