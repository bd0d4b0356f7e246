"""Requests for a mailed link: counted, and answered alike whether or not the account exists."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for

from registry import clock
from registry.accounts import queries as account_queries
from registry.accounts.models import User
from registry.database.transactions import unit_of_work
from registry.outbox.services import messages
from registry.sign_in.forms import LinkForm
from registry.sign_in.services import throttle
from registry.sign_in.services.throttle import MustWait
from registry.sign_in.views import session_cookie
from registry.web.forms import status_of
from registry.web.page import Page


def ask_page(post: Callable[[User | None], object], *, what: str, heading: str, lead: str, done: str) -> Page:
    """The page that asks for an address.

    `post` writes to the account, `what` names the counter; `heading`, `lead` and `done` are the texts of the
    page and of the page after it.
    """
    form = LinkForm()
    status = count(form, what=what, act=lambda: post(account_queries.find_account(form.email.data)))
    if status is None:
        flash(done, "success")
        return redirect(url_for("accounts.sign_in"), 303)
    return render_template("sign_in/ask_mail.html", form=form, heading=heading, lead=lead), status


def count(form: LinkForm, *, what: str, act: Callable[[], object] = lambda: None) -> int | None:
    """Count the request and carry it out; returns None, or the status for showing the form again when it is
    refused.
    """
    if not form.validate_on_submit():
        return status_of(form)
    counted = session_cookie.counters(form.email.data, what=what)
    try:
        with unit_of_work(wake=(messages.SEND,)):
            throttle.check(counted, now=clock.now())
            throttle.note_failure(counted, now=clock.now())
            act()
    except MustWait as error:
        form.email.errors = [error.text()]
        return error.status
    return None
