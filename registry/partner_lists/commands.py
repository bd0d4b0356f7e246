"""Commands for lists: `flask --app wsgi registry import-partners`, `export-partners`, `take-back-import`."""

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from registry import clock
from registry.command_line import command, told_in_words
from registry.database import acts
from registry.database.transactions import unit_of_work
from registry.errors import InvalidInput, RuleBroken
from registry.partner_lists.queries import export, previews
from registry.partner_lists.queries.register import latest_import
from registry.partner_lists.rules.choices import Choices
from registry.partner_lists.rules.columns import LARGEST_FILE, Column, Meaning, column_keys, meaning_called
from registry.partner_lists.rules.comparison import Plan
from registry.partner_lists.rules.encodings import CALLED, NOT_A_LIST
from registry.partner_lists.rules.totals import LeftOut
from registry.partner_lists.services import imports, reversals
from registry.security import actors
from registry.teams.commands import team_called
from registry.teams.rules import Tier

MEANINGS = f"{', '.join(Column)}, keep or drop"


@command("import-partners")
@click.argument("team")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Say what the list does, and write nothing.")
@click.option(
    "--tier",
    "tiers",
    multiple=True,
    metavar="LABEL=TIER",
    help="What a label of the list means: anchor, associate or observer. Once for each label.",
)
@click.option(
    "--encoding",
    default="",
    type=click.Choice(["", *CALLED]),
    help="Which letters its bytes stand for, where that is not plain.",
)
@click.option("--sheet", default="", help="Which sheet of a workbook is the list.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=MEANING",
    help=f"What a column says: {MEANINGS}; email:2 of a second signatory, since:day or since:month of days "
    "in that order. Once for each column.",
)
@click.option(
    "--leave-out", multiple=True, type=int, metavar="LINE", help="The number of a line not to take."
)
@click.option(
    "--take-in", multiple=True, type=int, metavar="LINE", help="One that looks like a total and is none."
)
def import_partners(
    team: str, file: BinaryIO, *, dry_run: bool, tiers: tuple[str, ...], **values: Any
) -> None:
    """Import a CSV or XLSX list of a team's partners, whole or not at all.

    What is not plain is asked about: exit 2 names each question and the option to add.
    """
    found, data = team_called(team), file.read(LARGEST_FILE + 1)
    answers = dict(map(_label_and_tier, tiers))
    choices = imports.choices_for(found, _chosen(**values))
    with told_in_words():
        words = {label: tier.value for label, tier in answers.items()}
        look = previews.look_at_file(found, data, choices, words, on=clock.today(found.timezone))
        _ask_about(look)
        if look.read is None or look.plan is None:
            raise InvalidInput(NOT_A_LIST)
        look.read.check_whole()
        plan = look.plan
    _tell_left_out(look)
    if not dry_run:
        with told_in_words(), unit_of_work(found.id):
            kept = imports.keep_list(
                found,
                file_name=Path(file.name).name,
                data=data,
                choices=choices,
                act=acts.act_at(actors.COMMAND, clock.now(), found.timezone),
            )
            imports.answer_labels(kept, answers)
            plan = imports.import_list(
                found, kept, act=acts.act_at(actors.COMMAND, clock.now(), found.timezone)
            )
    _tell(plan, done=not dry_run)


@command("export-partners")
@click.argument("team")
def export_partners(team: str) -> None:
    """Print a team's partner list as CSV, as it stands today: to standard output, in UTF-8."""
    found = team_called(team)
    text = export.export_list(found, on=clock.today(found.timezone))
    click.echo(text.encode(), nl=False)


@command("take-back-import")
@click.argument("team")
def take_back_import(team: str) -> None:
    """Put a team's register back as it was before its latest import; exit 1 names what depends on it."""
    found = team_called(team)
    with told_in_words(), unit_of_work(found.id):
        kept = latest_import(found.id)
        if kept is None:
            raise RuleBroken("There is no import to take back.")
        refusal = reversals.why_not_taken_back(kept)
        for obstacle in refusal.obstacles if refusal else ():
            click.echo(f"{obstacle.name}: {obstacle.words}", err=True)
        reversals.take_back(kept, act=acts.act_at(actors.COMMAND, clock.now(), found.timezone))
        name = kept.file_name
    click.echo(f"The import of {name} is taken back: the register is as it was before it.")


