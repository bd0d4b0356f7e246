"""Corrections of signatures from paper, by page: what will hold is said before; records name each other."""

import pytest
import sqlalchemy as sa

from registry.commitments.models import Commitment
from registry.commitments.rules.standings import Standing
from registry.database.session import db
from registry.records.queries import records
from registry.verification.queries import verdicts
from tests.commitments.builders import enter_paper, sign, where
from tests.factories import NOW
from tests.reading import corrected, words_of

TEAM = "/teams/east"

pytestmark = pytest.mark.usefixtures("session", "stopped_clock", "signed_in")


@pytest.fixture
def post(client):
    """Sends a correction of a signature."""

    def send(wrong, **said):
        typed = {
            "what": "part",
            "name": "Anne Lee",
            "title": "Director",
            "signed_on": "2026-11-20",
            "reason": "Misread",
            "revision": wrong.partner.revision,
        }
        page = f"{TEAM}/partners/{wrong.partner_id}/commitments/{wrong.id}/correct"
        return client.post(page, data=typed | said)

    return send


def test_before_a_signature_is_corrected_the_page_says_what_follows(version, partner, post):
    wrong = enter_paper(version, partner)
    said = words_of(post(wrong))
    assert "Today Bo Roe, Chair, 23 November 2026" in said
    assert "After the correction Anne Lee, Director, 20 November 2026" in said
    assert f"Record {wrong.record_code} stays as it was sealed." in said
    assert wrong.stands


def test_a_corrected_signature_stays_to_be_seen_and_its_records_name_each_other(
    client, version, partner, post, work
):
    wrong = enter_paper(version, partner)
    work()
    _, answer = corrected(post, wrong)
    said = words_of(client.get(answer.location))
    assert "Corrected: Bo Roe, Chair, 23 November 2026 (on paper)" in said
    assert "Anne Lee, Director, 20 November 2026 (on paper)" in said
    assert "Ann Ng, coordinator: Misread" in said
    work()
    first, second = verified(client, wrong.record_code), verified(client, corrected_code(wrong))
    assert f"Corrected by {corrected_code(wrong)}" in first
    assert f"It corrects {wrong.record_code}" in second


def corrected_code(wrong):
    """The code of the record of the signature in the place of one."""
    return next(one.record_code for one in all_of(wrong.partner_id) if one.stands)


def all_of(partner_id):
    """All commitments of a partner, those struck out too."""
    return db.session.scalars(sa.select(Commitment).where(Commitment.partner_id == partner_id)).all()


def verified(client, code):
    """What the page of a record says."""
    return words_of(client.get(f"/verify/{code}"))


def test_the_file_of_a_record_that_was_wrong_is_genuine_and_says_what_corrects_it(
    version, partner, post, work
):
    wrong = enter_paper(version, partner)
    work()
    corrected(post, wrong)
    work()
    verdict = verdicts.verify(content_of(wrong), now=NOW)
    assert verdict.is_genuine
    code = corrected_code(wrong)
    assert f"record {code} corrects it" in " ".join(str(finding) for finding in verdict.findings)


def content_of(commitment):
    """The file of its record."""
    return records.content_of(records.find(commitment.record_code))


def test_a_signature_entered_by_mistake_is_struck_out(version, partner, post):
    wrong = enter_paper(version, partner)
    preview, answer = corrected(post, wrong, what="whole")
    assert "After the correction no signature" in words_of(preview)
    assert answer.status_code == 303
    assert where(partner, version) is Standing.OUTSTANDING


def test_a_signature_given_here_has_no_correction(asked, post):
    answer = post(sign(asked))
    assert answer.status_code == 422
    assert "given here by its signatory" in answer.text


def test_a_signature_of_another_team_is_not_found(client, version, partner):
    wrong = enter_paper(version, partner)
    assert client.get(f"/teams/east/partners/99/commitments/{wrong.id}/correct").status_code == 404
