"""`segue demo`: set everything up, play one whole referral, and serve it.

The story itself is made by acts in `segue.demo`; here it gets a server: a fresh home, a directory read from a
provider file, the worker between the steps, and the pages at the end.
"""

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from segue.rules.step import Refused
from segue.rules.text import N_
from segue.site import checks, running
from segue.site.commands import listings, server
from segue.site.commands.words import as_json_option
from segue.site.home import environment, home, keep_settings, kept_settings
from segue.site.says import Ended, Exit, answer, bad_input, say

if TYPE_CHECKING:
    from segue.demo.cast import Story
    from segue.demo.live import Live
    from segue.rules.moment import At

LISTINGS = 5000
ZONE = "America/Chicago"


@click.command()
@click.option(
    "--serve/--no-serve", "is_served", default=True, show_default=True, help="Go on and serve the pages."
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Where to serve."
)
@as_json_option
def demo(is_served: bool, port: int, as_json: bool) -> None:
    """Play one whole referral with invented people, then serve it.

    Everything is made anew in SEGUE_HOME. A home that holds anything but a demo is left alone.
    """
    free = running.next_free_port(port) if is_served else port
    if not free:
        raise bad_input(
            "no_port",
            N_("No port from %(port)s on is free."),
            N_("Try --port with another number."),
            port=str(port),
        )
    if free != port:
        say(f"Port {port} is taken; the demo takes {free}.")
    with _alone():
        _play_and_serve(free, is_served=is_served, as_json=as_json)


def _play_and_serve(port: int, *, is_served: bool, as_json: bool) -> None:
    played = play(port=port)
    if not is_served:
        played.is_served = False
        answer(played.result, as_json=as_json, lines=played.lines())
        return
    checks.start_serving()
    plan = running.Plan(port=port)
    running.Server(plan).run(
        when_it_answers=lambda: answer(played.result, as_json=as_json, lines=played.lines())
    )


def play(*, port: int) -> "Played":
    """Make the home anew, fill it, and play the story to its end. Raises Ended when any step is refused."""
    _start_anew(port)
    tuple(server.set_up())
    from segue.demo.calendar import Days  # app ready
    from segue.demo.cast import Story  # app ready
    from segue.demo.live import play_live  # app ready
    from segue.demo.story import play as steps  # app ready
    from segue.demo.world import StoryBroken, open_world  # app ready
    from segue.reads.given_up import given_up  # app ready
    from segue.store import record  # app ready

    logging.getLogger("segue.work").setLevel(logging.WARNING)  # what was dropped is no part of the story
    days = Days(datetime.now(UTC), zone=ZONE, chance=lambda: os.urandom(10))
    try:
        world = open_world(days)
        say(
            f"Three practices, {len(world.staff)} people with accounts, {len(world.profiles)} entries that differ."
        )
        _import_listings()
        story = Story(world, days, _work_until)
        for number, told in enumerate(steps(story), start=1):
            _work_until(told.at)
            say(f"{number:>3}. {told.at.here:%b %d, %H:%M}  {told.words}{_address(port, told.page)}")
        live = play_live(world, days)
        _work_until(days.at(days.now))
    except StoryBroken as error:
        raise Ended([_broken(str(error))], Exit.refused) from None
    if lost := given_up():
        raise Ended([_broken(f"{lost[0].kind}: {lost[0].problem}")], Exit.found_wrong)
    events, problems = record.verify()
    say(f"The record: {events:,} entries, {'whole' if not problems else 'BROKEN'}.")
    return Played(port, story, live, events=events, verified=not problems)


class Played:
    """What the demo left behind, for a person and for a script."""

    def __init__(
        self, port: int, story: "Story", live: "tuple[Live, ...]", *, events: int, verified: bool
    ) -> None:
        self.base_url = f"http://localhost:{port}"
        self.is_served = True
        self.story = story
        self.result: dict[str, Any] = {
            "base_url": self.base_url,
            "people": [*self._staff(), *self._clients(live), *self._guests(live)],
            "referral": story.referral,
            "handoff": story.handoff,
            "outbox": list(_outbox()),
            "record": {"events": events, "verified": verified},
        }

    def lines(self) -> Iterator[str]:
        """How to sign in as each person."""
        yield f"Segue: {self.base_url}   All people and places are invented."
        if not self.is_served:
            yield "Nothing serves it now: `make serve` does, or `segue serve`."
        yield "Sign in with one link each, in a private window for each; the pages above open to those they belong to."
        for person in self.result["people"]:
            code = f"   code {person['code']}" if person.get("code") else ""
            yield f"  {person['name']:<20} {person['role']:<12} {person['sign_in_url']}{code}"
        yield "A client's code opens their page; a guest is asked for theirs when a summary is theirs to read."
        mails = len(self.result["outbox"])
        yield f"{mails} mails lie in {home() / 'outbox'}; the record holds {self.result['record']['events']} entries."

    def _staff(self) -> Iterator[dict[str, str]]:
        from segue.demo.world import sign_in_links  # app ready

        links = sign_in_links(self.story.world, self.story.days)
        for ref, staff in self.story.world.staff.items():
            yield {"name": staff.name, "role": staff.role, "sign_in_url": self._link(links[ref])}

    def _clients(self, live: "tuple[Live, ...]") -> Iterator[dict[str, str]]:
        from segue.demo.cast import CODE  # app ready

        story = self.story
        yield _holder("Jonas Tamm", "client", self._link(story.client_link), CODE, story.referral)
        for each in live:
            yield _holder(each.client_name, "client", self._link(each.client_link), each.code, each.referral)

    def _guests(self, live: "tuple[Live, ...]") -> Iterator[dict[str, str]]:
        from segue.reads.guest_code import standing_code  # app ready

        story = self.story
        held = [
            (story.guest_link, story.referral),
            *((each.guest_link, each.referral) for each in live if each.guest_link),
        ]
        for link, referral in held:
            yield _holder("Samuel Adeyemi", "guest", self._link(link), standing_code(UUID(link)), referral)

    def _link(self, link: str) -> str:
        from segue.store.tokens import token_of  # app ready

        return f"{self.base_url}/l/{token_of(UUID(link))}"


