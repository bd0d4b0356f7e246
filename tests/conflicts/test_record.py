"""The record of a closed case, in English and French: sealed, signed, and silent on the committee's part."""

import io
import subprocess

import pikepdf
import pytest

from registry.conflicts.rules.cases import State, Visibility
from registry.records.queries import records
from registry.verification.queries import verdicts
from tests.conflicts.builders import (
    at_steering,
    bring_in,
    close,
    decide,
    escalate,
    extend_to,
    name_decider,
    note,
    raise_one,
    recuse,
    reopen,
    say,
    spend,
    take_back,
)
from tests.factories import NOW
from tests.mailbox import attachments_of

ENGLISH, FRENCH = 0, 1

#: What the record of `decided` says.
SHARED = (
    "Who hosts the shared calendar",
    "Both say that it is theirs.",
    "raised 24 Nov 2026 + 45 days = 8 Jan 2027",
    "Extension from 8 January 2027 to 23 January 2027",
    "Rae Roy, member, Riverside Hospital",
    "Max May, representative, Maple Clinic",
    "own organization is a party",
    "Mediator: Ines Ito, Ito Mediation",
    "$200.01",
    "$100.01",
    "Maple hosts it.",
    "Chai Cho, Steering Committee",
)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def decided(once, cast, work):
    """A case with all that a record tells, decided, and its records made."""
    return once(make_decided, cast, work)


def make_decided(cast, work):
    case = raise_one(cast)
    escalate(case, cast.coordinator)
    bring_in(case, cast.chair)
    note(case, cast.chair, Visibility.COMMITTEE)
    proposal = extend_to(case, cast.chair)
    say(proposal, cast.recused, party=0)
    say(proposal, cast.for_maple, party=1)
    spend(case, cast.coordinator, {0: 100_01, 1: 100_00})
    decide(case, cast.chair)
    work()
    return case


def record_of(case, which=ENGLISH, term=0):
    """One of the records of a term."""
    return records.orders_about(("conflict_term", case.terms[term].id))[which].record


def text_of(record):
    """What a record says, on one line."""
    told = ["pdftotext", "-", "-"]
    said = subprocess.run(told, input=records.content_of(record), capture_output=True, check=True).stdout
    return " ".join(said.decode().replace("\u00a0", " ").split())


@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
def test_a_record_is_made_in_each_language_and_verifies(decided, language):
    record = record_of(decided, language)
    assert record.language == ("en", "fr")[language]
    assert verdicts.verify(records.content_of(record), now=NOW).is_genuine


@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
def test_a_decision_bears_the_seal_and_the_chairs_signature(decided, language):
    record = record_of(decided, language)
    with pikepdf.open(io.BytesIO(records.content_of(record))) as pdf:
        fields = {str(field.T) for field in pdf.Root.AcroForm.Fields}
    assert fields == {"seal", "signature"}
    assert len(record.serials) == 2


@pytest.mark.parametrize("state", [State.SETTLED, State.WITHDRAWN, State.REFERRED])
def test_what_was_not_decided_bears_the_seal_alone(cast, work, state):
    case = raise_one(cast)
    close(case, cast.coordinator, state)
    work()
    assert len(record_of(case).serials) == 1


def test_no_signature_is_made_in_the_name_of_whom_the_parties_named(cast, work):
    case = at_steering(cast)
    recuse(case, cast.chair)
    recuse(case, cast.member)
    proposal = name_decider(case, cast.for_maple)
    say(proposal, cast.for_riverside, party=0)
    say(proposal, cast.for_maple, party=1)
    decide(case, cast.coordinator)
    work()
    record = record_of(case)
    assert len(record.serials) == 1
    assert "Ora Oak, Oak Arbitration" in text_of(record)
    assert "Signed by" not in text_of(record)


def test_a_record_tells_what_the_parties_share(decided):
    text = text_of(record_of(decided))
    assert not [words for words in SHARED if words not in text]


def test_a_record_tells_nothing_of_the_committees_part(decided):
    assert "committee eyes" not in text_of(record_of(decided))


def test_a_french_record_counts_and_pays_in_french(decided):
    text = text_of(record_of(decided, FRENCH))
    assert "24 nov. 2026 + 45" in text
    assert "200,01" in text


def test_the_records_of_a_case_are_confidential(decided):
    record = record_of(decided)
    assert record.confidential
    assert not {"Riverside", "Maple", "calendar"} & set(str(record.facts).split())


def test_the_parties_get_their_copy(decided, mailbox, cast, stopped_clock, work):
    stopped_clock.pass_by(minutes=2)
    work()
    message = next(one for one in mailbox.to(cast.for_maple.email) if "closed" in one["Subject"])
    [content] = attachments_of(message).values()
    assert verdicts.verify(content, now=NOW).is_genuine


def test_a_reopened_case_gets_a_further_record_that_shows_both_terms(cast, work):
    case = at_steering(cast)
    decide(case, cast.chair)
    reopen(case, cast.chair)
    close(case, cast.chair)
    work()
    assert "Term 2" in text_of(record_of(case, term=1))
    assert "Term 2" not in text_of(record_of(case, term=0))


def test_a_recusal_that_was_taken_back_stands_in_the_record_with_both_reasons(cast, work):
    case = at_steering(cast)
    take_back(recuse(case, cast.member, by=cast.coordinator), cast.coordinator)
    decide(case, cast.chair)
    work()
    text = text_of(record_of(case))
    assert "A cousin works there" in text
    assert "by: Cora Cole, coordinator · Another Sol was meant" in text
