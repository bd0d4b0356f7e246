"""A message as a real mail server gets it: its text, headers, files and accents."""

import datetime as dt

import pytest
from flask_babel import gettext

from registry.outbox.messages import Attachment, Letter
from registry.outbox.rules.messages import Fate
from tests.mailbox import attachments_of, text_of

ANN = "ann@example.org"

pytestmark = pytest.mark.usefixtures("stopped_clock")


def test_a_message_carries_its_text_and_says_that_a_program_wrote_it(mailbox, work, post):
    post()
    work()
    mail = mailbox.last(ANN)
    assert (mail["Subject"], text_of(mail)) == ("For Ann", "Good day.\r\n\r\n-- \r\nEast Team\r\n")
    assert (mail["To"], mail["From"]) == (
        "Ann <ann@example.org>",
        "Partnership Registry <registry@localhost>",
    )
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)


def test_names_and_texts_with_accents_arrive_whole(mailbox, work, post, compose_with):
    compose_with(lambda message: Letter("Énoncé d’engagement", "Équipe de l’Est, « ᐃᓄᒃ »\n"))
    post(to_name="Zoé Tremblay, Équipe")
    work()
    mail = mailbox.last(ANN)
    assert mail["Subject"] == "Énoncé d’engagement"
    assert text_of(mail).startswith("Équipe de l’Est, « ᐃᓄᒃ »\r\n")
    assert mail["To"].addresses[0].display_name == "Zoé Tremblay, Équipe"


def test_a_message_is_written_in_its_readers_language(mailbox, work, post, compose_with):
    compose_with(lambda message: Letter(gettext("Partners"), "…\n"))
    post(language="fr")
    work()
    assert mailbox.last(ANN)["Subject"] == "Partenaires"


def test_files_arrive_byte_for_byte(mailbox, work, post, compose_with):
    pdf = bytes(range(256)) * 40
    file = Attachment("entente-é.pdf", "application/pdf", pdf)
    compose_with(lambda message: Letter("The record", "Here.\n", [file]))
    post()
    work()
    assert attachments_of(mailbox.last(ANN)) == {"entente-é.pdf": pdf}


# -- what cannot be sent -----------------------------------------------------------------------------


def test_a_line_break_in_a_name_makes_no_second_recipient(mailbox, work, post):
    post(to_name="Ann\r\nBcc: eve@example.org")
    work()
    [message] = mailbox.messages
    assert (message["Bcc"], mailbox.to("eve@example.org")) == (None, [message])
    assert [one.addr_spec for one in message["To"].addresses] == ["ann@example.org"]


def test_a_line_break_in_an_address_leaves_the_message_unsent(mailbox, work, post):
    message = post(address="ann@example.org\r\nBcc: eve@example.org")
    work()
    assert mailbox.messages == []
    assert message.fate == Fate.PLANNED


def test_a_line_break_in_a_title_makes_no_header(mailbox, work, post, compose_with):
    compose_with(lambda message: Letter("A title\r\nBcc: eve@example.org", "Good day.\n"))
    post()
    work()
    assert mailbox.to("eve@example.org") == []
