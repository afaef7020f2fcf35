"""Setting this server up and running it: `segue migrate`, `segue serve`, `segue worker`."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click

from segue.rules.text import N_
from segue.site import checks, running
from segue.site.commands.words import as_json_option
from segue.site.home import home, kept_settings
from segue.site.passage import shut_walls
from segue.site.says import answer, bad_input, say


@click.command()
@as_json_option
def migrate(as_json: bool) -> None:
    """Set this server up, or bring it up to date.

    Makes SEGUE_HOME with its keys, the tables of the database, the guards of the record and the style files of
    the pages. What is there already is kept, so it is safe to run again.
    """
    made = tuple(set_up())
    lines = [f"Made {each}." for each in made] or ["Everything was there already."]
    answer({"home": str(home()), "made": list(made)}, as_json=as_json, lines=lines)


def set_up() -> Iterator[str]:
    """Make what is missing, and tell each thing that was made."""
    if _make_home():
        yield f"the directory {home()}, for this account only"
    checks.start_django()
    yield from _make_keys()
    yield from _make_tables()
    if _make_styles():
        yield "the style files of the pages"


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Where to listen."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The machine's address to listen on.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes for pages."
)
@click.option("--no-worker", is_flag=True, help="Pages only; run `segue worker` somewhere else.")
def serve(port: int, host: str, workers: int, no_worker: bool) -> None:
    """Serve the pages, with the worker beside them.

    Prints the address as soon as it answers. SIGTERM and Ctrl-C end everything that it started.
    """
    plan = running.Plan(port=port, host=host, processes=workers, has_worker=not no_worker)
    follow_port(plan)
    shut_walls()
    checks.start_serving()
    running.Server(plan).run(when_it_answers=lambda: _greet(plan))
    say("Segue has stopped.")


@click.command()
def worker() -> None:
    """Send mail and do what falls due, without pages."""
    shut_walls()
    checks.start(checks.WRITING, checks.SENDING)
    running.work_until_told(when_it_works=lambda: say("The worker runs. Ctrl-C ends it."))
    say("The worker has stopped.")


def follow_port(plan: running.Plan) -> None:
    """Let links in mails lead to the port served, unless the environment or a public address says otherwise."""
    if os.environ.get("SEGUE_BASE_URL"):
        return
    kept = kept_settings(home()).get("SEGUE_BASE_URL")
    if not kept or urlsplit(kept).hostname in checks.THIS_MACHINE:
        os.environ["SEGUE_BASE_URL"] = plan.address


def _greet(plan: running.Plan) -> None:
    from django.conf import settings  # app ready

    lines = [f"Segue answers at {plan.address}"]
    if plan.address != settings.SEGUE_BASE_URL:
        lines.append(f"Links in mails lead to {settings.SEGUE_BASE_URL}")
    answer({}, as_json=False, lines=lines)
    say("Ctrl-C ends it.")


def _make_home() -> bool:
    """Make the home, readable by this account alone. Raises Ended when it cannot be made."""
    place = home()
    is_new = not place.exists()
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Only a home that holds our keys, or nothing, is ours to close; /tmp named by mistake is not.
        if (place / "keys").is_dir() or not any(place.iterdir()):
            place.chmod(0o700)
    except OSError:
        raise checks.unwritable(place) from None
    return is_new


def _make_keys() -> Iterator[str]:
    """The master key. The key that signs sessions was made when the settings were read."""
    from django.conf import settings  # app ready

    from segue.store.keys import make_master_key  # app ready

    path = Path(settings.SEGUE_MASTER_KEY_FILE)
    if not settings.SEGUE_MASTER_KEY and not path.exists() and _holds_sealed_rows():
        raise bad_input(
            "master_key_lost",
            N_("The database holds sealed rows, but their master key is not at %(path)s."),
            N_("Bring the key back from its safe place. A new key would open nothing."),
            path=str(path),
        )
    try:
        is_new = not settings.SEGUE_MASTER_KEY and make_master_key(path)
    except OSError:
        raise checks.unwritable(path.parent) from None
    if is_new:
        yield f"the master key {path}. Keep a copy away from the backups: without it nothing sealed opens"


def _holds_sealed_rows() -> bool:
    """Whether somebody has worked here before: every sealed row belongs to a practice."""
    from django.db import Error, connection  # app ready

    from segue.store.models import Practice  # app ready

    try:
        is_made = Practice._meta.db_table in connection.introspection.table_names()
        return is_made and Practice.objects.exists()
    except Error as error:
        raise checks.database_away(error) from None


def _make_tables() -> Iterator[str]:
    """The tables, and the triggers that guard the record: a migration on SQLite may drop them silently."""
    from django.core.management import call_command  # slow import
    from django.db import Error, transaction  # app ready

    from segue.store.triggers import make_triggers  # app ready
    from segue.store.walls import make_walls  # app ready

    try:
        if steps := checks.migrations_to_run():
            say("Making the tables of the database.")
            call_command("migrate", interactive=False, verbosity=0)
            yield f"the tables of the database ({len(steps)} migrations)"
        if _make_throttle() and not steps:
            yield "the table that counts tries to sign in"
        if steps or checks.found(checks.WRITING):
            with transaction.atomic():
                make_triggers()
                make_walls()
            yield "the triggers that guard the record"
    except Error as error:
        raise checks.database_away(error) from None


def _make_throttle() -> bool:
    """The table of the cache, which Django makes by a command of its own (decision 0009)."""
    from django.conf import settings  # app ready
    from django.core.management import call_command  # slow import
    from django.db import connection  # app ready

    if settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names():
        return False
    call_command("createcachetable", verbosity=0)
    return True


def _make_styles() -> bool:
    """The files that pages load, named by their content and compressed; made anew when a source changed."""
    from django.conf import settings  # app ready
    from django.contrib.staticfiles.finders import get_finders  # slow import
    from django.core.management import call_command  # slow import

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            source = Path(storage.path(path)).stat()
            digest.update(f"{path}|{source.st_size}|{source.st_mtime_ns}\n".encode())
    place = Path(settings.STATIC_ROOT)
    stamp, manifest = place / "made_from", place / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())
    return True
