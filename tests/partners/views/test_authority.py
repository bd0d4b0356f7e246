"""Authority to act, by page: recorded with its document, put right, ended, flagged."""

import io

import pytest

from registry.database.transactions import unit_of_work
from registry.files import storage
from registry.partners.queries import authority
from registry.partners.rules.authority import Scope
from tests.factories import make_partner, make_pdf, make_reader, make_representative, make_signatory
from tests.reading import corrected, error_on, value_of, words_of

#: What is right in place of what was entered.
BY_LAW_5 = {"basis": "by_law", "reference": "By-law 5", "started_on": "2026-05-03", "reason": "Mistyped"}

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def ann(team, partner):
    """Its signatory."""
    with unit_of_work(team.id):
        return make_signatory(partner, email="ann@example.org")


@pytest.fixture
def base(partner):
    """Where the partner's authority stands."""
    return f"/teams/east/partners/{partner.id}/authority"


@pytest.fixture
def record(client, base, ann):
    """Sends the form of a new authority."""
    said = {"to": f"s{ann.id}", "scope": "signs", "basis": "by_law", "reference": "By-law 4"}
    said |= {"granted_by": "The board", "started_on": "2026-05-03"}
    return lambda **more: client.post(f"{base}/new", data=said | more)


@pytest.fixture
def correct(client, partner, base):
    """Sends the form of a correction."""
    return lambda page, **said: client.post(f"{base}/{page}", data={"revision": partner.revision} | said)


def newest(partner):
    return authority.grants_of(partner.id)[-1]


def test_an_authority_is_recorded_and_shown_where_the_partner_is(client, partner, base, record):
    assert record().location == base
    words = "By-law: By-law 4; given by: The board; since 3 May 2026"
    assert words in client.get(base).text
    assert words in client.get(f"/teams/east/partners/{partner.id}").text


def test_the_document_that_says_so_is_kept_and_fetched_as_it_came(client, partner, base, record):
    file = make_pdf("By-law")
    record(document=(io.BytesIO(file), "by-law.pdf"))
    answer = client.get(f"{base}/{newest(partner).id}/document")
    assert answer.data == file
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_file_that_is_no_document_is_refused_on_its_field(record):
    answer = record(document=(io.BytesIO(b"<svg onload=alert(1)>"), "minute.pdf"))
    assert "not a PDF" in error_on(answer, "document")


def test_a_by_law_without_its_number_is_refused_on_its_field(record):
    assert "Say which" in error_on(record(reference=""), "reference")


def test_who_is_no_representative_cannot_be_let_speak(record):
    assert "no account as a representative" in error_on(record(scope="speaks"), "scope")


def test_one_person_in_both_lists_is_let_do_both(team, partner, record):
    with unit_of_work(team.id):
        make_representative(partner, email="ann@example.org")
    record(scope="both")
    assert newest(partner).scope is Scope.BOTH


def test_an_authority_is_ended(client, partner, base, record):
    record()
    assert client.post(f"{base}/{newest(partner).id}/end", data={"on": "2026-12-01"}).location == base
    assert "from 3 May 2026 to 30 November 2026" in client.get(base).text


def test_a_wrong_entry_is_put_right_and_stays_shown_and_keeps_its_document(
    client, partner, base, record, correct
):
    record(document=(io.BytesIO(make_pdf()), "by-law.pdf"))
    seen, answer = corrected(correct, f"{newest(partner).id}/correct", **BY_LAW_5)
    assert "No day changes." in words_of(seen)
    assert answer.location == base
    page = words_of(client.get(base))
    assert "Corrected: Ann Lee, signs: By-law: By-law 4" in page
    assert "Ann Ng, coordinator: Mistyped" in page
    assert "By-law: By-law 5" in page
    assert newest(partner).file_name == "by-law.pdf"


def test_before_an_authority_is_corrected_the_page_says_who_may_act_then(partner, record, correct):
    record()
    seen, _ = corrected(correct, f"{newest(partner).id}/correct", **BY_LAW_5 | {"ended_on": "2026-06-01"})
    assert "Today may sign: Ann Lee; nobody may speak" in words_of(seen)
    assert "After the correction" in words_of(seen)


