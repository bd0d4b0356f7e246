"""Nothing is called refused that nobody refused: each sentence with such a word, and who refuses there."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from flask_babel import force_locale, gettext

from registry.commitments.rules.standings import Standing
from registry.conflicts.rules.terms import ProposalState, state_after
from registry.decisions.rules.decisions import Outcome, State
from registry.outbox.rules.messages import Fate
from registry.partners.rules.partners import Status
from registry.signing.rules.requests import RequestState

CATALOGUE = Path(__file__).resolve().parent.parent / "registry/translations/fr/LC_MESSAGES/messages.po"

ENGLISH = re.compile(r"\b(refus|declin|reject|denie)\w*", re.IGNORECASE)
FRENCH = re.compile(r"\b(refus|déclin|rejet)\w*", re.IGNORECASE)

#: Who refuses, by how the sentence begins.
WHO_REFUSES = {
    # the coordinator or chair, in a signed letter after the partners have decided
    "Not confirmed: 14 days. Refused, withdrawn": "the signer of the letter",
    "This application was refused.": "the signer of the letter",
    "Your application was refused.": "the signer of the letter",
    "%(who)s refused the application": "the signer of the letter",
    "The refusal is signed": "the signer of the letter",
    "The existing partners deliberate": "the signer of the letter",
    "Refuse it": "the signer of the letter, by this button",
    "Sign and send the refusal": "the signer of the letter, by this button",
    # the signatory, on the page behind their link
    "Nothing had to be asked": "a signatory, whose request was declined",
    "Why do you decline?": "the signatory",
    "Say in a few words why you decline.": "the signatory",
    "%(who)s declined to sign": "the signatory",
    "This request has been answered: it was declined.": "the signatory",
    "Your answer is recorded: declined.": "the signatory",
    "Decline": "the signatory, by this button",
    "Decline, with a reason": "the signatory, by this button",
    "Declined": "the signatory, or the partner to which something was offered",
    "Behind it you can also ask": "the signatory, if they wish",
    "%(partner)s declined": "the signatory",
    "%(person)s declined": "the signatory",
    # the coordinator, of another person to sign
    "%(who)s refused that another person": "the coordinator",
    "refused": "the coordinator, of a hand-over",
    "Refused.": "the coordinator, of a hand-over",
    "Or refuse, with a reason": "the coordinator, of a hand-over",
    "Refuse": "the coordinator, of a hand-over, by this button",
    "Refused": "a party that said no, or the signer of the letter",
    # a party, by its no
    "Extension refused": "a party that said no",
    "A party has refused this": "a party that said no",
    # the registry, of a password or a proof
    "A sign-in as %(what)s was refused.": "the registry",
    # sentences that say that it is none
    "A “no” is no refusal": "nobody, and it says so",
    "For a second application": "nobody, and it says so",
    "This is no refusal by the partners": "nobody, and it says so",
    "A shorter notice is pointed out and never refused.": "nobody, and it says so",
    # of disks, in French
    "The file could not be kept": "the disk",
}


def texts() -> list[tuple[str, str]]:
    """Every sentence of the catalogue with its French."""
    with CATALOGUE.open("rb") as file:
        pairs = [(message.id, message.string) for message in read_po(file) if message.id]
    return [pair for english, french in pairs for pair in zip(forms(english), forms(french), strict=True)]


def forms(words: Any) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def is_explained(words: str) -> bool:
    """Whether the table says who refuses there; a single word stands for itself alone."""
    return any(words == begins or (" " in begins and words.startswith(begins)) for begins in WHO_REFUSES)


def test_only_what_somebody_refuses_is_called_refused_in_either_language():
    said = [english for english, french in texts() if ENGLISH.search(english) or FRENCH.search(french)]
    assert [words for words in said if not is_explained(words)] == []


def test_the_table_names_no_sentence_that_is_gone():
    there = [english for english, _french in texts()]
    assert [begins for begins in WHO_REFUSES if not any(words.startswith(begins) for words in there)] == []


@pytest.mark.parametrize(
    "state",
    [
        ProposalState.OPEN,
        ProposalState.ENDED,
        State.NO_CONSENSUS,
        State.NOT_HELD,
        State.SET_ASIDE,
        Outcome.REJECTED,
        Standing.OUTSTANDING,
        Standing.OLDER,
        Standing.LAPSED,
        Standing.WITH_BOARD,
        RequestState.OPEN,
        RequestState.CLOSED,
        RequestState.REVOKED,
        RequestState.HANDED_OVER,
        Status.MISTAKE,
        *Fate,
    ],
    ids=lambda state: f"{type(state).__name__}.{state.name}",
)
def test_what_nobody_answered_or_nobody_refused_is_called_something_else(app, state):
    with app.test_request_context(), force_locale("fr"):
        french = gettext(state.label)
    assert not ENGLISH.search(state.label)
    assert not FRENCH.search(french)


def test_who_has_not_answered_has_refused_nothing():
    assert state_after([1, 2], {}) is state_after([1, 2], {1: True}) is ProposalState.OPEN
