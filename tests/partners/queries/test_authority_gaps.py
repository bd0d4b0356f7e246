"""The problems of a whole team: the query leaves out nobody who has one."""

import datetime as dt
from itertools import product

import sqlalchemy as sa

from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.models.people import Grant
from registry.partners.queries import authority_gaps
from registry.partners.rules.authority import Basis
from tests.factories import NOW, make_partner, make_representative, make_signatory, make_team

TODAY = NOW.date()
DAYS = (None, TODAY - dt.timedelta(days=40), TODAY, TODAY + dt.timedelta(days=20))


def test_no_partner_with_a_problem_is_left_out(session, monkeypatch):
    with unit_of_work():
        team = make_team()
        for started_on, ended_on, is_alternate in product(DAYS, DAYS, (False, True)):
            if started_on is None or ended_on is None or started_on <= ended_on:
                _partner(team, started_on=started_on, ended_on=ended_on, is_alternate=is_alternate)
        make_signatory(make_partner(team, "Nothing to say of"))
    found = authority_gaps.flags_of_team(team.id, TODAY)
    monkeypatch.setattr(authority_gaps, "_may_be_flagged", lambda _on: sa.true())
    assert found == authority_gaps.flags_of_team(team.id, TODAY)
    assert len({flag.kind for flag in found}) == 3


def _partner(team, **said):
    """Two partners whose signatory has this grant alone; for one, two people speak as well."""
    for with_speaker in (False, True):
        partner = make_partner(team)
        signatory = make_signatory(partner)
        db.session.execute(sa.delete(Grant).where(Grant.partner_id == partner.id))
        given = {"partner_id": partner.id, "basis": Basis.TITLE, "recorded_at": NOW}
        db.session.add(Grant(signatory_id=signatory.id, **given, **said))
        if with_speaker:
            make_representative(partner)
            make_representative(partner)
