"""The floor of pages: a site as the documentation of Flask and its usual extensions shows it.

Who reads is signed in by flask-login, their grant is looked up, the rows come by the ORM, each text is
translated by Flask-Babel, and a form has the token of Flask-WTF. How much is on the page says the address.
"""

import argparse
from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, render_template_string, request, session
from flask_babel import Babel
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.wrappers import Response

from registry import server
from registry.app import TOP

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ _('Partners') }}</title></head><body>
<p>{{ current_user.name }}</p>
<form method="post"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}"></form>
<ul>{% for text in texts %}<li>{{ _(text) }}</li>{% endfor %}</ul>
<table>{% for row in rows %}<tr>
{% for _cell in range(cells) %}<td>{{ row.name if loop.first else row.city }}</td>{% endfor %}
</tr>{% endfor %}</table></body></html>"""
TEXTS = ("Partners", "Name", "Tier", "Status", "Sector", "City", "Sign out", "Privacy", "Back", "Documents")


class Base(DeclarativeBase):
    """The tables of the registry that the page reads."""


db = SQLAlchemy(model_class=Base)


class User(UserMixin, db.Model):  # type: ignore[name-defined,misc]
    """Who reads."""

    __tablename__ = "user_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Membership(db.Model):  # type: ignore[name-defined,misc]
    """What they may read."""

    __tablename__ = "membership"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    team_id: Mapped[int]


class Partner(db.Model):  # type: ignore[name-defined,misc]
    """A row."""

    __tablename__ = "partner"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int]
    name: Mapped[str]
    city: Mapped[str]
    position: Mapped[int]


def make_site(url: str) -> Flask:
    """The site on a database of the registry."""
    site = Flask(__name__)
    site.config.update(SECRET_KEY="nothing secret", SQLALCHEMY_DATABASE_URI=url)
    site.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TOP / "registry" / "translations")
    db.init_app(site)
    Babel(site, locale_selector=lambda: session.get("language", "en"))
    CSRFProtect(site)
    manager = LoginManager(site)
    manager.user_loader(lambda number: db.session.get(User, int(number)))
    site.add_url_rule("/rows", view_func=rows)
    site.add_url_rule("/in/<int:number>", view_func=sign_in)
    return site


def sign_in(number: int) -> str:
    """Be this person from now on."""
    login_user(db.session.get_one(User, number))
    return ""


@login_required  # type: ignore[untyped-decorator]
def rows() -> str | Response:
    """So many rows and texts of a team that the reader may see."""
    asked: dict[str, Any] = {name: int(value) for name, value in request.args.items()}
    grant = sa.select(Membership).filter_by(user_id=current_user.id, team_id=asked["team"])
    if db.session.scalar(grant) is None:
        abort(404)
    found = sa.select(Partner).filter_by(team_id=asked["team"]).order_by(Partner.position)
    texts = [TEXTS[number % len(TEXTS)] for number in range(asked["texts"])]
    shown = db.session.scalars(found.limit(asked["rows"])).all()
    return render_template_string(PAGE, rows=shown, cells=asked["cells"], texts=texts)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--port", type=int)
    given = parser.parse_args()
    server.run(make_site(given.url), server.Serving((f"{server.HOST}:{given.port}",), workers=1))
