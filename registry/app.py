"""Putting the application together: extensions, features, error pages, filters, commands - in that order."""

import logging
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, render_template, request, session
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from sqlalchemy import exc
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from registry import clock, directions, filters, hardening, logs, outages, unsent
from registry.access import Reader, may
from registry.accounts import entering, sign_on
from registry.demo import cast, keeping
from registry.errors import RegistryError
from registry.extensions import babel, csrf, db, listen_to_engines, login_manager, migrate
from registry.inputs import RowNumber, Word, make_room_for_files, refuse_null_characters
from registry.jobs.queue import waker
from registry.records import causes, outside_seals
from registry.records.authority import outside_source
from registry.teams import services as teams
from registry.teams.capacity_words import in_capacity
from registry.teams.rules import LANGUAGES
from registry.transactions import before_each_change, on_commit_wake

#: Answers on which what was typed is given back, to be sent again: later the same may be taken.
MAY_TRY_AGAIN = frozenset({409, 429, 500, 503})

TOP = Path(__file__).resolve().parent.parent

#: Modules with pages, in the order of the street, lowest first; each has a blueprint `bp`.
PAGES = (
    "accounts.views",
    "accounts.entry_views",
    "accounts.recovery_views",
    "accounts.sign_on_views",
    "accounts.account_views",
    "accounts.factor_views",
    "accounts.profile_views",
    "teams.views",
    "teams.people_views",
    "teams.sign_in_views",
    "partners.views",
    "partners.change_views",
    "partners.organization_views",
    "partners.people_views",
    "partners.schedule_views",
    "partners.note_views",
    "partners.representative_views",
    "partners.grant_views",
    "proofs.views",
    "committees.views",
    "committees.seat_views",
    "committees.interest_views",
    "decisions.views",
    "decisions.round_views",
    "decisions.ending_views",
    "partner_lists.views",
    "documents.views",
    "documents.draft_views",
    "commitments.views",
    "commitments.request_views",
    "commitments.signing_views",
    "admissions.views",
    "admissions.outcome_views",
    "admissions.intake_views",
    "admissions.applying_views",
    "withdrawals.views",
    "withdrawals.act_views",
    "withdrawals.notice_views",
    "conflicts.views",
    "conflicts.act_views",
    "conflicts.expense_views",
    "trail.views",
    "trail.proof_views",
    "trail.installation_views",
    "privacy.views",
    "pages.views",
    "pages.verification",
    "pages.security_text",
    "pages.lost_links",
    "pages.health",
    "pages.administration",
    "pages.account_administration",
)
#: Features whose tables are all known to migrations, whether or not a page uses them yet.
MODELS = (
    "audit",
    "jobs",
    "outbox",
    "records",
    "accounts",
    "teams",
    "partners",
    "proofs",
    "committees",
    "decisions",
    "partner_lists",
    "documents",
    "commitments",
    "admissions",
    "withdrawals",
    "conflicts",
    "trail",
    "privacy",
)
#: Modules whose import brings tasks, message composers and drafters of records into being.
BACKGROUND = (
    "outbox.tasks",
    "records.tasks",
    "records.watch_tasks",
    "records.check_tasks",
    "accounts.composers",
    "accounts.tasks",
    "accounts.address_composers",
    "teams.composers",
    "committees.leaving",
    "decisions.leaving",
    "conflicts.leaving",
    "conflicts.handling_changes",
    "decisions.tasks",
    "commitments.tasks",
    "admissions.tasks",
    "withdrawals.tasks",
    "conflicts.tasks",
    "trail.tasks",
    "privacy.tasks",
)


def create_app(settings: Mapping[str, Any]) -> Flask:
    """The registry with these settings, as `config.Settings.as_flask` names them."""
    app = Flask(
        "registry", template_folder=str(TOP / "templates"), static_folder=str(TOP / "registry" / "static")
    )
    app.config.from_mapping(settings)
    app.url_map.converters.update(int=RowNumber, string=Word, default=Word)
    logs.add_to(app, as_json=app.config["REGISTRY_LOG"] == "json")
    hardening.add_to(app)
    app.before_request(make_room_for_files)
    app.before_request(refuse_null_characters)
    Path(app.config["REGISTRY_INSTANCE"]).mkdir(parents=True, exist_ok=True)
    _add_extensions(app)
    _add_features(app)
    _add_error_pages(app)
    filters.add_to(app)
    directions.add_to(app)
    app.jinja_env.filters["cause"] = causes.cause
    _add_commands(app)
    _look_at_outside_seal(app)
    return app


