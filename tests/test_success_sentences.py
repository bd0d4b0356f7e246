"""Nothing is said that did not happen: where nobody can be told, the sentence of success names them."""

import html
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from babel.messages.pofile import read_po

from registry.commitments.rules.requests import LINKS as SIGNING_LINKS
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.decisions.models.decisions import Decision
from registry.documents.services import documents
from registry.outbox.models import Message
from registry.partners.models.partners import Partner
from registry.security.link_tokens import LinkParts
from tests.cast import Cast, make_cast
from tests.commitments import builders as commitments
from tests.conflicts import builders as conflicts
from tests.decisions import builders as decisions
from tests.factories import WHO_AND_WHEN, make_signatory
from tests.withdrawals import builders as withdrawals

TEAM = "/teams/east"
TODAY = conflicts.TODAY.isoformat()
#: What must not be said of anybody who was not written to.
SAYS_TOLD = re.compile(r"\b(told|mailed|notified|informed|on (its|their) way)\b", re.IGNORECASE)

RIVERSIDE, MAPLE, BIRCH = "Riverside Hospital", "Maple Clinic", "Birch Home Care"
GROUP, STEERING = "Data Group", "Steering Committee"

pytestmark = [
    pytest.mark.usefixtures("session", "stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

#: What is done: the page, and what is typed there.
Doing = tuple[str, Mapping[str, Any]]


@pytest.fixture
def cast(once):
    """A team of whose people mail reaches the coordinator alone."""
    return once(make_silent_cast)


def make_silent_cast() -> Cast:
    made = make_cast()
    with unit_of_work():
        for user in (made.chair, made.member, made.recused, made.of_group):
            user.disabled_at = WHO_AND_WHEN["act"].at
        for user in (made.for_riverside, made.for_maple, made.for_birch):
            user.disabled_at = WHO_AND_WHEN["act"].at
    return made


# -- what is done ------------------------------------------------------------------------------------


def raising(cast: Cast) -> Doing:
    typed = {
        "count": "2",
        "committee": cast.group.id,
        "party_1": f"partner:{cast.riverside.id}",
        "party_2": f"partner:{cast.maple.id}",
        "subject": "The van",
        "account": "Both need it.",
        "raised_on": TODAY,
    }
    return f"{TEAM}/conflicts/new", typed


def extending(cast: Cast) -> Doing:
    case = conflicts.raise_one(cast)
    return f"{TEAM}/conflicts/{case.id}/extension", {"to_on": "2027-01-29", "reason": "Time"}


def escalating(cast: Cast) -> Doing:
    return f"{TEAM}/conflicts/{conflicts.raise_one(cast).id}/escalate", {"reason": "No way"}


def helping(cast: Cast) -> Doing:
    case = conflicts.at_steering(cast)
    typed = {"role": "mediator", "name": "Ines Ito", "proposed_by": "us", "agreed_by": "both"}
    return f"{TEAM}/conflicts/{case.id}/helper", typed


def closing(cast: Cast) -> Doing:
    case = conflicts.raise_one(cast)
    typed = {"revision": case.revision, "state": "settled", "on": TODAY, "text": "They share it."}
    return f"{TEAM}/conflicts/{case.id}/close", typed


def reopening(cast: Cast) -> Doing:
    case = conflicts.raise_one(cast)
    conflicts.close(case, cast.coordinator)
    return f"{TEAM}/conflicts/{case.id}/reopen", {"reason": "It began again."}


def spending(cast: Cast) -> Doing:
    case = conflicts.raise_one(cast)
    typed = {"what": "Mediation", "total": "10", "share_1": "5", "share_2": "5", "ground": "Agreed"}
    return f"{TEAM}/conflicts/{case.id}/expenses/new", typed


def asking(cast: Cast) -> Doing:
    roll = [f"partner:{partner.id}" for partner in (cast.riverside, cast.maple)]
    typed = {"title": "One line", "question": "Shall we?", "audience": "team", "roll": roll}
    return f"{TEAM}/decisions/open", typed


def in_round(cast: Cast, *levels: int) -> Decision:
    with unit_of_work():
        decision = decisions.open_one(cast.team)
        if levels:
            given = [decisions.at(level, reason="No") for level in levels]
            spoken = zip(decision.voices, given, strict=True)
            decisions.meet(decision, {voice.id: one for voice, one in spoken})
            decisions.close(decision)
    return decision


def asking_again(cast: Cast) -> Doing:
    return decisions.address_of(in_round(cast, 1, 1, 6), "/round"), {"question": "From June?"}


def recording(cast: Cast) -> Doing:
    return decisions.address_of(in_round(cast, 1, 1, 1), "/record"), decisions.a_record()


def relaying(cast: Cast) -> Doing:
    decision = in_round(cast)
    voice = next(voice for voice in decision.voices if voice.name == RIVERSIDE)
    typed = {"said": "1", "channel": "phone", "said_by": "Their chair", "said_on": TODAY, "seen": "0"}
    return decisions.address_of(decision, f"/voices/{voice.id}/relay"), typed


def inviting(cast: Cast) -> Doing:
    commitments.publish_policy(cast.team)
    return f"{TEAM}/documents/privacy-policy/versions/1/invite", {}


def lose_address(partner: Partner) -> None:
    with unit_of_work():
        for person in partner.signatories:
            person.email = ""


def reminding(cast: Cast) -> Doing:
    version = commitments.publish_policy(cast.team)
    with unit_of_work():
        make_signatory(cast.riverside)
    commitments.ask_one(version, cast.riverside)
    lose_address(cast.riverside)
    return f"{TEAM}/documents/privacy-policy/versions/1/remind", {}


def publishing(cast: Cast) -> Doing:
    version = commitments.publish_policy(cast.team)
    with unit_of_work():
        make_signatory(cast.riverside)
    commitments.sign(commitments.ask_one(version, cast.riverside))
    lose_address(cast.riverside)
    with unit_of_work(cast.team.id):
        documents.start_next_version(version.document, **WHO_AND_WHEN)
    typed = {
        "change_note_en": "Slips.",
        "change_note_fr": "Fautes.",
        "change_kind": "editorial",
    }
    return f"{TEAM}/documents/privacy-policy/draft/publish", typed


def offering(cast: Cast) -> Doing:
    withdrawal = withdrawals.enter(cast.riverside)
    typed = {"kind": "address", "text": "A nurse.", "offered_by": "The chair", "offered_on": TODAY}
    return f"{TEAM}/withdrawals/{withdrawal.id}/efforts/new", typed


def staying(cast: Cast) -> Doing:
    withdrawal = withdrawals.enter(cast.riverside)
    return f"{TEAM}/withdrawals/{withdrawal.id}/stays", {"reason": "Nurses came."}


BY_COORDINATOR: list[tuple[Callable[[Cast], Doing], str, list[str]]] = [
    (raising, "The case is raised.", [RIVERSIDE, MAPLE, GROUP]),
    (extending, "Proposed.", [RIVERSIDE, MAPLE, GROUP]),
    (escalating, "The case is before the steering committee.", [RIVERSIDE, MAPLE, STEERING]),
    (helping, "Who helps is recorded.", [RIVERSIDE, MAPLE, STEERING]),
    (closing, "The case is closed; its record is being made.", [RIVERSIDE, MAPLE, GROUP]),
    (reopening, "The case is open again.", [RIVERSIDE, MAPLE, GROUP]),
    (spending, "Entered. Each who pays confirms its share.", [RIVERSIDE, MAPLE]),
    (asking, "The decision is open.", [RIVERSIDE, MAPLE]),
    (asking_again, "Round 2 is open.", [RIVERSIDE, MAPLE, BIRCH]),
    (recording, "The decision is recorded; its record is being made.", [RIVERSIDE, MAPLE, BIRCH]),
    (relaying, f"Entered for {RIVERSIDE}, which confirms or replaces it.", [RIVERSIDE]),
    (inviting, "Nobody had to be invited.", [RIVERSIDE, MAPLE, BIRCH]),
    (reminding, "", [RIVERSIDE]),
    (publishing, "Version 2 is published.", [RIVERSIDE]),
    (offering, "The effort is recorded.", [RIVERSIDE]),
    (staying, f"{RIVERSIDE} stays.", [RIVERSIDE]),
]


@pytest.mark.parametrize(
    ("doing", "sentence", "lost"), BY_COORDINATOR, ids=lambda one: getattr(one, "__name__", "")
)
def test_where_nobody_can_be_told_the_page_names_them_and_says_of_nobody_that_they_are(
    client, cast, doing, sentence, lost
):
    address, typed = doing(cast)
    client.sign_in(cast.coordinator)
    answer = client.post(address, data={"do": "send", **typed}, follow_redirects=True)
    done, noted = banners_of(answer)
    assert done.startswith(sentence)
    assert not SAYS_TOLD.search(done.replace("Told: the coordinators.", ""))
    assert [name for name in lost if name not in noted] == []


#: Those that go to one organization alone, by a person who has just spoken with it.
WITHOUT_PREVIEW = {relaying, staying}


@pytest.mark.parametrize(
    "doing",
    [doing for doing, *_rest in BY_COORDINATOR if doing not in WITHOUT_PREVIEW],
    ids=lambda doing: doing.__name__,
)
def test_what_goes_out_to_many_is_shown_first_whatever_was_asked(client, cast, doing):
    address, typed = doing(cast)
    client.sign_in(cast.coordinator)
    before = posted()
    page = client.post(address, data={name: value for name, value in typed.items() if name != "do"})
    assert "Nothing has gone out yet." in page.text
    assert posted() == before


def posted() -> int:
    """How many messages were ever posted."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Message)) or 0


def banners_of(answer: Any) -> tuple[str, str]:
    """What a page says was done, and what it asks to note."""
    said: dict[str, str] = {"Done": "", "Please note": ""}
    pattern = r'banner__title"[^>]*>(.*?)</h2>.*?banner__heading">(.*?)</p>'
    for title, words in re.findall(pattern, answer.text, re.DOTALL):
        said[title] = f"{said.get(title, '')} {html.unescape(re.sub('<[^>]+>', '', words))}".strip()
    return said["Done"], said["Please note"]


# -- what a signatory does by a link, while no mail reaches a coordinator ------------------------------

BY_LINK = [
    ("decline", {"reason": "Not now."}, "Your answer is recorded: declined."),
    ("question", {"text": "Why?"}, "Your question is kept. The answer comes by e-mail."),
    ("board", {"board_until": "2026-12-10"}, "Noted: it is with your board."),
    ("hand-over", {"to": "new", "name": "Bo", "title": "Chair", "email": "bo@example.org"}, "Thank you."),
]


@pytest.mark.parametrize(("page", "typed", "sentence"), BY_LINK, ids=[page for page, *_rest in BY_LINK])
def test_who_answers_by_a_link_hears_that_no_mail_reaches_the_coordinators(
    client, app, cast, page, typed, sentence
):
    version = commitments.publish_policy(cast.team)
    with unit_of_work():
        make_signatory(cast.riverside)
        cast.coordinator.disabled_at = WHO_AND_WHEN["act"].at
    request = commitments.ask_one(version, cast.riverside)
    token = SIGNING_LINKS.token_for(LinkParts(request.id, request.generation), secret=str(app.secret_key))
    answer = client.post(f"/sign/{token}/{page}", data=typed, follow_redirects=True)
    done, noted = banners_of(answer)
    assert done.startswith(sentence)
    assert not SAYS_TOLD.search(done)
    assert "No mail reaches the coordinators." in noted or "speaks for the coordinators" in noted


# -- what the catalogue claims ------------------------------------------------------------------------

#: How each sentence that says that somebody hears of something is made true, by how it begins.
MADE_TRUE = {
    "Told: ": "made of the messages that were posted",
    "The coordinators of %(team)s have been told.": "shown where a message to one of them was posted",
    "Your address is changed": "the old one is an address",
    "A link goes to the new address": "the old one is an address",
}
SAYS_HEARD = re.compile(r"\b(is|are|was|were|been) (told|notified|mailed)\b|^Told\b", re.IGNORECASE)


def test_the_catalogue_says_of_nobody_that_they_are_told_who_may_not_be():
    """A new such sentence is made of what was posted (`registry.teams.views.notices`), or says less."""
    with Path("registry/translations/fr/LC_MESSAGES/messages.po").open("rb") as file:
        said = [text for message in read_po(file) if message.id for text in texts_of(message)]
    heard = [text for text in said if SAYS_HEARD.search(text)]
    assert [text for text in heard if not text.startswith(tuple(MADE_TRUE))] == []


def texts_of(message: Any) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else message.id