def test_a_document_given_with_a_correction_is_kept_between_its_two_presses(partner, record, correct):
    record()
    file = make_pdf("By-law 5")
    page = f"{newest(partner).id}/correct"
    seen = correct(page, **BY_LAW_5, document=(io.BytesIO(file), "by-law 5.pdf"))
    assert "The document given with this correction: by-law 5.pdf" in words_of(seen)
    given = {name: value_of(seen, name) for name in ("given", "shown")}
    assert correct(page, **BY_LAW_5, **given).status_code == 303
    assert newest(partner).file_name == "by-law 5.pdf"
    assert storage.read_file(newest(partner).file) == file


def test_a_document_that_nobody_gave_here_is_not_taken(partner, record, correct):
    record()
    corrected(correct, f"{newest(partner).id}/correct", **BY_LAW_5, given="e3b0c44298fc1c149afbf4c8996fb924")
    assert newest(partner).file == ""


def test_a_file_that_is_no_document_is_refused_on_its_field_in_a_correction_too(partner, record, correct):
    record()
    bad = (io.BytesIO(b"<svg onload=alert(1)>"), "minute.pdf")
    answer = correct(f"{newest(partner).id}/correct", **BY_LAW_5, document=bad)
    assert "not a PDF" in error_on(answer, "document")


def test_an_authority_entered_by_mistake_is_struck_out_and_stays_shown(
    client, base, partner, record, correct
):
    record()
    wrong = newest(partner)
    corrected(correct, f"{wrong.id}/correct", **BY_LAW_5 | {"what": "whole"})
    assert (wrong.stands, newest(partner).id) == (False, wrong.id)
    page = words_of(client.get(base))
    assert "Corrected: Ann Lee, signs: By-law: By-law 4" in page
    assert "Struck out on 24 November 2026" in page


def test_who_could_never_act_is_shown_so(client, partner, base, ann, correct):
    corrected(correct, f"{newest(partner).id}/correct", **BY_LAW_5 | {"what": "whole"})
    assert "on no day" in words_of(client.get(f"/teams/east/partners/{partner.id}"))


def test_as_of_another_day_another_authority_holds(client, base, record):
    record(started_on="2027-01-01")
    assert "Not in force on this day (1)" in client.get(base).text
    assert "Not in force on this day" not in client.get(f"{base}?on=2027-01-01").text


def test_a_partner_for_whom_nobody_may_sign_is_flagged_on_list_page_and_home(client, team, partner):
    assert "Nobody may sign." in client.get("/teams/east/authority").text
    assert "Nobody may sign." in client.get(f"/teams/east/partners/{partner.id}").text
    assert "Nobody may sign for them" in client.get("/teams/east/").text


def test_what_ends_soon_is_flagged_on_the_list(client, partner, base, ann):
    client.post(f"{base}/{newest(partner).id}/end", data={"on": "2026-12-01"})
    page = client.get("/teams/east/partners").text
    assert "authority ends on 1 December 2026" in page
    assert "nobody may sign from 1 December 2026" in page


def test_two_voices_are_flagged_on_the_list(client, team, partner, ann):
    with unit_of_work(team.id):
        make_representative(partner)
        make_representative(partner)
    assert "two voices" in client.get("/teams/east/partners").text


def test_a_reader_sees_authority_and_records_none(client, team, base, record):
    with unit_of_work(team.id):
        reader = make_reader(team)
    client.sign_in(reader)
    assert "Record an authority" not in client.get(base).text
    assert record().status_code == 403


def test_the_pages_of_authority_take_as_many_selects_for_much_as_for_little(
    client, team, partner, ann, base, count_queries
):
    pages = [base, "/teams/east/authority"]
    with count_queries() as few:
        answers = [client.get(page).status_code for page in pages]
    with unit_of_work(team.id):
        more = [make_signatory(one) for one in (partner, *(make_partner(team) for _ in range(9)))]
    with count_queries() as many:
        answers += [client.get(page).status_code for page in pages]
    assert (len(more), set(answers)) == (10, {200})
    assert len(few.selects) == len(many.selects) <= 6
