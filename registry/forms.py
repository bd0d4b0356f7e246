"""What every form of the registry is: shown again without being judged, and known by its fields."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField
from wtforms.fields.choices import SelectChoice

#: Marks a field that is never kept nor shown again: `render_kw={SECRET: ""}`; passwords and codes need none.
SECRET = "data-secret"  # noqa: S105
_SECRET_KINDS = {"current-password", "new-password", "one-time-code"}
#: In `g`: a form is shown again with what was typed, and nothing is done with it.
_AGAIN = "form_is_shown_again"


class Form(FlaskForm):
    """A form of ours: while it is only shown again with what was typed, it is neither right nor wrong."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether what was sent can be taken; never while it is shown again."""
        return not is_shown_again() and bool(super().validate(extra_validators))


@dataclass(frozen=True)
class Input:
    """One field of a form, as far as it can be known without the page that it stands on."""

    label: Any
    is_hidden: bool
    is_secret: bool
    is_tick: bool
    #: What can be chosen, where that is always the same.
    choices: Mapping[str, Any]


def is_shown_again() -> bool:
    """Whether this request only shows again what was typed: nothing may be written meanwhile."""
    return bool(g.get(_AGAIN))


def show_again(*, on: bool) -> None:
    """From now on in this request, forms are only shown again; or no longer."""
    setattr(g, _AGAIN, on)


def inputs_of(feature: str, names: Collection[str]) -> Mapping[str, Input]:
    """The fields that bear these names, by the form of a feature that has most of them."""
    forms = [one for one in _forms_below(Form) if one.__module__.startswith(f"registry.{feature}.")]
    closest = max(forms, key=lambda one: _closeness(one, names), default=None)
    return {name: _input(closest, name) for name in names if _has(closest, name)}


def secret_names(feature: str) -> set[str]:
    """The names of all fields of a feature's forms of which nothing is kept."""
    forms = [one for one in _forms_below(Form) if one.__module__.startswith(f"registry.{feature}.")]
    return {name for form in forms for name in dir(form) if _has(form, name) and _input(form, name).is_secret}


def _forms_below(form: type[Form]) -> Iterator[type[Form]]:
    for one in form.__subclasses__():
        yield one
        yield from _forms_below(one)


def _closeness(form: type[Form], names: Collection[str]) -> tuple[int, int]:
    """How well a form fits what was sent: it has many of the names, and few others."""
    own = sum(1 for name in dir(form) if _has(form, name))
    shared = sum(1 for name in names if _has(form, name))
    return shared, -own


def _has(form: type[Form] | None, name: str) -> bool:
    return hasattr(getattr(form, name, None), "field_class")


def _input(form: type[Form] | None, name: str) -> Input:
    unbound = getattr(form, name)
    kind, words = unbound.field_class, unbound.kwargs
    attributes = words.get("render_kw") or {}
    offered = words.get("choices") or ()
    return Input(
        label=unbound.args[0] if unbound.args else words.get("label"),
        is_hidden=issubclass(kind, HiddenField),
        is_secret=(
            issubclass(kind, PasswordField)
            or SECRET in attributes
            or attributes.get("autocomplete") in _SECRET_KINDS
        ),
        is_tick=issubclass(kind, BooleanField),
        choices={str(one.value): one.label for one in offered if isinstance(one, SelectChoice)},
    )
