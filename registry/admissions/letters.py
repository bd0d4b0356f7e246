"""The messages of admissions; their words are written when they leave, and links made only then."""

import datetime as dt

from registry.admissions.models import Admission
from registry.admissions.trail import subject_of
from registry.outbox import services as outbox
from registry.teams.letters import write_to_coordinators

CONFIRM = "admissions.confirm"
APPROACH = "admissions.approach"
RECEIPT = "admissions.receipt"
LINK = "admissions.link"
SET_ASIDE = "admissions.set_aside"
OUTCOME = "admissions.outcome"
WELCOME = "admissions.welcome"
WITHDRAWN = "admissions.withdrawn"
TO_COORDINATOR = "admissions.to_coordinator"


def post(template: str, admission: Admission, *, now: dt.datetime, **params: object) -> None:
    """Write to the applicant, at the address of its application."""
    outbox.post(
        template=template,
        to_address=admission.contact_email,
        to_name=admission.contact_name,
        language=admission.language,
        subject=subject_of(admission),
        params={"admission": admission.id, **params},
        team_id=admission.team_id,
        now=now,
        confidential=True,
    )


def tell_coordinators(what: str, admission: Admission, *, now: dt.datetime) -> None:
    """Tell the team's coordinators that something came that may need them."""
    write_to_coordinators(
        admission.team_id,
        template=TO_COORDINATOR,
        subject=subject_of(admission),
        params={"admission": admission.id, "what": what},
        now=now,
        confidential=True,
    )
