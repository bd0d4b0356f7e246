"""What the tests of the audit trail begin with: a team with some events, and a database without guards."""

import subprocess
import sys
import zipfile

import pytest

from registry.audit.models import About, ChainHead
from registry.audit.rules import hash_chain
from registry.audit.services import events
from registry.database.session import db
from registry.database.transactions import unit_of_work
from registry.partners.rules.events import PartnerEvent
from registry.security import actors
from tests.acts import act_of
from tests.audit.tampering import LENGTH, Chain
from tests.factories import NOW, make_partner, make_team
from tests.unguarded import without_guards


@pytest.fixture
def team(once):
    """A team with a few events behind it."""
    return once(make_team_with_events)


def make_team_with_events():
    with unit_of_work():
        team = make_team(slug="east")
        make_partner(team, "Maple Clinic")
        make_partner(team, "Birch House")
        lengthen(team, LENGTH)
    return team


def lengthen(team, length):
    """Record events until the chain has so many."""
    last = db.session.get(ChainHead, hash_chain.chain_of(team.id)).seq
    for number in range(last + 1, length + 1):
        about = About(("partner", number), team.id)
        events.record(PartnerEvent.CHANGED, about, act_of(actors.user(3), NOW), tier="observer")


@pytest.fixture
def unguarded(team, installation):
    """The database without its triggers, as somebody with all rights has it; put back afterwards."""
    installation.settle()
    with without_guards(installation.settings.database_url) as engine:
        yield engine


@pytest.fixture
def tamper(team, unguarded):
    """Does something to the chain of the team, or of another, on a connection of its own."""

    def do(tampering, of=None):
        db.session.rollback()
        with unguarded.begin() as connection:
            tampering(Chain(connection, hash_chain.chain_of((of or team).id)))

    return do


@pytest.fixture
def run(app):
    """Runs a command of the administrator, which sees what others have committed."""

    def command(*arguments):
        db.session.rollback()
        return app.test_cli_runner().invoke(args=["registry", *arguments])

    return command


@pytest.fixture
def exported(run, tmp_path):
    """Exports a team's trail and runs the checker in it, as Python comes: gives its code and what it said."""

    def check(*options, slug="east"):
        made = tmp_path / f"{slug}.zip"
        assert run("audit-export", slug, str(made)).exit_code == 0
        return run_checker(tmp_path, made, *options)

    return check


def run_checker(folder, made, *options):
    """Run the checker out of an export, alone: no package of ours, no site, no environment."""
    with zipfile.ZipFile(made) as packed:
        packed.extractall(folder / made.stem)
    command = [sys.executable, "-I", "-S", folder / made.stem / "check.py", *options]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    return found.returncode, found.stdout + found.stderr
