"""Signing in the demonstration: by typing, or by drawing."""

import datetime as dt

from registry.commitments.models import SigningRequest
from registry.commitments.services import signatures

#: Strokes of a signature in a box of 600 by 200.
DRAWN = (
    [[48, 124], [96, 56], [132, 140], [180, 68], [216, 132]],
    [[240, 110], [300, 80], [336, 120], [396, 88], [468, 116], [564, 72]],
)


def sign_one(request: SigningRequest, now: dt.datetime, *, drawn: bool = False) -> None:
    """Sign a request now: certificates state the real time of signing."""
    signatures.sign_commitment(request, signature_on(request, now, drawn=drawn), act=request.act_by_link(now))


def signature_on(request: SigningRequest, now: dt.datetime, *, drawn: bool = False) -> signatures.Signature:
    """The signature of the person asked: typed, or drawn."""
    person = request.signatory
    language = person.language or "en"
    return signatures.Signature(
        name=person.name,
        title=person.title,
        language=language,
        typed="" if drawn else person.name,
        strokes=DRAWN if drawn else (),
        consents=True,
        has_authority=True,
        shown=signatures.shown_digest(request, language, request.act_by_link(now).on),
        evidence={"address": "192.0.2.10", "browser": "Demonstration", "channel": "link-by-mail"},
    )
