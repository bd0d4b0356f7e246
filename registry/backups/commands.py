"""Commands for back-ups: `flask --app wsgi registry backup`, `check-backup`, `restore`."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from registry import clock
from registry.backups.queries import damage, secrets
from registry.backups.rules import FILES, Damage, Kind, Manifest
from registry.backups.services import backups, restores
from registry.backups.services.restores import Restored
from registry.command_line import command, told_in_words
from registry.database import migrations
from registry.database.acts import act_at
from registry.security import actors

#: Exit code of a restore that was done, but with something missing.
LACKS = 3
#: Missing things that do not prevent a restore: the secret can be configured afterwards.
OF_SECRET = (Kind.SECRET_MISSING, Kind.SECRET_WRONG)

FOLDER = click.Path(file_okay=True, path_type=Path)


@command("backup")
@click.argument("folder", type=FOLDER)
def backup(folder: Path) -> None:
    """Copy database, files and locked keys to FOLDER, which is not there yet, while the registry runs.

    It bears its name when it is whole. The secret that locks the keys is never in it: keep it elsewhere.
    """
    with told_in_words():
        taken = backups.take(folder, now=clock.now())
    click.echo(f"{folder} is whole: {_contents(taken.manifest)}.")
    for words in _not_in_it(taken.manifest):
        click.echo(f"Not in it: {words}")
    for lost in taken.lost:
        click.echo(f"The installation has lost a file, so it is not in the back-up: {lost}", err=True)
    if taken.lost:
        sys.exit(1)


@command("check-backup")
@click.argument("folder", type=FOLDER)
@click.option(
    "--without-secret", is_flag=True, help="Do not ask whether the secret that is set opens the keys."
)
def check_backup(folder: Path, *, without_secret: bool) -> None:
    """Prove a back-up without the registry: every fingerprint, row, chain of events and key.

    Exit 1, and all that is wrong a line each, where it is not whole.
    """
    with told_in_words():
        manifest = damage.read_manifest(folder)
        damage_found = damage.damage(folder, manifest, asks_secret=not without_secret)
    _tell(damage_found)
    if damage_found:
        sys.exit(1)
    click.echo(f"{folder} is whole: {_contents(manifest)}.")


@command("restore")
@click.argument("folder", type=FOLDER)
@click.option(
    "--hold-messages",
    is_flag=True,
    help="Keep back the messages that have been due since: they may have left. Each can be sent by hand.",
)
@click.option("--despite-damage", is_flag=True, help="Put back what there is of a back-up that is not whole.")
def restore(folder: Path, *, hold_messages: bool, despite_damage: bool) -> None:
    """Put a back-up back: into the empty folder REGISTRY_INSTANCE and the empty database DATABASE_URL.

    Exit 0 where all is there; 1 where nothing was restored, with the reason; 3 where it was, and something is
    missing that is named.
    """
    with told_in_words():
        manifest = damage.read_manifest(folder)
        restores.require_empty(manifest)
        damage_found = damage.damage(folder, manifest)
    _tell(damage_found)
    if not despite_damage and any(damage_one.kind not in OF_SECRET for damage_one in damage_found):
        click.echo("Nothing was restored. --despite-damage puts back what there is.", err=True)
        sys.exit(1)
    with told_in_words():
        act = act_at(actors.COMMAND, clock.now())
        restored = restores.restore(folder, manifest, hold_messages=hold_messages, act=act)
        damage_found += restores.missing_from(manifest)
    _tell_restored(manifest, restored)
    if damage_found:
        click.echo("Restored, but for what is named above.", err=True)
        sys.exit(LACKS)
    click.echo("Restored, and nothing of the back-up is missing.")


def _contents(manifest: Manifest) -> str:
    """A short summary of a back-up's content."""
    files = len([name for name in manifest.files if name.startswith(f"{FILES}/")])
    events = sum(chain.events for chain in manifest.facts.chains.values())
    newest = manifest.facts.newest
    until = f", the last of {newest.at} (event {newest.seq} of {newest.chain})" if newest else ""
    keys = f"{len(manifest.keys)} locked keys" if manifest.keys else "no keys, since none were made yet"
    return f"{files} files, {keys}, {events} events in {len(manifest.facts.chains)} chains{until}"


def _not_in_it(manifest: Manifest) -> Iterator[str]:
    """What a restore needs besides the back-up, by setting."""
    if manifest.locked_by:
        yield f"the secret that opens the keys: {secrets.words_for(manifest.locked_by)}."
    if manifest.locked_by == secrets.KEYS_SECRET:
        yield f"{secrets.SECRET_KEY}, which opens links and the codes of people's apps."
    if manifest.settings:
        yield f"the files that settings name: {', '.join(manifest.settings)}."


def _tell_restored(manifest: Manifest, restored: Restored) -> None:
    """Print what the person who starts the restored registry should know."""
    click.echo(f"{_contents(manifest)[0].upper()}{_contents(manifest)[1:]}.")
    click.echo("What was done after that moment is not in it.")
    for words in _not_in_it(manifest):
        click.echo(f"Needed as well: {words}")
    if restored.sessions_ended:
        click.echo(f"{restored.sessions_ended} sessions were ended: everyone signs in anew.")
    if restored.due and restored.held:
        click.echo(f"{restored.due} messages that may have left since are held: their teams can send them.")
    elif restored.due:
        click.echo(
            f"{restored.due} messages that were planned when it was taken, and may have left since, leave "
            "when the worker starts. To hold them, empty this place and restore with --hold-messages."
        )
    if manifest.facts.revision != migrations.newest_revision():
        click.echo("The back-up is of an older version: run “flask --app wsgi db upgrade” before the start.")


def _tell(damages: Sequence[Damage]) -> None:
    for one in damages:
        click.echo(str(one), err=True)


COMMANDS = (backup, check_backup, restore)
