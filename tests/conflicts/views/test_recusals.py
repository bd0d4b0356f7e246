"""The page on which a recusal is taken back."""

from functools import partial

import pytest

from tests.conflicts.builders import raise_one, recuse
from tests.reading import corrected, words_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_who_leads_the_case_takes_back_a_recusal_on_its_page(cast, client):
    case = raise_one(cast, committee=cast.steering)
    recusal = recuse(case, cast.member, by=cast.coordinator)
    client.sign_in(cast.coordinator)
    page = f"/teams/east/conflicts/{case.id}/recusals/{recusal.id}/take-back"
    assert "Take back the recusal of Sol Sato" in client.get(page).text
    post = partial(send, client, case)
    preview, answer = corrected(post, page, reason="Another Sol was meant")
    today, _, after = words_of(preview).partition("What this correction changes")[2].partition("After the")
    assert ("Sol Sato" in today, "Sol Sato" in after.partition("Nothing is saved")[0]) == (True, False)
    shown = words_of(client.get(answer.location))
    assert "Another Sol was meant" in shown
    assert "Corrected: Sol Sato" in shown


def test_the_person_who_was_meant_is_recused_in_their_place(cast, client):
    case = raise_one(cast, committee=cast.steering)
    recusal = recuse(case, cast.member, by=cast.coordinator)
    client.sign_in(cast.coordinator)
    page = f"/teams/east/conflicts/{case.id}/recusals/{recusal.id}/take-back"
    corrected(partial(send, client, case), page, whom=cast.chair.id, reason="The chair was meant")
    assert [one.user_id for one in case.recusals if not one.is_own_party] == [cast.chair.id]
    assert recusal.superseded_by_id == case.recusals[-1].id


def send(client, case, page, **said):
    """Sends a form about the case, as it was read just now."""
    return client.post(page, data={"revision": case.revision} | said)
