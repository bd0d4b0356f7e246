"""Filling an empty database with the demonstration, and doing the work that it owes."""

import datetime as dt
from typing import Any

from registry.accounts import queries as account_queries
from registry.database.transactions import unit_of_work
from registry.demo import administrator, cast, story
from registry.errors import N_, RuleBroken
from registry.jobs import runner
from registry.teams.queries import teams

#: Tasks whose work is done before the curtain rises: records, editions, a checkpoint, mail.
WORK = (
    "records.issue_ordered",
    "trail.seal_checkpoints",
    "records.issue_ordered",
    "outbox.send",
)


def fill(now: dt.datetime) -> bool:
    """Put the demonstration into an empty database; False where it is there already.

    Raises `RuleBroken` where the database has another team: demo data never mixes with real data.
    """
    if teams.find_team(cast.SLUG) is not None and account_queries.find_account(cast.EMAIL) is not None:
        return False
    with unit_of_work():
        if teams.any_team():
            raise RuleBroken(N_("This database has a team already; demo data never enters it."))
        story.play(now)
    for name in WORK:
        runner.run(name)
    return True


def for_templates() -> dict[str, Any]:
    """What the pages of a demonstration say of itself: who signs in, and with what."""
    return {
        "demo_accounts": cast.ACCOUNTS,
        "demo_password": cast.PASSWORD,
        "demo_code": administrator.code_now,
    }
