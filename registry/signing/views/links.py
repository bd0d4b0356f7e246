"""From the token of a personal link to its request, or to a page that explains why the link does not work and
what to do.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from flask import render_template, request, session, url_for

from registry import clock, settings
from registry.database.transactions import unit_of_work
from registry.outbox.services.messages import SEND
from registry.security.link_tokens import PersonalLinks
from registry.sign_in.forms import LinkForm
from registry.signing.models import PersonalRequest
from registry.signing.rules.requests import DeadLink, dead_link
from registry.signing.services import requests
from registry.web.page import AnsweredBy


class Linked(Protocol):
    """The target of a personal link."""

    @property
    def generation(self) -> Any:
        """The generation of its current link."""

    @property
    def language(self) -> Any:
        """The language of the person with the link."""

    def link_lives(self, now: dt.datetime, /) -> bool:
        """Whether its current link still works."""


T = TypeVar("T", bound=Linked)
#: Returns the page for a dead link from its target, its token, and the reason.
DeadPage = Callable[[T, str, DeadLink], tuple[str, int]]


@dataclass(frozen=True)
class LinkPages(Generic[T]):
    """The pages behind the links of one kind."""

    links: PersonalLinks
    find: Callable[[int], T | None]
    #: The text about a damaged link, if it differs from the usual one.
    broken: Any = ""

    def behind(self, token: str, *, dead: DeadPage[T]) -> T:
        """The target of a valid link; otherwise raises `AnsweredBy` with the page for a damaged or dead
        link.
        """
        found, generation = self._read(token)
        session.setdefault("language", found.language)
        why = dead_link(generation=generation, newest=found.generation, lives=found.link_lives(clock.now()))
        if why is not None:
            raise AnsweredBy(dead(found, token, why))
        return found

    def named_by(self, token: str) -> T:
        """The target of a link, even of a dead one; raises `AnsweredBy` with the page for a damaged link."""
        return self._read(token)[0]

    def _read(self, token: str) -> tuple[T, int]:
        parts = self.links.read_token(token, secret=settings.secret())
        found = self.find(parts.identity) if parts else None
        if parts is None or found is None:
            raise AnsweredBy(_broken_page(self.broken))
        return found, parts.generation


def note_fetched(asked: PersonalRequest) -> None:
    """Record the first time a request's page is opened."""
    if asked.fetched_at is None and request.method == "GET":
        with unit_of_work(asked.team.id):
            requests.note_fetched(asked, act=asked.act_by_link(clock.now()))


def renew(asked: PersonalRequest) -> str:
    """Send a new link to the address on file, and say so."""
    with unit_of_work(asked.team.id, wake=(SEND,)):
        requests.renew(asked, act=asked.act_by_link(clock.now()))
    return render_template("signing/renewed.html", request=asked, team=asked.team)


def dead_page(
    template: str, asked: PersonalRequest, token: str, *, words: str, can_renew: bool
) -> tuple[str, int]:
    """The page of a dead link; `template` says what it was about."""
    page = render_template(
        template,
        request=asked,
        partner=asked.partner,
        team=asked.team,
        words=words,
        can_renew=can_renew,
        renew=url_for(".renew", token=token),
    )
    return page, 410


def _broken_page(words: str) -> tuple[str, int]:
    """The page of a damaged link: it says what may be wrong, and asks for the address."""
    return render_template("signing/broken_link.html", form=LinkForm(formdata=None), words=words), 404
