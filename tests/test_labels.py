"""Enumerations that bear what people read of them, on pages, in forms and in the database."""

import json
import pickle
import re
from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import render_template_string
from flask_babel import force_locale

from registry.audit.rules.tags import Tag
from registry.database.types import Choice
from registry.labels import Labelled
from registry.partners.rules.authority import Scope
from registry.partners.rules.partners import Status
from registry.teams.rules import StepUp
from registry.web.fields import hinted, labelled

SOURCES = Path(__file__).resolve().parent.parent / "registry"
#: Tones that the style sheet has.
TONES = {"good", "info", "wait", "bad", "quiet"}
#: Members that stand on no page of their own.
UNSAID = {"ActKind.MOVED", "ChangeKind.FIRST", "Period.ACCOUNTS", "Reason.TIER"}


def all_kinds() -> list[type[Labelled]]:
    """All enumerations with labels, whichever module they stand in; not what those of events derive from."""
    for path in SOURCES.rglob("*.py"):
        if re.search(r"^class \w+\((Labelled|Tag)\b", path.read_text(), re.MULTILINE):
            import_module(".".join(path.relative_to(SOURCES.parent).with_suffix("").parts))
    return [kind for kind in (*Labelled.__subclasses__(), *Tag.__subclasses__()) if len(kind)]


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_member_says_what_it_is_called_in_a_tone_that_there_is(kind):
    assert [
        member for member in kind if not member.label and f"{kind.__name__}.{member.name}" not in UNSAID
    ] == []
    assert {member.tone for member in kind} <= TONES


def test_the_style_sheet_has_every_tone():
    styles = "".join(path.read_text() for path in (SOURCES / "static").rglob("*.css"))
    assert {tone for tone in TONES if f".toned--{tone}" in styles} == TONES


def test_a_member_is_its_value_wherever_it_is_kept():
    assert Status("leaving") is Status.LEAVING
    assert f"{Status.LEAVING}" == json.loads(json.dumps(Status.LEAVING)) == "leaving"
    assert pickle.loads(pickle.dumps(Status.LEAVING)) is Status.LEAVING  # noqa: S301


def test_an_enumeration_may_have_one_text_more():
    assert (StepUp.PHONE.value, StepUp.PHONE.in_public) == ("phone", "code read out by telephone")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Leaving, wait; Speak in decisions"),
        ("fr", "En voie de retrait, wait; Parler dans les décisions"),
    ],
)
def test_templates_say_label_tone_and_hint_in_the_language_in_force(app, language, said):
    with app.test_request_context(), force_locale(language):
        page = render_template_string(
            "{{ status | label }}, {{ status | tone }}; {{ scope | hint }}",
            status=Status.LEAVING,
            scope=Scope.SPEAKS,
        )
    assert page == said


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_choices_are_said_when_they_are_shown(app):
    by_label, by_hint = labelled((Status.PARTNER, Status.JOINING)), hinted(Scope)
    with app.test_request_context(), force_locale("fr"):
        assert [(one.value, str(one.label)) for one in by_label] == [
            ("partner", "Partenaire"),
            ("joining", "En voie d’adhésion"),
        ]
        assert [one.value for one in by_hint] == ["signs", "speaks", "both"]
        assert str(by_hint[0].label) == "Signer"


@pytest.mark.parametrize("given", [Status.LEAVING, "leaving", "", None])
def test_a_column_keeps_the_value_and_gives_the_member(given):
    column: sa.Column[str] = sa.Column("status", Choice(Status, 12))
    table = sa.Table("thing", sa.MetaData(), column)
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert().values(status=given))
        kept = connection.scalar(sa.text("SELECT status FROM thing"))
        read = connection.scalar(sa.select(column))
    assert kept == given
    assert type(kept) in (str, type(None))
    assert read is Status.LEAVING if given else read == given


def test_a_column_gives_nothing_that_its_enumeration_does_not_know():
    column: sa.Column[str] = sa.Column("status", Choice(Status, 12))
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection, pytest.raises(ValueError, match="gone"):
        connection.scalar(sa.select(sa.literal("gone", column.type)))