def _add_extensions(app: Flask) -> None:
    for feature in MODELS:
        import_module(f"registry.{feature}.models")
    db.init_app(app)
    listen_to_engines(app)
    migrate.init_app(app, db, directory=str(TOP / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=_choose_language)
    login_manager.init_app(app)
    sign_on.get_to_know(app)
    login_manager.user_loader(_load_reader)
    login_manager.login_view = "accounts.sign_in"
    with app.app_context():
        on_commit_wake(waker(app))
        before_each_change(unsent.refuse_while_shown_again)
    proxies = app.config["REGISTRY_TRUSTED_PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def _add_features(app: Flask) -> None:
    assert app.jinja_loader is not None
    app.jinja_loader = ChoiceLoader(
        [app.jinja_loader, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    app.jinja_env.globals["in_capacity"] = in_capacity
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for module in BACKGROUND:
        import_module(f"registry.{module}")
    for feature in MODELS:
        if find_spec(f"registry.{feature}.privacy"):  # what it keeps of persons; a test asks each table
            import_module(f"registry.{feature}.privacy")
    for module in PAGES:
        app.register_blueprint(import_module(f"registry.{module}").bp)
    if app.config["REGISTRY_MODE"] == "demo":
        app.jinja_env.globals.update(
            demo_accounts=cast.ACCOUNTS, demo_password=cast.PASSWORD, demo_code=keeping.code_now
        )
    app.context_processor(_for_templates)
    app.after_request(entering.note_seen)
    app.before_request(unsent.come_back)
    app.after_request(unsent.forget_when_sent)


def _add_error_pages(app: Flask) -> None:
    app.register_error_handler(RegistryError, _show_registry_error)
    app.register_error_handler(StaleDataError, _show_stale)
    app.register_error_handler(CSRFError, _show_expired)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(exc.DBAPIError, _show_database_error)
    app.register_error_handler(exc.TimeoutError, _show_database_error)
    app.register_error_handler(Exception, _show_crash)


def _look_at_outside_seal(app: Flask) -> None:
    """Refuse to start with an outside seal that cannot be used. Raises `InvalidInput`."""
    with app.app_context():
        source = outside_source()
        if source is not None:
            outside_seals.check(source, now=clock.now())


def _add_commands(app: Flask) -> None:
    from registry.cli import commands  # noqa: PLC0415  # commands import every feature

    app.cli.add_command(commands)


def _load_reader(token: str) -> Any:
    if g.get("is_database_away"):  # the page that says so asks nothing of it
        return None
    slug = (request.view_args or {}).get("team")
    reader = teams.reader(token, slug, idle=entering.limits().idle, now=clock.now())
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
        "language": filters.language_read(),
        "shown_again": unsent.shown_again(),
        "is_away": "is_database_away" in g,
        "demo": current_app.config["REGISTRY_MODE"] == "demo",
        **(_about_this_page() if has_request_context() else {}),
    }


def _about_this_page() -> dict[str, Any]:
    """What templates ask of the HTTP request: there `request` is a request to sign."""
    return {
        "page_endpoint": request.endpoint,
        "page_path": request.path,
        "page_address": unsent.address_to_read(),
    }


def _page(status: int, explanation: str = "", *, is_unknown: bool = False) -> Response:
    """The page on what went wrong; it is made without the database where that is away."""
    try:
        db.session.rollback()
        return _rendered(status, explanation, is_unknown=is_unknown)
    except Exception as error:
        if "is_database_away" in g or not outages.is_outage(error):
            raise
        _do_without_database()
        return _rendered(status, explanation, is_unknown=is_unknown)


def _rendered(status: int, explanation: str, *, is_unknown: bool) -> Response:
    given = unsent.given_back() if status in MAY_TRY_AGAIN else None
    page = render_template(
        f"errors/{_template_of(status)}.html",
        explanation=explanation,
        is_unknown=is_unknown,
        request_id=logs.request_id(),
        unsent=given,
        lines=unsent.to_read(given) if given else (),
    )
    response = current_app.make_response((page, status))
    if status == 503:
        response.headers["Retry-After"] = str(outages.RETRY_AFTER)
    return response


def _template_of(status: int) -> int:
    return status if status in (400, 403, 404, 405, 409, 410, 413, 422, 429, 503) else 500


def _show_registry_error(error: RegistryError) -> Response:
    is_unknown = isinstance(error, outages.OutcomeUnknown)
    if is_unknown:
        _do_without_database()
    if error.status >= 500:
        logging.getLogger("registry").error("%s", error, exc_info=error)
    return _page(error.status, error.text(), is_unknown=is_unknown)


def _show_stale(error: StaleDataError) -> Response:
    return _page(409)


def _show_database_error(error: Exception) -> Response:
    if not outages.is_outage(error):
        return _show_crash(error)
    logging.getLogger("registry").error("the database is away", exc_info=error)
    _do_without_database()
    return _page(503, gettext(outages.AWAY))


def _do_without_database() -> None:
    """Forget what this request has read: to look at it is to ask the database once more."""
    db.session().invalidate()
    g.is_database_away = True
    g.reader = Reader(None)
    for name in ("team", "role", "_login_user"):
        g.pop(name, None)


def _show_expired(error: CSRFError) -> Any:
    try:
        return unsent.answer_expired() or _page(400)
    except Exception as other:  # what its page has to say; Flask looks after errors of errors no more
        return current_app.handle_user_exception(other)


def _show_http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400 or isinstance(error, SecurityError):
        return error  # for a host name that is not ours no page can be made: its links would lead there
    return _page(error.code)


def _show_crash(error: Exception) -> Response:
    logging.getLogger("registry").error("unexpected", exc_info=error)
    return _page(500)
