"""The public pages: by code, by file, for everyone."""

import datetime as dt
import json
import re

import pytest
from cryptography import x509

from registry.commitments.models import Commitment
from registry.commitments.record import commitment_facts
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.records.queries import records
from registry.records.rules import RecordKind
from registry.records.services import orders
from registry.teams.rules import Tier
from tests import factories
from tests.records import builders
from tests.records.builders import CODE, ORGANIZATION
from tests.verification.bringing import bring as send
from tests.verification.bringing import post

SIGNED_AT = dt.datetime(2026, 11, 2, 15, 4, 5, tzinfo=dt.UTC)

pytestmark = pytest.mark.both_databases


@pytest.fixture(scope="session")
def record(tmp_path_factory):
    """A small record with keys of its own."""
    return builders.make_record(tmp_path_factory.mktemp("instance") / "keys")


@pytest.fixture
def here(app, session, stopped_clock, record):
    """An installation with the record's authority, and nothing kept yet."""
    app.config["REGISTRY_INSTANCE"] = str(record.folder.parent)


@pytest.fixture
def commitment(here, record):
    """A commitment proved by the record."""
    with unit_of_work():
        team = factories.make_team()
        partner = factories.make_partner(team, name=ORGANIZATION, tier=Tier.ANCHOR)
        made = Commitment(
            version=factories.make_version(team),
            partner=partner,
            method="typed",
            partner_name=ORGANIZATION,
            tier="anchor",
            signatory_name="Zoé Tremblay",
            signatory_title="Executive Director",
            language="en",
            signed_on=SIGNED_AT.date(),
            signed_at=SIGNED_AT,
            recorded_at=SIGNED_AT,
            record_code=CODE,
        )
        db.session.add(made)
        db.session.flush()
        order = orders.order_record(
            RecordKind.COMMITMENT,
            subject=("commitment", made.id),
            team_id=team.id,
            language="en",
            code=CODE,
            now=SIGNED_AT,
        )
        order.record = builders.keep(record.signed, team, facts=commitment_facts(made))
    return made


