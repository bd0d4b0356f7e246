"""Where the things that events are about have their pages."""

from collections.abc import Callable
from typing import Any

from flask import url_for

from registry.trail.subjects import Named

#: Endpoint of the page of each kind, and what its address holds beside the team.
PAGES: dict[str, tuple[str, Callable[[Named], dict[str, Any]]]] = {
    "partner": ("partners.show", lambda one: {"partner_id": one.id}),
    "committee": ("committees.show", lambda one: {"committee_id": one.id}),
    "decision": ("decisions.show", lambda one: {"decision_id": one.id}),
    "conflict_case": ("conflicts.show", lambda one: {"case_id": one.id}),
    "admission": ("admissions.show", lambda one: {"admission_id": one.id}),
    "document": ("documents.show", lambda one: {"slug": one.word}),
    "version": ("documents.show", lambda one: {"slug": one.word}),
    "commitment": ("pages.partner_agreements", lambda one: {"partner_id": one.number}),
    "signing_request": ("requests.show", lambda one: {"request_id": one.id}),
    "withdrawal": ("withdrawals.show", lambda one: {"withdrawal_id": one.id}),
    "withdrawal_request": ("withdrawals.index", lambda one: {}),
    "team": ("pages.team_home", lambda one: {}),
    "seat": ("committees.show", lambda one: {"committee_id": one.number}),
    "grant": ("authority.show", lambda one: {"partner_id": one.number}),
    "user": ("trail.of_thing", lambda one: {"kind": "user", "number": one.id}),
}


def address_of(named: Named, team_slug: str) -> str | None:
    """The page of a thing; None where it has none."""
    if named.kind == "record":
        return url_for("verification.show", code=named.word)
    if named.kind not in PAGES:
        return None
    endpoint, values = PAGES[named.kind]
    return url_for(endpoint, team=team_slug, **values(named))
