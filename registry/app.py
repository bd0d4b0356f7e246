"""Puts the application together: settings, features, pages, filters, error pages and commands, in that
order.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from flask import Flask, g, has_request_context, request, session
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from registry import clock, sentences, settings
from registry.assets import compression, static_files, templates, texts
from registry.certificates import outside_seals
from registry.cli import commands
from registry.database.session import db, listen_to_engines, migrate
from registry.database.transactions import before_each_change, on_commit_wake, under_each_lock
from registry.jobs.queue import waker
from registry.records.queries import causes
from registry.records.queries.authority import outside_source
from registry.security.permissions import Reader
from registry.sign_in.views import oidc_client, session_cookie
from registry.teams.queries import teams
from registry.teams.rules import LANGUAGES, Tier
from registry.teams.wording import in_capacity
from registry.unchanged import marks, pages
from registry.web import error_pages, filters, headers, logs, unsent_forms
from registry.web.access import entries_of, look_again, may, place_of
from registry.web.parameters import RowNumber, Word, make_room_for_files, refuse_null_characters

TOP = Path(__file__).resolve().parent.parent

csrf = CSRFProtect()
babel = texts.Texts()
login_manager = LoginManager()

#: In order of imports, lowest first. Everything in a feature (tables, pages, tasks, messages, drafters of
#: records, declarations of personal data) is registered once all its modules are imported.
FEATURES = (
    "audit",
    "outbox",
    "accounts",
    "records",
    "sign_in",
    "teams",
    "documents",
    "partners",
    "committees",
    "partner_lists",
    "signing",
    "announcements",
    "commitments",
    "decisions",
    "conflicts",
    "admissions",
    "withdrawals",
    "backups",
    "privacy",
    "verification",
    "audit_log",
    "pages",
)
#: Rooms that have tables.
ROOMS_WITH_TABLES = ("jobs", "unchanged")


def create_app(settings: Mapping[str, Any]) -> Flask:
    """Build the application from settings named as in `config.Settings.as_flask`."""
    app = Flask("registry", template_folder=str(TOP / "templates"), static_folder=None)
    app.config.from_mapping(settings)
    templates.add_to(app)
    app.url_map.converters.update(int=RowNumber, string=Word, default=Word)
    logs.add_to(app, as_json=app.config["REGISTRY_LOG"] == "json")
    headers.add_to(app)
    pages.add_to(app)
    static_files.add_to(app)
    compression.add_to(app)
    app.before_request(make_room_for_files)
    app.before_request(refuse_null_characters)
    Path(app.config["REGISTRY_INSTANCE"]).mkdir(parents=True, exist_ok=True)
    _add_extensions(app)
    _add_features(app)
    error_pages.add_to(app)
    filters.add_to(app)
    texts.add_to(app)
    app.jinja_env.filters["cause"] = causes.cause
    _add_commands(app)
    _look_at_outside_seal(app)
    return app


def _add_extensions(app: Flask) -> None:
    _import_all("models")  # the mappers need all tables before the first query
    db.init_app(app)
    listen_to_engines(app)
    marks.add_to(app)
    migrate.init_app(app, db, directory=str(TOP / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=_choose_language)
    login_manager.init_app(app)
    oidc_client.get_to_know(app)
    login_manager.user_loader(_load_reader)
    login_manager.login_view = "accounts.sign_in"
    with app.app_context():
        on_commit_wake(waker(app))
        before_each_change(unsent_forms.refuse_while_shown_again)
        under_each_lock(lambda: look_again(teams.still_holds))
    proxies = app.config["REGISTRY_TRUSTED_PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def _add_features(app: Flask) -> None:
    assert app.jinja_loader is not None
    app.jinja_loader = ChoiceLoader(
        [app.jinja_loader, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    app.jinja_env.globals["in_capacity"] = in_capacity
    app.jinja_env.globals["entries_of"] = entries_of
    app.jinja_env.globals["tiers"] = tuple(Tier)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    with_pages = [module for module in _import_all() if hasattr(module, "bp")]
    for blueprint in dict.fromkeys(module.bp for module in with_pages):
        app.register_blueprint(blueprint)
    if app.config["REGISTRY_MODE"] == "demo":
        app.jinja_env.globals.update(import_module("registry.demo.installation").for_templates())
    app.context_processor(_for_templates)
    app.after_request(session_cookie.note_seen)
    app.before_request(unsent_forms.come_back)
    app.after_request(unsent_forms.forget_when_sent)


def _import_all(kind: str | None = None) -> list[ModuleType]:
    """Import all modules of all features, or only those of one kind, and return them."""
    return [
        import_module(module.name)
        for feature in ROOMS_WITH_TABLES + FEATURES
        for module in walk_packages([str(TOP / "registry" / feature)], f"registry.{feature}.")
        if kind in (None, module.name.split(".")[2])
    ]


def _look_at_outside_seal(app: Flask) -> None:
    """Refuse to start when the configured outside seal cannot be used. Raises `InvalidInput`."""
    with app.app_context():
        source = outside_source()
        if source is not None:
            outside_seals.check(source, now=clock.now())


def _add_commands(app: Flask) -> None:
    for module in _import_all("commands") + _of_demonstration():
        for command in module.COMMANDS:
            commands.add_command(command)
    app.cli.add_command(commands)


def _of_demonstration() -> list[ModuleType]:
    """The command modules of the demonstration; none when the folder `demo` was removed."""
    is_there = (TOP / "registry" / "demo" / "commands.py").is_file()
    return [import_module("registry.demo.commands")] if is_there else []


def _load_reader(token: str) -> Any:
    if g.get("is_database_away"):  # that page needs no query
        return None
    slug = (request.view_args or {}).get("team")
    reader = teams.reader(token, slug, idle=session_cookie.limits().idle, now=clock.now())
    g.reader = reader or Reader(None)
    return g.reader.user


def _choose_language() -> str:
    if not has_request_context():
        return "en"
    chosen = g.get("language") or session.get("language")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or "en"


def _for_templates() -> dict[str, Any]:
    return {
        "team": g.get("team"),
        "role": g.get("role"),
        "may": may,
        "user": current_user,
        "has_more_teams": "reader" in g and g.reader.teams > 1,
        "language": sentences.language_read(),
        "shown_again": unsent_forms.shown_again(),
        "is_away": "is_database_away" in g,
        "demo": settings.is_demonstration(),
        "sends_mail": settings.sends_mail(),
        **(_about_this_page() if has_request_context() else {}),
    }


def _about_this_page() -> dict[str, Any]:
    """Template variables that describe the HTTP request. In templates `request` means a request to sign."""
    return {
        "page_endpoint": request.endpoint,
        "page_path": request.path,
        "page_place": place_of(request.endpoint),
        "page_address": unsent_forms.address_to_read(),
    }
