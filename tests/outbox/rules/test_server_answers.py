"""What the answers of a mail server mean for a message."""

import pytest

from registry.outbox.rules.server_answers import Stage, Verdict, judge

SENDER, RECIPIENT, CONTENT = Stage.SENDER, Stage.RECIPIENT, Stage.CONTENT


@pytest.mark.parametrize(
    ("stage", "code", "words", "verdict"),
    [
        (CONTENT, 250, "2.0.0 queued", Verdict.SENT),
        (RECIPIENT, 251, "user not local; will forward", Verdict.SENT),
        # about the mailbox: for good
        (RECIPIENT, 550, "5.1.1 <a@b.ca>: Recipient address rejected: User unknown", Verdict.REFUSED),
        (RECIPIENT, 550, "5.1.1 The email account that you tried to reach does not exist", Verdict.REFUSED),
        (RECIPIENT, 550, "5.1.10 RESOLVER.ADR.RecipientNotFound", Verdict.REFUSED),
        (RECIPIENT, 550, "5.2.1 mailbox disabled", Verdict.REFUSED),
        (RECIPIENT, 552, "5.2.2 mailbox over quota", Verdict.REFUSED),
        (RECIPIENT, 550, "5.4.1 Recipient address rejected: Access denied", Verdict.REFUSED),
        (RECIPIENT, 550, "5.7.1 Recipient not accepted for policy reasons", Verdict.REFUSED),
        (RECIPIENT, 550, "no such user here", Verdict.REFUSED),
        (RECIPIENT, 550, "", Verdict.REFUSED),
        (RECIPIENT, 556, "domain does not accept mail", Verdict.REFUSED),
        # about this message: for good
        (CONTENT, 552, "5.3.4 message size exceeds fixed limit", Verdict.REFUSED),
        (SENDER, 552, "5.3.4 message size exceeds fixed limit", Verdict.REFUSED),
        (CONTENT, 554, "5.7.1 message contains a virus", Verdict.REFUSED),
        (CONTENT, 550, "5.6.0 malformed message", Verdict.REFUSED),
        # about the sender, the relay, the sign-in: kept
        (RECIPIENT, 550, "5.7.1 relaying denied", Verdict.KEPT),
        (RECIPIENT, 554, "5.7.1 <a@b.ca>: Relay access denied", Verdict.KEPT),
        (RECIPIENT, 550, "relay not permitted", Verdict.KEPT),
        (RECIPIENT, 554, "<a@b.ca>: Relay access denied", Verdict.KEPT),
        (RECIPIENT, 550, "5.7.1 Unable to relay", Verdict.KEPT),
        (RECIPIENT, 554, "5.7.1 <mx.b.ca[1.2.3.4]>: Client host rejected", Verdict.KEPT),
        (RECIPIENT, 550, "5.1.8 <r@b.ca>: Sender address rejected: Domain not found", Verdict.KEPT),
        (RECIPIENT, 550, "5.1.7 bad sender", Verdict.KEPT),
        (RECIPIENT, 503, "5.5.1 bad sequence of commands", Verdict.KEPT),
        (CONTENT, 550, "5.7.26 unauthenticated email is not accepted due to DMARC policy", Verdict.KEPT),
        (CONTENT, 550, "5.7.23 SPF validation failed", Verdict.KEPT),
        (RECIPIENT, 530, "5.7.0 Authentication required", Verdict.STOPPED),
        (RECIPIENT, 530, "5.7.0 Must issue a STARTTLS command first", Verdict.STOPPED),
        (CONTENT, 535, "5.7.8 bad credentials", Verdict.STOPPED),
        (SENDER, 550, "5.7.1 sender refused", Verdict.STOPPED),
        (SENDER, 553, "sender not allowed", Verdict.STOPPED),
        (SENDER, 554, "5.7.1 no", Verdict.STOPPED),
        # limits
        (CONTENT, 550, "5.4.5 Daily user sending limit exceeded", Verdict.STOPPED),
        (RECIPIENT, 550, "5.7.1 daily sending quota exceeded", Verdict.STOPPED),
        (RECIPIENT, 450, "4.7.1 rate limit exceeded", Verdict.STOPPED),
        (RECIPIENT, 452, "too many recipients this hour", Verdict.STOPPED),
        # not now: the mailbox a few times, the server for as long as it takes
        (RECIPIENT, 450, "4.2.0 greylisted", Verdict.LATER),
        (RECIPIENT, 451, "4.7.1 greylisted, come back later", Verdict.LATER),
        (RECIPIENT, 450, "mailbox busy", Verdict.LATER),
        (RECIPIENT, 452, "4.2.2 mailbox full", Verdict.LATER),
        (RECIPIENT, 452, "not enough room", Verdict.STOPPED),
        (RECIPIENT, 452, "4.3.1 not enough room", Verdict.STOPPED),
        (RECIPIENT, 421, "4.3.2 going down", Verdict.STOPPED),
        (CONTENT, 451, "4.3.0 queue file write error", Verdict.STOPPED),
        (CONTENT, 451, "4.7.1 try again later", Verdict.LATER),
        (SENDER, 451, "4.3.0 try again", Verdict.STOPPED),
        (SENDER, -1, "what is this", Verdict.STOPPED),
    ],
)
def test_an_answer_is_judged_by_what_it_is_about(stage, code, words, verdict):
    assert judge(stage, code, words) is verdict


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("code", range(400, 500))
def test_nothing_is_for_good_that_the_server_calls_for_now(stage, code):
    assert judge(stage, code, "no") in (Verdict.LATER, Verdict.STOPPED)
