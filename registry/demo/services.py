"""Filling an empty database with the demonstration, and doing the work that it owes."""

import datetime as dt

from registry.accounts import services as accounts
from registry.demo import cast, story
from registry.errors import N_, RuleBroken
from registry.jobs import services as jobs
from registry.teams import services as teams
from registry.transactions import unit_of_work

#: Tasks whose work is done before the curtain rises: records, editions, a checkpoint, mail.
WORK = (
    "commitments.issue_records",
    "commitments.issue_editions",
    "trail.seal_checkpoints",
    "records.issue_ordered",
    "outbox.send",
)


def fill(now: dt.datetime) -> bool:
    """Put the demonstration into an empty database; False where it is there already.

    Raises `RuleBroken` where the database has another team: demo data never mixes with real data.
    """
    if teams.find_team(cast.SLUG) is not None and accounts.find_account(cast.EMAIL) is not None:
        return False
    with unit_of_work():
        if teams.any_team():
            raise RuleBroken(N_("This database has a team already; demo data never enters it."))
        story.play(now)
    for name in WORK:
        jobs.run(name)
    return True
