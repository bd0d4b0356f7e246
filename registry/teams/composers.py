"""Writing the invitation to take part in a team, with the welcome link that is made only then."""

from flask import current_app

from registry.accounts import passkeys
from registry.accounts import services as accounts
from registry.accounts.models import User
from registry.extensions import db
from registry.outbox.composing import (
    ANY_FEATURE,
    Closing,
    Contact,
    Letter,
    NothingToSay,
    address,
    closer,
    closing,
    composer,
    letter,
)
from registry.outbox.models import Message
from registry.teams import people, services
from registry.teams.models import Team


@composer(people.INVITATION)
def invitation(message: Message) -> Letter:
    """What they are invited to, and the link to choose what to sign in with, where they have nothing."""
    user = db.session.get_one(User, message.params["user"])
    team = db.session.get_one(Team, message.params["team"])
    if team not in services.teams_of(user.id):
        raise NothingToSay
    welcome = "" if user.password_hash or passkeys.of_user(user.id) else _welcome(user)
    home = address("pages.team_home", team=team.slug)
    return letter(
        "teams/invitation",
        opens_account=bool(welcome),
        person=user.name,
        team=team,
        welcome=welcome,
        home=home,
    )


@closer(ANY_FEATURE)
def close(message: Message, opens_account: bool) -> Closing:
    """The team's name and a coordinator to whom answers go; another than the reader, where there is one."""
    team = db.session.get_one(Team, message.team_id)
    coordinators = [] if opens_account else sorted(services.coordinator_ids(team.id))
    contacts = [_contact(user_id) for user_id in coordinators]
    contacts.sort(key=lambda contact: contact.address == message.to_address)
    return closing(contacts[0] if contacts else None, team=team)


def _contact(user_id: int) -> Contact:
    user = db.session.get_one(User, user_id)
    return Contact(user.name, user.email)


def _welcome(user: User) -> str:
    token = accounts.welcome_token(user, secret=str(current_app.secret_key))
    return address("accounts.welcome", token=token)
