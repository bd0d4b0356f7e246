"""Asking for a link by mail: counted, and answered alike whether or not there is an account."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for

from registry import clock
from registry.accounts import entering, services, throttle
from registry.accounts.forms import LinkForm
from registry.accounts.models import User
from registry.accounts.throttle import MustWait
from registry.edge import Page, status_of
from registry.outbox import services as outbox
from registry.transactions import unit_of_work


def ask_page(post: Callable[[User | None], object], *, what: str, heading: str, lead: str, done: str) -> Page:
    """The page that asks for an address; `post` writes to its account, `what` names what is counted.

    `heading`, `lead` and `done` are the page's words, and those after it.
    """
    form = LinkForm()
    status = 0
    if form.validate_on_submit():
        counted = entering.counters(form.email.data, what=what)
        try:
            with unit_of_work(wake=(outbox.SEND,)):
                throttle.check(counted, now=clock.now())
                throttle.note_failure(counted, now=clock.now())
                post(services.find_account(form.email.data))
        except MustWait as error:
            form.email.errors, status = [error.text()], error.status
        else:
            flash(done, "success")
            return redirect(url_for("accounts.sign_in"), 303)
    page = render_template("accounts/ask_mail.html", form=form, heading=heading, lead=lead)
    return page, max(status, status_of(form))
