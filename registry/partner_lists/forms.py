"""Forms of the import: the file, the choices about it, and the confirmation after the preview."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional, StopValidation

from registry.partner_lists.queries.previews import Look
from registry.partner_lists.rules.choices import Choices
from registry.partner_lists.rules.columns import chosen_meanings, column_keys, meaning_called, meanings_of
from registry.partner_lists.rules.totals import LeftOut
from registry.partner_lists.rules.workbooks import OLD_EXCEL, words_for_others
from registry.partner_lists.wording import meaning_choices
from registry.teams.models import Team
from registry.teams.rules import Tier
from registry.web.fields import choices, named_as_it_is
from registry.web.forms import Form

#: Accepted endings of list files.
ENDINGS = (".csv", ".txt", ".tsv", ".tab", ".xlsx")


def _of_no_other_program(_form: Any, field: Any) -> None:
    """A validator that explains what to do with files of programs that we cannot read."""
    stream = field.data.stream
    text = words_for_others(field.data.filename or "", stream.read(len(OLD_EXCEL)))
    stream.seek(0)
    if text:
        raise StopValidation(_(text))


class UploadForm(Form):
    """The list as a file."""

    file = FileField(
        _l("List of partners"),
        description=_l(
            "A CSV or XLSX file of at most 5 MB, with a line of headings. Nothing is written yet."
        ),
        validators=[FileRequired(_l("Choose a file.")), _of_no_other_program, named_as_it_is(*ENDINGS)],
        render_kw={"accept": ",".join(ENDINGS)},
    )


class TakeBackForm(Form):
    """Confirms that an import is taken back."""


class ListForm(Form):
    """The choices about a waiting list, and the confirmation of the preview.

    Questions are added for everything ambiguous in this list, and for its columns and lines.
    """

    plan = HiddenField()
    #: The button that was pressed: `look`, or `import`.
    do = StringField()

    look: Look

    @classmethod
    def about(cls, look: Look, team: Team) -> "ListForm":
        """The form for this list."""
        asked = dict(_questions(look, team))
        form: ListForm = type("ListForm", (cls,), asked)()
        form.look = look
        return form

    @property
    def wants_import(self) -> bool:
        """Whether the list is to be imported, not just previewed again."""
        return bool(self.do.data == "import")

    @property
    def columns(self) -> list[Field]:
        """The questions about columns."""
        return [field for field in self if field.name.startswith("column_")]

    @property
    def unknown_columns(self) -> list[Field]:
        """The columns whose heading is unknown, or for which something must be chosen."""
        if self.look.columns_unclear:
            return self.columns
        return [field for field, own in self._columns_with_own() if own.column is None]

    @property
    def known_columns(self) -> list[Field]:
        """The columns whose heading is understood."""
        unknown = self.unknown_columns
        return [field for field in self.columns if field not in unknown]

    @property
    def labels(self) -> list[Field]:
        """The questions about tiers."""
        return [field for field in self if field.name.startswith("label_")]

    def validate(self, *args: Any, **more: Any) -> bool:
        """An import needs every answer."""
        is_valid = bool(super().validate(*args, **more))
        missing = [field for field in self.labels if not field.data] if self.wants_import else []
        for field in missing:
            field.errors = [*field.errors, _("Choose the tier that it means.")]
        return is_valid and not missing

    def answers(self) -> dict[str, Tier]:
        """The chosen tier of each label."""
        return {field.label.text: Tier(field.data) for field in self.labels if field.data}

    def choices(self) -> Choices:
        """All choices, including earlier ones about things that are not asked now."""
        before = self.look.choices
        encoding, sheet = (self._said(name, getattr(before, name)) for name in ("encoding", "sheet"))
        if sheet not in (before.sheet, self.look.opened.sheet):
            return Choices(encoding, sheet, before.columns)
        left_out, taken_in = self._lines(before)
        return Choices(encoding, sheet, {**before.columns, **self._meanings(before)}, left_out, taken_in)

    def _said(self, name: str, before: str) -> str:
        """An answer, or the earlier one; questions with a default need no answer."""
        said = self[name].data if name in self else None
        return before if not said or said == getattr(self.look.opened, name) else said

    def _columns_with_own(self) -> Iterator[tuple[Field, Any]]:
        """Each question about a column, with the default meaning of its heading."""
        table = self.look.opened.table
        return zip(self.columns, meanings_of(table.headings) if table else (), strict=True)

    def _meanings(self, before: Choices) -> dict[str, Any]:
        """The columns whose chosen meaning differs from the default."""
        table = self.look.opened.table
        keys = column_keys(table.headings) if table else []
        pairs = zip(keys, self._columns_with_own(), strict=True)
        meanings = {key: (meaning_called(field.data), own) for key, (field, own) in pairs}
        return {key: said for key, (said, own) in meanings.items() if said != own or key in before.columns}

    def _lines(self, before: Choices) -> tuple[frozenset[int], frozenset[int]]:
        """The lines to leave out, and the suspected totals to include."""
        if "left_out" not in self or self.look.read is None:
            return before.left_out, before.taken_in
        ticked = frozenset(self.left_out.data)
        likely = {line.number for line in self.look.read.left_out if line.why is not LeftOut.CHOSEN}
        of_their_own = likely | before.taken_in
        return ticked - of_their_own, frozenset(of_their_own) - ticked


def _questions(look: Look, team: Team) -> Iterator[tuple[str, Field]]:
    yield from _about_reading(look)
    if look.opened.table is not None:
        yield from _about_columns(look)
    if look.read is not None:
        yield "left_out", _lines_field(look)
    if look.plan is not None:
        tiers = choices({tier.value: team.tier_label(tier) for tier in Tier})
        for number, label in enumerate(look.plan.unknown_labels):
            yield f"label_{number}", RadioField(label, choices=tiers, validators=[Optional()])


def _about_reading(look: Look) -> Iterator[tuple[str, Field]]:
    opened = look.opened
    if opened.readings:
        readings = {reading.encoding: f"{reading.sample} ({reading.name})" for reading in opened.readings}
        yield (
            "encoding",
            RadioField(
                _("Which of these is written right?"),
                choices=choices(readings),
                default=opened.encoding or None,
                validators=[_needed if opened.asks_encoding else Optional()],
            ),
        )
    if len(opened.sheets) > 1:
        sheets = {name: f"{name} ({opened.beginnings[name] or '—'})" for name in opened.sheets}
        yield (
            "sheet",
            RadioField(
                _("Which sheet is the list?"),
                choices=choices(sheets),
                default=opened.sheet or None,
                validators=[_needed if opened.asks_sheet else Optional()],
            ),
        )


def _about_columns(look: Look) -> Iterator[tuple[str, Field]]:
    table = look.opened.table
    assert table is not None
    meanings = chosen_meanings(table.headings, look.choices.columns)
    keys = column_keys(table.headings)
    for place, (key, meaning) in enumerate(zip(keys, meanings, strict=True)):
        example = next((cells[place] for _, cells in table.lines if len(cells) > place and cells[place]), "")
        yield (
            f"column_{place}",
            SelectField(
                key or _("Column %(number)s, without a heading", number=place + 1),
                description=_("For example: %(cell)s", cell=example[:80]) if example else "",
                choices=choices(meaning_choices(meaning)),
                default=str(meaning),
            ),
        )


def _lines_field(look: Look) -> Field:
    assert look.read is not None
    numbers = [number for line in look.read.lines for number in line.numbers]
    numbers += [line.number for line in look.read.bad]
    numbers += [line.number for line in look.read.left_out]
    return SelectMultipleField(
        choices=choices({number: number for number in sorted(numbers)}),
        coerce=int,
        default=[line.number for line in look.read.left_out],
    )


def _needed(_form: Any, field: Any) -> None:
    if not field.data:
        field.errors = []
        raise StopValidation(_("Choose one of these."))