def _holder(name: str, role: str, url: str, code: str, referral: str) -> dict[str, str]:
    return {"name": name, "role": role, "sign_in_url": url, "code": code, "referral": referral}


@contextmanager
def _alone() -> Iterator[None]:
    """One demo at a time in a home: a second one would empty it under the pages of the first."""
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home() / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise bad_input(
                "demo_running",
                N_("A demo runs in %(home)s already. Nothing was touched."),
                N_("End it first, or set SEGUE_HOME to another directory."),
                home=str(home()),
            ) from None
        yield


def _start_anew(port: int) -> None:
    """Empty a home that a demo made before; refuse one that anybody may need."""
    place = home()
    if environment().text("SEGUE_DATABASE_URL"):
        raise bad_input(
            "demo_on_a_server",
            N_(
                "SEGUE_DATABASE_URL names a database. A demo keeps to a file of its own. Nothing was touched."
            ),
            N_("Unset SEGUE_DATABASE_URL, or run it with SEGUE_HOME set to an empty directory."),
        )
    is_demo = kept_settings(place).get("SEGUE_INVENTED") == "1"
    if not is_demo and (place / "segue.sqlite3").exists():
        raise bad_input(
            "home_in_use",
            N_("%(home)s holds a server that is not a demo. Nothing was touched."),
            N_("Set SEGUE_HOME to an empty directory and run it again."),
            home=str(place),
        )
    if is_demo:
        for name in ("segue.sqlite3", "segue.sqlite3-wal", "segue.sqlite3-shm"):
            (place / name).unlink(missing_ok=True)
        shutil.rmtree(place / "outbox", ignore_errors=True)
    base = f"http://localhost:{port}"
    keep_settings(
        place, SEGUE_INVENTED="1", SEGUE_SIGN_IN_BY_LINK="1", SEGUE_MAIL="file", SEGUE_BASE_URL=base
    )
    os.environ["SEGUE_BASE_URL"] = base


def _import_listings() -> None:
    from segue.demo.nppes_sample import write_sample  # slow import

    path: Path = home() / "sample" / "npidata_pfile_sample.csv"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("wb") as file:
        write_sample(file, rows=LISTINGS, seed=1)
    tally = listings.read_into_directory(path, ("A",))
    say(f"Provider file: {tally.read:,} rows read, {tally.kept:,} kept as unclaimed listings.")


def _work_until(at: "At") -> None:
    """Let the worker do everything that falls due until this moment, each at its own time."""
    from segue.work import worker  # app ready
    from segue.work.desk import desk  # app ready

    out = desk()
    while (due := _first_due(at.now)) is not None:
        worker.run_once(replace(at, now=due), desk=out)


def _first_due(now: datetime) -> datetime | None:
    """When the next notice or job falls due, if that is not after now; one that was tried waits for its time."""
    from segue.store.models import Job, Notice  # app ready

    waiting = (
        table._default_manager.filter(state="open", due_at__lte=now)
        .order_by("due_at")
        .values_list("due_at")
        .first()
        for table in (Notice, Job)
    )
    return min((row[0] for row in waiting if row is not None), default=None)


def _outbox() -> Iterator[dict[str, str]]:
    from segue.wires.outbox import Outbox  # slow import

    for filed in Outbox(home() / "outbox").listed():
        if filed.path.suffix == ".eml":
            yield {"path": str(filed.path.resolve()), "to": filed.to, "role": filed.role, "kind": filed.kind}


def _address(port: int, page: str) -> str:
    return f"\n       http://localhost:{port}{page}" if page else ""


def _broken(what: str) -> "Refused":
    return Refused(
        "story_broken",
        N_("A step of the story was refused: %(what)s"),
        N_("This is a fault of Segue's. Tell the maintainers."),
        {"what": what},
    )
