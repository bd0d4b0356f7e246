"""The administrator's command line, `flask --app wsgi registry …`; features provide `commands`."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from registry import server, settings
from registry.assets import static_files
from registry.jobs.queue import run_worker

commands = AppGroup("registry", help="Teams, lists, records and checks of the Partnership Registry.")


@commands.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), help="Of 127.0.0.1, 8000 where none is said.")
@click.option("--bind", multiple=True, metavar="ADDRESS", help="HOST:PORT or unix:PATH in place of a port.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; as many as processors, from 2 to 8.")
@click.option("--threads", type=click.IntRange(1, 64), default=server.THREADS, show_default=True)
@click.option("--reload", is_flag=True, help="Load changed code by itself: for developers.")
def serve(
    *, port: int | None, bind: tuple[str, ...], workers: int | None, threads: int, reload: bool
) -> None:
    """Answer browsers, until stopped. The worker runs beside it."""
    if port and bind:
        raise click.UsageError("--port and --bind say the same: give one of them.")
    serving = server.Serving(bind or (f"{server.HOST}:{port or server.PORT}",), workers or 0, threads)
    server.prepare()
    static_files.compress()
    server.note_address(settings.instance(), serving)
    click.echo(f"Serving {', '.join(serving.bind)} until stopped.")
    if reload:
        server.become_reloading(serving)
    server.run(_this_app(), serving)


@commands.command("worker")
def worker() -> None:
    """Send messages, make records and do what else is owed, until stopped."""
    run_worker(_this_app())


def _this_app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]