COMMANDS = (import_partners, export_partners, take_back_import)


def _label_and_tier(option: str) -> tuple[str, Tier]:
    """Parse a --tier option, split at the last =, since a label may contain one."""
    label, _, tier = option.rpartition("=")
    if not label.strip() or tier.strip() not in set(Tier):
        raise click.BadParameter(
            f"“{option}”: write LABEL=TIER, with anchor, associate or observer.", param_hint="--tier"
        )
    return label.strip(), Tier(tier.strip())


def _chosen(
    *,
    encoding: str,
    sheet: str,
    columns: tuple[str, ...],
    leave_out: tuple[int, ...],
    take_in: tuple[int, ...],
) -> Choices:
    """The options about how to read the list."""
    meanings = dict(map(_heading_and_meaning, columns))
    return Choices(encoding, sheet, meanings, frozenset(leave_out), frozenset(take_in))


def _heading_and_meaning(option: str) -> tuple[str, Meaning]:
    """Parse a --column option, split at the last =, since a heading may contain one."""
    heading, parted, word = option.rpartition("=")
    try:
        meaning = meaning_called(word if parted else "")
    except InvalidInput as error:
        raise click.BadParameter(
            f"“{option}”: write HEADING=MEANING, with {MEANINGS}.", param_hint="--column"
        ) from error
    return heading.strip(), meaning


def _ask_about(look: previews.Look) -> None:
    """Exit 2 when something is ambiguous, naming each question with the options that answer it."""
    questions = [*_about_reading(look), *_about_columns(look), *_about_labels(look)]
    if not questions:
        return
    click.echo("Nothing was imported.", err=True)
    for question in questions:
        click.echo(question, err=True)
    sys.exit(2)


def _about_reading(look: previews.Look) -> Iterator[str]:
    if look.opened.asks_encoding:
        yield "Say which of these is written right:"
        for reading in look.opened.readings:
            yield f"  {reading.sample}: add --encoding {reading.encoding}"
    if look.opened.asks_sheet:
        yield "Say which sheet is the list:"
        for name in look.opened.sheets:
            yield f"  {look.opened.beginnings[name]}: add --sheet {shlex.quote(name)}"


def _about_columns(look: previews.Look) -> Iterator[str]:
    if look.columns_unclear is None or look.opened.table is None:
        return
    yield str(look.columns_unclear)
    for key in column_keys(look.opened.table.headings):
        yield f"  {key}: add --column {shlex.quote(key + '=')}MEANING, which is {MEANINGS}"


def _about_labels(look: previews.Look) -> Iterator[str]:
    labels = look.plan.unknown_labels if look.plan else ()
    if labels:
        yield "Say which tier each of these labels means:"
    for label in labels:
        yield f"  {label}: add --tier {shlex.quote(label + '=')}anchor, …associate or …observer"


def _tell_left_out(look: previews.Look) -> None:
    for line in look.read.left_out if look.read else ():
        more = (
            "" if line.why is LeftOut.CHOSEN else f"; if it is an organization, add --take-in {line.number}"
        )
        click.echo(f"left out: line {line.number}, {line.text}{more}")


def _tell(plan: Plan, *, done: bool) -> None:
    """Print what a list does, or did."""
    for line in plan.new:
        click.echo(f"new: {line.name}")
    for match in plan.changed:
        for difference in match.differences:
            click.echo(
                f"changed: {match.partner.name}: {difference.what}: "
                f"“{difference.before}” becomes “{difference.after}”"
            )
    for partner in plan.gone:
        click.echo(f"gone from the list, kept: {partner.name}")
    click.echo(
        f"{len(plan.new)} new, {len(plan.changed)} changed, {len(plan.unchanged)} unchanged, "
        f"{len(plan.gone)} gone. {'Imported.' if done else 'Nothing was written.'}"
    )
