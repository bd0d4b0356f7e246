"""The letters and the record of an admission: made, verified, in both languages, and sent."""

import io

import pikepdf
import pytest

from registry import clock
from registry.admissions.queries import admissions
from registry.records.queries import records
from registry.verification.queries import verdicts
from registry.verification.queries.verdicts import Outcome
from tests.admissions import builders
from tests.commitments.builders import publish_policy
from tests.mailbox import attachments_of, text_of

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def made(admission, kind):
    """The file of a record of an admission."""
    order = next(one for one in records.orders_about(("admission", admission.id)) if one.kind == kind)
    assert order.record is not None, order.problem
    return order.record, records.content_of(order.record)


def verdict_on(content):
    """What the registry says of a file."""
    return verdicts.verify(content, now=clock.now())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_letter_of_invitation_is_genuine(team, work, language):
    admission = builders.invited(team, language=language)
    work()
    record, content = made(admission, "admission_outcome")
    assert verdict_on(content).outcome is Outcome.KNOWN
    assert record.language == language


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_letter_of_refusal_is_genuine(team, work, language):
    admission = builders.refuse(builders.deliberate(builders.receive(team, language=language)))
    work()
    assert verdict_on(made(admission, "admission_outcome")[1]).outcome is Outcome.KNOWN


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_record_of_an_admission_is_genuine(team, work, language):
    publish_policy(team)
    admission = builders.invited(team, language=language)
    builders.sign_all(admission)
    builders.complete(admission)
    work()
    record, content = made(admission, "admission")
    assert verdict_on(content).outcome is Outcome.KNOWN
    assert record.title == {"en": "Admission of Riverside Hospital"}.get(language, record.title)


def test_a_letter_carries_the_signature_of_who_signed_it(team, work):
    admission = builders.invited(team)
    work()
    assert len(made(admission, "admission_outcome")[0].serials) == 2


def test_the_admissions_own_record_carries_the_seal_alone(team, work):
    admission = builders.refuse(builders.deliberate(builders.receive(team)))
    work()
    assert len(made(admission, "admission")[0].serials) == 1


def test_a_changed_letter_is_not_accepted(team, work):
    admission = builders.invited(team)
    work()
    with pikepdf.open(io.BytesIO(made(admission, "admission_outcome")[1])) as pdf:
        pdf.docinfo["/Title"] = "Another"
        changed = io.BytesIO()
        pdf.save(changed)
    assert verdict_on(changed.getvalue()).outcome is not Outcome.KNOWN


def test_the_public_facts_hold_no_address(team, work):
    admission = builders.invited(team)
    work()
    facts = str(made(admission, "admission_outcome")[0].facts)
    assert "Riverside Hospital" in facts
    assert "@" not in facts


def test_the_letter_goes_out_with_its_pdf(team, work, mailbox, stopped_clock):
    admission = builders.invited(team)
    work()
    stopped_clock.pass_by(minutes=2)
    work()
    sent = [message for message in mailbox.to(builders.APPLICANT) if attachments_of(message)]
    record, content = made(admission, "admission_outcome")
    assert [attachments_of(message) for message in sent] == [{f"{record.code}.pdf": content}]


def test_the_letter_waits_for_its_record_and_for_the_mail_server(team, work, mailbox, stopped_clock):
    mailbox.close()
    admission = builders.refuse(builders.deliberate(builders.receive(team)))
    work()
    mailbox.open()
    assert mailbox.to(builders.APPLICANT) == []
    stopped_clock.pass_by(minutes=10)
    work()
    assert "verify" in text_of(mailbox.last(builders.APPLICANT))
    assert admissions.admission(admission.id).step == "refused"


def test_a_french_applicant_is_written_to_in_french(team, work, mailbox):
    builders.receive(team, language="fr")
    work()
    assert [message.language for message in builders.messages("receipt")] == ["fr"]
