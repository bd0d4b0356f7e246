"""What the tests of second proofs begin with: a statement or a notice to sign, and who is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import config
from registry.commitments.queries import requests as commitment_requests
from registry.database.session import db
from registry.security.link_tokens import LinkParts
from registry.sign_in.views import oidc_client
from registry.signing import wording as signing_wording
from registry.signing.models import PersonalRequest
from registry.teams.rules import StepUp
from tests.commitments.builders import signature
from tests.commitments.conftest import address, asked, partner, team, version
from tests.sign_in.provider import CLIENT, SECRET, Provider
from tests.signing.builders import DIRECTORY, accept

__all__ = ["address", "asked", "partner", "team", "version"]

#: What is typed beside a proof, on either page.
TYPED = {
    "name": "Ann Lee",
    "title": "Director",
    "typed": "Ann Lee",
    "has_authority": "y",
    "consents": "y",
}


@dataclass
class Signing:
    """A page on which somebody signs, and what has become of it."""

    client: Any
    request: Any
    page: str
    typed: dict[str, str]
    given_for: Any

    @property
    def asked(self) -> PersonalRequest:
        """The request, as it stands."""
        db.session.expire_all()
        return self.request

    def post(self, code="", client=None, **said):
        """Sign on the page, as it was filled in."""
        return (client or self.client).post(self.page, data=self.typed | {"code": code} | said)

    @property
    def evidence(self) -> dict[str, Any] | None:
        """What was kept of the signature; None while there is none."""
        given = self.given_for(self.request.id)
        return given.evidence if given else None

    @property
    def proof_in_words(self) -> str:
        """The second proof, as the record says it."""
        return signing_wording.of_evidence(self.evidence or {}, "America/Toronto")


@pytest.fixture
def statement(client, asked, address):
    """A statement to sign."""
    typed = TYPED | {"language": "en", "shown": signature(asked).shown}
    return Signing(client, asked, address(asked), typed, commitment_requests.commitment_of_request)


@pytest.fixture
def notice(app, client, partner):
    """A notice of withdrawal to sign."""
    from registry.withdrawals.queries import withdrawals  # noqa: PLC0415  # may have been removed
    from tests.withdrawals.builders import ask as ask_for_notice  # noqa: PLC0415
    from tests.withdrawals.builders import day  # noqa: PLC0415

    request = ask_for_notice(partner)
    parts = LinkParts(request.id, request.generation)
    page = f"/notice/{request.LINKS.token_for(parts, secret=str(app.secret_key))}"
    typed = TYPED | {"effective_on": day(30).isoformat(), "reason": "means", "account": "We lack nurses."}
    return Signing(client, request, page, typed, withdrawals.notice_of_request)


@pytest.fixture(params=["statement", pytest.param("notice", marks=pytest.mark.needs("withdrawals"))])
def signing(request):
    """Either."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def provider(app) -> Iterator[Provider]:
    """The directory of the organization whose addresses end in `example.org`, and one of another's."""
    found = Provider()
    known = config.Directory("larkspur", DIRECTORY, found.issuer, CLIENT, SECRET, {"example.org": DIRECTORY})
    other = config.Directory("other", "Other", found.issuer, CLIENT, SECRET, {"other.example": "Other"})
    app.config["REGISTRY_SIGN_ON"] = (known, other)
    oidc_client.get_to_know(app)
    yield found
    found.close()
    app.config["REGISTRY_SIGN_ON"] = ()
    oidc_client.get_to_know(app)


@pytest.fixture
def asks(team, provider):
    """The team takes the word of directories alone."""
    accept(team, StepUp.SIGN_ON)
