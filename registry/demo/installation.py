"""Fills an empty database with the demonstration, and does the work it owes."""

import datetime as dt
from typing import Any

from registry.accounts import queries as account_queries
from registry.database.transactions import unit_of_work
from registry.demo import administrator, cast, story
from registry.errors import N_, RuleBroken
from registry.jobs import runner
from registry.teams.queries import teams

#: The tasks that are run before the demonstration is shown: records, editions, a checkpoint, mail.
WORK = (
    "records.issue_ordered",
    "trail.seal_checkpoints",
    "records.issue_ordered",
    "outbox.send",
)


def fill(now: dt.datetime) -> bool:
    """Fill an empty database with the demonstration; False when it is already there.

    Raises `RuleBroken` when the database has another team: demo data never mixes with real data.
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
    """Template variables of the demonstration: who can sign in, and how."""
    return {
        "demo_accounts": cast.ACCOUNTS,
        "demo_password": cast.PASSWORD,
        "demo_code": administrator.code_now,
    }
