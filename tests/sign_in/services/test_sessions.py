"""Sessions: begun with a proof, renewed with another, ended by their owner, forgotten when long over."""

import datetime as dt

import pytest
import sqlalchemy as sa

from registry.audit import queries as audit_queries
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.errors import NotFound
from registry.security import actors
from registry.sign_in.models import UserSession
from registry.sign_in.rules.events import SignInEvent
from registry.sign_in.rules.sign_in import KEPT_AFTER_ITS_END, Factor, digest_of
from registry.sign_in.services import sessions
from registry.sign_in.services.sessions import Limits, Place
from tests.acts import act_of
from tests.factories import NOW, make_user

LIMITS = Limits(idle=dt.timedelta(minutes=30), whole=dt.timedelta(hours=12))
MINUTE = dt.timedelta(minutes=1)


def begin(user, *factors, now=NOW, **place):
    """Sign a person in: the token of their cookie."""
    where = Place(**({"address": "192.0.2.1", "browser": "Firefox, Linux"} | place))
    with unit_of_work():
        return sessions.begin(
            user, factors or [Factor.PASSWORD], place=where, limits=LIMITS, act=act_of(user, now)
        )


def session_of(token):
    """The session that a token opens, None where it opens nothing."""
    return db.session.scalar(sa.select(UserSession).where(UserSession.token_digest == digest_of(token)))


def last_event(user):
    return audit_queries.events_about(None, ("user", user.id))[0]


def test_a_session_keeps_what_was_proved_and_until_when_it_lasts(ann):
    token = begin(ann, Factor.PASSWORD, Factor.CODE)
    begun = session_of(token)
    assert begun.factors == [Factor.CODE, Factor.PASSWORD]
    assert (begun.user_id, begun.began_at, begun.ends_at) == (ann.id, NOW, NOW + LIMITS.whole)
    assert token not in str(vars(begun))
    event = last_event(ann)
    assert (event.tag, event.details) == (SignInEvent.ACCOUNT_SIGNED_IN, {"factors": ["code", "password"]})


def test_where_somebody_comes_from_is_cut_to_what_the_table_holds(ann):
    begun = session_of(begin(ann, address="f" * 99, browser="x" * 99))
    assert (begun.address, begun.browser) == ("f" * 45, "x" * 60)


def test_a_further_proof_is_added_and_the_old_token_opens_nothing_any_more(ann):
    old = begin(ann)
    with unit_of_work():
        new = sessions.prove_again(session_of(old), [Factor.CODE], act=act_of(ann, NOW + MINUTE))
    proved = session_of(new)
    assert session_of(old) is None
    assert (proved.factors, proved.proved_at) == (["code", "password"], NOW + MINUTE)
    assert proved.ends_at == NOW + LIMITS.whole
    assert last_event(ann).tag == SignInEvent.ACCOUNT_PROVED


def test_that_a_session_is_in_use_never_goes_back_nor_wakes_one_that_ended(ann):
    token = begin(ann)
    for later in (2 * MINUTE, MINUTE):
        with unit_of_work():
            sessions.note_seen(session_of(token).id, now=NOW + later)
    assert session_of(token).last_seen_at == NOW + 2 * MINUTE
    with unit_of_work():
        sessions.end_all(ann.id, act=act_of(ann, NOW + 3 * MINUTE))
        sessions.note_seen(session_of(token).id, now=NOW + 4 * MINUTE)
    assert session_of(token).last_seen_at == NOW + 2 * MINUTE


def test_a_person_ends_a_session_of_their_own_once(ann):
    begun = session_of(begin(ann))
    for later in (MINUTE, 2 * MINUTE):
        with unit_of_work():
            sessions.end(begun.id, owner=ann.id, act=act_of(ann, NOW + later))
    assert begun.ended_at == NOW + MINUTE
    told = [event.tag for event in audit_queries.events_about(None, ("user", ann.id))]
    assert told.count(SignInEvent.SESSION_ENDED) == 1


def test_a_session_of_somebody_else_is_not_found(ann):
    begun = session_of(begin(ann))
    with unit_of_work():
        stranger = make_user()
    for owner, session_id in ((stranger.id, begun.id), (ann.id, begun.id + 1)):
        with pytest.raises(NotFound, match="no such session"), unit_of_work():
            sessions.end(session_id, owner=owner, act=act_of(actors.user(owner), NOW))
    assert begun.ended_at is None


def test_all_sessions_of_a_person_end_but_the_one_they_are_in(ann):
    with unit_of_work():
        bo = make_user()
    here, there, elsewhere, of_bo = begin(ann), begin(ann), begin(ann), begin(bo)
    with unit_of_work():
        ended = sessions.end_all(ann.id, but=session_of(here).id, act=act_of(actors.COMMAND, NOW))
    assert ended == 2
    assert [session_of(token).ended_at for token in (here, there, elsewhere, of_bo)] == [None, NOW, NOW, None]
    event = last_event(ann)
    assert (event.tag, event.actor, event.details) == (SignInEvent.SESSION_ENDED, "command", {"count": 2})


def test_where_nothing_ends_nothing_is_told(ann):
    before = last_event(ann).id
    with unit_of_work():
        assert sessions.end_all(ann.id, act=act_of(ann, NOW)) == 0
    assert last_event(ann).id == before


def test_everybody_is_signed_out_of_what_still_lasts(ann):
    with unit_of_work():
        bo = make_user()
    over, lasting = begin(ann, now=NOW - LIMITS.whole), [begin(ann), begin(bo)]
    with unit_of_work():
        assert sessions.end_those_of_all(act=act_of(actors.COMMAND, NOW)) == 2
    assert [session_of(token).ended_at for token in lasting] == [NOW, NOW]
    assert session_of(over).ended_at is None


def test_sessions_that_are_over_for_long_are_forgotten(ann):
    over, ended, lately, lasting = (
        begin(ann, now=NOW - KEPT_AFTER_ITS_END - LIMITS.whole - MINUTE),
        begin(ann, now=NOW - MINUTE),
        begin(ann, now=NOW - KEPT_AFTER_ITS_END - LIMITS.whole),
        begin(ann),
    )
    with unit_of_work():
        session_of(ended).ended_at = NOW - KEPT_AFTER_ITS_END - MINUTE
        db.session.flush()
        sessions.sweep(now=NOW)
    assert [bool(session_of(token)) for token in (over, ended, lately, lasting)] == [False, False, True, True]
