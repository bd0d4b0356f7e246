"""Writing the invitation to take part in a team, with the welcome link that is made only then."""

from flask import current_app

from registry.accounts import passkeys
from registry.accounts import services as accounts
from registry.accounts.models import User
from registry.extensions import db
from registry.outbox.composing import Letter, NothingToSay, address, composer, letter
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
    return letter("teams/invitation", person=user.name, team=team, welcome=welcome, home=home)


def _welcome(user: User) -> str:
    token = accounts.welcome_token(user, secret=str(current_app.secret_key))
    return address("accounts.welcome", token=token)
