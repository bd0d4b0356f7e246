"""A team with something in every corner, for tests that go through all of the registry's pages."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from registry.app import FEATURES
from registry.commitments.services import requests
from registry.database.transactions import unit_of_work
from registry.partners.rules.partners import Status
from registry.security.permissions import Permission
from tests.factories import (
    WHO_AND_WHEN,
    make_committee,
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
    "layout": "pages",
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
    for fill in in_builders("fill_whole_team"):
        fill(team, partner, committee)
    return team


def personal_links(team: Any) -> dict[str, tuple[str, ...]]:
    """The pages behind a link of each kind into a whole team, by what it is; first the one it leads to."""
    return {kind: pages for links in in_builders("links_into") for kind, pages in links(team).items()}


def in_builders(name: str) -> Iterator[Any]:
    """What the builders of features have under a name, in the order of the street."""
    for feature in FEATURES:
        if (Path(__file__).parent / feature / "builders.py").exists():
            builders = import_module(f"tests.{feature}.builders")
            if hasattr(builders, name):
                yield getattr(builders, name)


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
