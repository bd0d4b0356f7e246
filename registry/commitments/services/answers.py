"""A signatory's answers other than signing, and the coordinator's replies."""

import datetime as dt

from registry.audit.services import events
from registry.commitments import messages
from registry.commitments.models import Question, SigningRequest
from registry.commitments.rules.events import CommitmentEvent
from registry.commitments.rules.requests import check_board_date
from registry.database.session import db
from registry.errors import N_, RuleBroken
from registry.security.actors import Act
from registry.signing.rules.requests import RequestState, board_expiry, check_reason
from registry.signing.services import requests as signing_requests


def decline(request: SigningRequest, *, reason: str, act: Act) -> None:
    """The signatory declines with a reason; the coordinators are told."""
    signing_requests.check_answerable(request, act.at)
    request.reason = check_reason(reason, field="reason")
    signing_requests.end(request, RequestState.DECLINED, act=act)
    events.record(CommitmentEvent.REQUEST_DECLINED, request, act)
    messages.ToCoordinator.post("declined", request, act.at)


def keep_with_board(request: SigningRequest, *, until: dt.date, act: Act) -> None:
    """The signatory involves their board first: no reminder until the day given, and a link that stays valid
    beyond it.
    """
    signing_requests.check_answerable(request, act.at)
    check_board_date(until, act.on)
    set_board_day(request, until)
    events.record(
        CommitmentEvent.REQUEST_WITH_BOARD,
        request,
        act,
        until=until.isoformat(),
    )
    messages.ToCoordinator.post("with_board", request, act.at)


def set_board_day(request: SigningRequest, until: dt.date) -> None:
    """Note that a request is with its board until a day, and extend its link beyond it."""
    request.board_until = until
    request.expires_at = max(request.expires_at, board_expiry(until, request.partner.team.timezone))


def ask_question(request: SigningRequest, *, text: str, act: Act) -> Question:
    """The signatory asks a question before signing; the coordinators are told."""
    signing_requests.check_answerable(request, act.at)
    question = Question(
        request_id=request.id, text=check_reason(text, field="text"), asked_at=act.at, answer=""
    )
    db.session.add(question)
    db.session.flush()
    events.record(CommitmentEvent.QUESTION_ASKED, request, act, question=question.id)
    messages.ToCoordinator.post("question", request, act.at, question=question.id)
    return question


def answer_question(question: Question, *, answer: str, act: Act) -> None:
    """A coordinator answers; the signatory receives the answer by mail and behind the link."""
    if question.answered_at is not None:
        raise RuleBroken(N_("This question has been answered."), field="answer")
    question.answer = check_reason(answer, field="answer")
    question.answered_at, question.answered_by_id = act.at, act.by.account_id
    events.record(CommitmentEvent.QUESTION_ANSWERED, question.request, act, question=question.id)
    messages.Answer.post(question, act.at)