def words(response) -> str:
    """The text of a page, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def test_anyone_may_open_the_page(here, client):
    assert client.get("/verify").status_code == 200


def test_a_typed_code_leads_to_its_record(commitment, client):
    response = client.get("/verify", query_string={"code": CODE.lower().replace("-", " ")})
    assert response.status_code == 303
    assert response.location.endswith(f"/verify/{CODE}")


PASTED = [
    CODE.replace("-", "\u2013"),
    f"« {CODE.lower().replace('-', chr(0x2011))} ».",
    f"{CODE.replace('-', chr(0xA0))}\u200b",
]


@pytest.mark.parametrize("pasted", [*PASTED, f"<https://registry.example/verify/{CODE}?utm_source=mail>."])
def test_a_code_that_was_pasted_leads_to_its_record(commitment, client, pasted):
    response = client.get("/verify", query_string={"code": pasted})
    assert (response.status_code, response.location) == (303, f"/verify/{CODE}")


@pytest.mark.parametrize("pasted", [*PASTED, f"{CODE}.", f"{CODE}%20"])
def test_a_code_that_was_pasted_into_the_address_shows_its_record(commitment, client, pasted):
    response = client.get(f"/verify/{pasted}")
    assert response.status_code == 200
    assert ORGANIZATION in words(response)


def test_a_code_that_cannot_be_one_is_told_so(here, client):
    response = client.get("/verify?code=short")
    assert response.status_code == 422
    assert "16 letters and digits" in response.text


def test_an_unknown_code_is_told_in_words(here, client):
    response = client.get("/verify/0000-0000-0000-0000")
    assert response.status_code == 404
    assert "There is no record with this code" in response.text


def test_a_code_shows_who_signed_what_when(commitment, client):
    shown = words(client.get(f"/verify/{CODE}"))
    assert ORGANIZATION in shown
    assert "Zoé Tremblay" in shown
    assert "Privacy policy, version 1" in shown
    assert "2 November 2026, 10:04:05" in shown
    assert commitment.record.fingerprint in shown
    assert "PAdES B-B reached" in shown


def test_a_code_shows_where_the_partner_stands_today(commitment, client):
    assert "Current: its signature holds for the newest version, 1." in words(client.get(f"/verify/{CODE}"))


def test_a_code_shows_its_facts_in_french(commitment, client):
    shown = client.get(f"/verify/{CODE}", headers={"Accept-Language": "fr"})
    assert "Politique de confidentialité" in shown.text


def test_no_mail_address_is_ever_shown(commitment, client, record):
    pages = [client.get(f"/verify/{CODE}"), send(client, record.signed)]
    assert [CODE in page.text for page in pages] == [True, True]
    assert not [page for page in pages if "@" in page.text]


def test_a_code_page_reads_little(commitment, client, count_queries):
    with count_queries() as counted:
        client.get(f"/verify/{CODE}")
    assert len(counted.selects) <= 10


def test_the_file_of_a_record_is_genuine(commitment, client, record):
    response = send(client, record.signed)
    assert response.status_code == 200
    assert "This file is genuine" in response.text
    assert ORGANIZATION in words(response)


def test_an_altered_file_is_refused_with_the_reason(commitment, client, record):
    response = send(client, record.sealed)
    assert response.status_code == 422
    assert f"not the file that was sealed as record {CODE}" in words(response)
    assert "digital signature is missing" in words(response)


def test_an_intact_file_that_is_not_kept_is_accepted_as_ours(here, client, record):
    response = send(client, record.signed)
    assert response.status_code == 200
    assert "not among the records kept here" in words(response)


def test_what_is_no_pdf_is_refused(here, client):
    response = send(client, b"Dear registry,")
    assert response.status_code == 422
    assert "This is not a PDF file" in response.text


def test_no_file_is_told_on_the_field(here, client):
    response = client.post("/verify", data={})
    assert response.status_code == 422
    assert "Choose a PDF." in response.text


@pytest.mark.parametrize("megabytes", [40.5, 43])
def test_a_large_file_is_refused_in_words(here, client, megabytes):
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="record.pdf"\r\n\r\n%PDF-'
    body = head + bytes(int(megabytes * 1024 * 1024)) + b"\r\n--x--\r\n"
    response = client.post("/verify", data=body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 413
    assert "too large" in response.text


def test_a_hostile_file_name_is_only_text(commitment, client, record):
    assert "<script>alert" not in send(client, record.signed, "<script>alert(1)</script>.pdf").text


def test_a_confidential_record_is_ours_and_nothing_more(commitment, client, record):
    with unit_of_work():
        records.find(CODE).confidential = True
    for page in (client.get(f"/verify/{CODE}"), send(client, record.signed)):
        assert page.status_code == 200
        assert ORGANIZATION not in words(page)
        assert "Zoé" not in words(page)


def test_a_file_cannot_be_sent_from_elsewhere(make_app, record):
    client = make_app().test_client()
    client.application.config["WTF_CSRF_ENABLED"] = True
    assert post(client, record.signed).status_code == 400


def test_the_root_and_its_revocation_lists_are_public(here, client, record):
    root = x509.load_pem_x509_certificate(client.get("/verify/authority.pem").data)
    assert root == record.authority.root.certificate
    for name, authority in (("root", record.authority.root), ("issuing", record.authority.issuing)):
        found = x509.load_der_x509_crl(client.get(f"/verify/{name}.crl").data)
        assert found.is_signature_valid(authority.certificate.public_key())


@pytest.fixture
def run(app, here):
    """Runs the command."""

    def running(*arguments: str):
        return app.test_cli_runner().invoke(args=["registry", "verify", *arguments])

    return running


def test_the_command_accepts_a_record(commitment, run, record, tmp_path):
    path = tmp_path / "record.pdf"
    path.write_bytes(record.signed)
    result = run(str(path))
    assert result.exit_code == 0
    assert "exactly as the registry sealed it" in result.output


def test_the_command_refuses_and_says_why(commitment, run, record, tmp_path):
    path = tmp_path / "record.pdf"
    path.write_bytes(record.sealed)
    result = run(str(path))
    assert result.exit_code == 1
    assert "digital signature is missing" in result.output


def test_the_command_speaks_json(commitment, run, record, tmp_path):
    path = tmp_path / "record.pdf"
    path.write_bytes(record.signed)
    told = json.loads(run(str(path), "--json").output)
    assert told["outcome"] == "known"
    assert told["record"]["facts"]["organization"] == ORGANIZATION
