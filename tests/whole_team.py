"""A team with something in every corner, for tests that go through all of the registry's pages."""

from collections import defaultdict
from functools import cache
from typing import Any

from registry.commitments.services import requests
from registry.conflicts.queries import parties
from registry.conflicts.services import cases
from registry.database.transactions import unit_of_work
from registry.partners.rules.partners import Status
from registry.security.permissions import Permission
from registry.withdrawals.rules.withdrawals import EffortKind
from registry.withdrawals.services import efforts, notices
from registry.withdrawals.services import requests as withdrawal_requests
from tests.acts import act_of
from tests.admissions.making import make_admission
from tests.decisions.making import open_one
from tests.factories import (
    BY_AND_WHEN,
    NOW,
    WHO_AND_WHEN,
    make_committee,
    make_coordinator,
    make_draft,
    make_partner,
    make_representative,
    make_seat,
    make_signatory,
    make_team,
    make_version,
    seat_member,
)

#: What stands in an address where the map has a name: all of it is there, in the first whole team, "east".
PLACES = {
    "team": "east",
    "slug": "privacy-policy",
    "key": "text",
    "language": "en",
    "issuer": "issuing",
    "filename": "registry.css",
    "kind": "partner",
}


def make_whole_team(slug: str) -> Any:
    """A team in which there is something behind every address."""
    with unit_of_work():
        team = make_team(slug=slug)
        partner = make_partner(team, status=Status.PARTNER)
        make_signatory(partner)
        make_signatory(partner)
        version = make_version(team)
        requests.invite_outstanding(version, due_on=None, **WHO_AND_WHEN)
        make_draft(team)
        make_representative(partner, email=f"first@{slug}.example.org")
        committee = make_committee(team)
        seat_member(make_seat(committee), is_chair=True)
        open_one(team)
        _begin_withdrawals(team)
        make_case(team, partner, committee)
    make_admission(team)
    return team


def _begin_withdrawals(team):
    """One organization is asked for a notice, another has given it and was offered something."""
    asked, leaving = make_partner(team), make_partner(team)
    withdrawal_requests.ask_for_notice(asked, make_signatory(asked), **BY_AND_WHEN)
    paper = notices.PaperNotice(given_on=NOW.date(), language="en")
    withdrawal = notices.enter_notice(leaving, paper, **BY_AND_WHEN)
    talk = {"offered_by": "The chair", "offered_on": NOW.date(), "text": "A talk."}
    efforts.offer_effort(withdrawal, kind=EffortKind.UNDERSTAND, **talk, **BY_AND_WHEN)


def make_case(team, partner, committee):
    """A conflict between a partner and the team, that arose at its steering committee."""
    cases.raise_case(
        team,
        committee=committee,
        named=[parties.of_partner(partner), parties.of_team(team)],
        subject="The van",
        account="Both need it.",
        act=act_of(make_coordinator(team), NOW),
    )


class Page:
    """One address and method, with what its view says on who may enter."""

    def __init__(self, app, rule, method, places):
        self.method, self.endpoint, self.rule = method, rule.endpoint, rule.rule
        self.of_a_team = "team" in rule.arguments
        self.access = getattr(app.view_functions[rule.endpoint], "registry_access", None)
        with app.test_request_context():
            self.address = app.url_map.bind("localhost").build(
                rule.endpoint, {name: places[name] for name in rule.arguments}
            )

    def __str__(self):
        return f"{self.method} {self.address}"

    @property
    def ends_the_session(self):
        """Whether who asks for it is signed out by it."""
        return "sign-out" in self.rule or "/sessions/" in self.rule

    @property
    def needs(self):
        """The permission that it asks for, where it asks for one."""
        return self.access if isinstance(self.access, Permission) else None


@cache
def pages_of(app, *, team: str = "east", first: int = 1) -> tuple[Page, ...]:
    """Every page of the registry, once for each method; `first` is the number of each thing in it."""
    places = defaultdict(lambda: first, PLACES | {"team": team})
    return tuple(
        Page(app, rule, method, places)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods & {"GET", "POST"})
        if rule.endpoint != "static"
    )
