"""Each day: what there is to know of keys and certificates goes to the log, and at most weekly by mail."""

from flask import current_app

from registry import clock
from registry.jobs.schedule import task
from registry.outbox import services as outbox
from registry.outbox.composing import Letter, NothingToSay, composer, letter
from registry.outbox.models import Message
from registry.records import watching
from registry.transactions import unit_of_work

WATCH = "records.watch"
DAY = 24 * 60 * 60  # seconds


@task(WATCH, every=DAY)
def watch_keys() -> None:
    """Tell the administrator of certificates that end soon; safe to run twice."""
    now = clock.now()
    findings = watching.concerns(now)
    watching.log(findings)
    to_address = current_app.config["REGISTRY_ADMIN_MAIL"]
    if not findings or not to_address:
        return
    year, week, _day = now.isocalendar()
    with unit_of_work(wake=(outbox.SEND,)):
        outbox.post(
            template=WATCH,
            to_address=to_address,
            language="en",
            subject=("keys", 0),
            params={},
            dedupe_key=f"{WATCH}:{year}-W{week}",
            now=now,
        )


@composer(WATCH)
def warning(_message: Message) -> Letter:
    """What needs the administrator, as it is when the message leaves."""
    findings = watching.concerns(clock.now())
    if not findings:
        raise NothingToSay
    return letter("records/watch", findings=findings)
