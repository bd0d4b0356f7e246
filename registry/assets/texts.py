"""Texts of the catalogue in pages: each is found once a language, and names in them keep their direction.

Flask-Babel looks for the catalogue anew with every text, and Jinja comes to it through four functions:
together that was a third of the time of a long list.

Without isolates (UAX 9) an Arabic or Hebrew name would pull the numbers and brackets after it to its own
side. They are invisible, and browsers and mail programs support them.
"""

from functools import cached_property, lru_cache
from typing import Any

from babel.support import NullTranslations
from flask import Flask
from flask_babel import Babel, Domain, get_locale, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from registry.text import isolated

#: What templates call the texts of their language.
CATALOGUE = "catalogue"
#: Texts that are kept as found: all of the catalogue in both languages, and a bound for what is none of it.
MOST_TEXTS = 16_384


class _Catalogue(Domain):
    """The texts of the registry; the catalogue of a language is found by its name, once it has been read."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._of_language: dict[tuple[str, str | None], NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """The texts in the language of the reader, or of the block that forces one."""
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        language = (locale.language, locale.territory)
        if language not in self._of_language:
            self._of_language[language] = super().get_translations()
        return self._of_language[language]


class Texts(Babel):
    """Flask-Babel with the catalogue that is found once."""

    @cached_property
    def domain_instance(self) -> _Catalogue:
        """What every `gettext` asks."""
        return _Catalogue(self.domain)


def add_to(app: Flask) -> None:
    """Let templates find each text in one call."""
    app.jinja_env.globals.update(_=_in_page, gettext=_in_page, ngettext=_in_page_by_number)
    app.context_processor(lambda: {CATALOGUE: get_translations()})


def catalogue_of(context: Context) -> NullTranslations:
    """The texts in the language of a page; macros that are imported without the page's context look for
    them anew.
    """
    found: NullTranslations | None = context.parent.get(CATALOGUE)
    return found if found is not None else get_translations()


def text(message: str) -> str:
    """A text without values, in the reader's language."""
    return _found(get_translations(), message)


@lru_cache(MOST_TEXTS)
def _found(catalogue: NullTranslations, message: str) -> str:
    return str(catalogue.ugettext(message))


@lru_cache(MOST_TEXTS)
def _as_html(catalogue: NullTranslations, message: str) -> Markup:
    """A text without values; as a format, because a translation says two percent signs for one."""
    return Markup(catalogue.ugettext(message)) % {}  # noqa: S704  # texts of the catalogue are our own HTML


@pass_context
def _in_page(context: Context, message: str, /, **values: Any) -> str:
    catalogue = catalogue_of(context)
    if not values and context.eval_ctx.autoescape:
        return _as_html(catalogue, message)
    return _filled(context, _found(catalogue, message), values)


@pass_context
def _in_page_by_number(context: Context, singular: str, plural: str, number: int, /, **values: Any) -> str:
    found = catalogue_of(context).ungettext(singular, plural, number)
    return _filled(context, found, {"num": number} | values)


def _filled(context: Context, found: str, values: dict[str, Any]) -> str:
    held = {name: isolated(value) for name, value in values.items()}
    pattern = Markup(found) if context.eval_ctx.autoescape else found  # noqa: S704  # as above
    return pattern % held
