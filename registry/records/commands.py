"""Commands for keys and records: `rotate-keys`, `revoke`, `rekey`, `raise-records`."""

import datetime as dt
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from registry import clock, dates, settings
from registry.certificates.revocations import Reason
from registry.certificates.rotation import Part
from registry.command_line import command, told_in_words
from registry.database.transactions import unit_of_work
from registry.dates import Meaning
from registry.errors import RegistryError
from registry.records.queries import authority
from registry.records.services import keys, levels

NAMES = {"root": "root", "issuing": "issuing authority", "seal": "seal"}
OLD_SECRET = "REGISTRY_KEYS_SECRET_OLD"  # noqa: S105  # the name of a setting


@command("rotate-keys")
@click.option("--seal", "part", flag_value=Part.SEAL.value, help="The seal alone.")
@click.option(
    "--issuing",
    "part",
    flag_value=Part.ISSUING.value,
    default=True,
    help="The issuing authority and the seal, under the same root: what is done where nothing is said.",
)
@click.option(
    "--root", "part", flag_value=Part.ROOT.value, help="All: a new root, which is to be given out anew."
)
def rotate_keys(part: str) -> None:
    """Make new keys and certificates; old private keys are destroyed, what they sealed verifies as before.

    For a key that others may have, use "revoke": a replaced certificate still counts.
    """
    with told_in_words(), unit_of_work():
        new_keys = keys.rotate_keys(Part(part), now=clock.now())
    for name, serial in new_keys:
        click.echo(f"New {NAMES[name]}: serial number {serial}.")
    if part == Part.ROOT.value:
        address = settings.public_address()
        click.echo(f"Give out the roots anew: {address}/verify/authority.pem holds them all.")


class Moment(click.ParamType[dt.datetime]):
    """A click type: a day, or a day and a time such as 2026-11-24T13:30, in UTC."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """Parse the argument."""
        try:
            with suppress(ValueError):
                return dt.datetime.strptime(value, "%Y-%m-%dT%H:%M").replace(tzinfo=dt.UTC)
            day = dates.read(value)
            dates.check(day, Meaning.ASKED, today=clock.today("UTC"))
            return dates.midnight(day, "UTC")
        except RegistryError as error:
            self.fail(str(error), param, ctx)


@command("revoke")
@click.argument("serial")
@click.option(
    "--reason",
    required=True,
    type=click.Choice([reason.value for reason in Reason], case_sensitive=False),
    help="Why, in the words of RFC 5280.",
)
@click.option(
    "--since",
    type=Moment(),
    help="The day (UTC) from which it does not count; now, where none is said.",
)
def revoke(serial: str, reason: str, since: dt.datetime | None) -> None:
    """Let the certificate of a seal or of a signatory count no more. It cannot be taken back.

    SERIAL is its number in hexadecimal digits, as the page of a record shows it.
    """
    with told_in_words(), unit_of_work():
        done = keys.revoke_certificate(serial, reason=Reason(reason), since=since, now=clock.now())
    click.echo(
        f"Certificate {done.serial} does not count from {done.since:%Y-%m-%d %H:%M} UTC on "
        f"({done.reason.label})."
    )
    if done.issuer:
        click.echo(f"It stands in the revocation list {done.issuer}.crl.")
    else:
        click.echo("Others issued it: have them revoke it too. This registry tells whoever verifies here.")


@command("rekey")
def rekey() -> None:
    """Lock the keys with another secret: the one set now, in place of that in REGISTRY_KEYS_SECRET_OLD.

    Without REGISTRY_KEYS_SECRET_OLD the older one is REGISTRY_SECRET_KEY, as it is until a secret of the
    keys' own is set. Stop the services before and start them with the new secret afterwards.
    """
    old = _old_secret() or settings.secret()
    with told_in_words(), unit_of_work():
        done = keys.relock_keys(old, now=clock.now())
    click.echo("The keys are locked with the new secret." if done else "They are locked with it already.")


@command("raise-records")
def raise_records() -> None:
    """Owe the level aimed at now to every older record below it, such as after an authority was set."""
    with unit_of_work(wake=(levels.AUGMENT,)):
        count = levels.owe_all(authority.aimed_at(), now=clock.now())
    click.echo(f"{count} records are to be raised to PAdES {authority.aimed_at().value}; the worker does it.")


COMMANDS = (rotate_keys, revoke, rekey, raise_records)


def _old_secret() -> str:
    """The former secret, from the environment variable or from the file it names."""
    path = os.environ.get(f"{OLD_SECRET}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else os.environ.get(OLD_SECRET, "")
