"""Messages of announcements: the copy with its link, and the notice of an answer."""

import pytest

from registry.outbox.messages import NothingToSay
from tests.announcements.builders import FORUM, add_paper, answer, copies_of, link_to, send
from tests.outbox.builders import letters_queued

pytestmark = [
    pytest.mark.usefixtures("stopped_clock"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def row(announcement, **params):
    """What is kept of a message about an announcement."""
    return {
        "to_name": "Ann Lee",
        "subject": f"announcement:{announcement.id}",
        "team_id": announcement.team_id,
        "params": params,
    }


def test_a_copy_says_the_word_in_its_language_and_brings_the_link(draft):
    add_paper(draft)
    [copy] = copies_of(send(draft))
    letters = letters_queued("announcements.copy", **row(draft, copy=copy.id, generation=1))
    for language, letter in letters.items():
        assert letter.subject == FORUM.titles[language]
        assert FORUM.texts[language] in letter.text
        assert link_to(copy) in letter.text
    assert "A paper goes with it." in letters["en"].text


def test_it_asks_for_an_answer_where_one_is_wanted(sent):
    [copy] = copies_of(sent)
    letters = letters_queued("announcements.copy", **row(sent, copy=copy.id, generation=1))
    assert "We ask for your answer." in letters["en"].text


@pytest.mark.parametrize("generation", [0, 2])
def test_a_copy_with_another_link_has_nothing_to_say(sent, generation):
    [copy] = copies_of(sent)
    with pytest.raises(NothingToSay):
        letters_queued("announcements.copy", **row(sent, copy=copy.id, generation=generation))


def test_coordinators_read_the_answer_in_their_mail(sent, observer):
    given = answer(sent, observer, "We come with four.")
    letters = letters_queued("announcements.answered", **row(sent, answer=given.id))
    assert "Dry Creek School" in letters["en"].subject
    assert all("We come with four." in letter.text for letter in letters.values())
    assert all(f"/teams/east/announcements/{sent.id}" in letter.text for letter in letters.values())
