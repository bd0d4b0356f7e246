"""The messages of admissions; their words are written when they leave, and links made only then."""

import datetime as dt

from registry.accounts.models import User
from registry.admissions.models import Admission
from registry.admissions.trail import subject_of
from registry.extensions import db
from registry.outbox import services as outbox
from registry.teams import services as teams

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
    for user_id in teams.coordinator_ids(admission.team_id):
        user = db.session.get_one(User, user_id)
        outbox.post(
            template=TO_COORDINATOR,
            to_address=user.email,
            to_name=user.name,
            language=user.language,
            subject=subject_of(admission),
            params={"admission": admission.id, "what": what},
            team_id=admission.team_id,
            now=now,
            confidential=True,
        )
