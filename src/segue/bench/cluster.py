"""A PostgreSQL of its own, for a measurement or for tests: made in a temporary directory, gone with it.

The machine's own cluster is never touched; on a server that was named, a database with a name nobody has is made
and dropped.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from segue.store.programs import newest_program

START_SECONDS = 30
NOTHING_MORE: Mapping[str, object] = MappingProxyType({})


class NoPostgres(Exception):
    """There is no server program, or it does not start."""


class Cluster:
    """A server with one empty database. Clients come as an ordinary role, for a superuser passes row-level security by.

    Settings that are not given are those of a new installation, so a commit waits for the disk. Raises NoPostgres.
    """

    NAME = "segue"
    """Of the ordinary role and of the database that it owns."""
    ABOVE = "postgres"
    """The role that may do everything."""

    def __init__(self, settings: Mapping[str, object] = NOTHING_MORE) -> None:
        initdb = newest_program("initdb")
        if initdb is None:
            raise NoPostgres("initdb is not installed: sudo apt-get install -y postgresql")
        self._programs = initdb.parent
        # The server refuses to run as root.
        as_postgres = {"user": "postgres", "group": "postgres", "extra_groups": []}
        self._as_postgres: dict[str, Any] = as_postgres if os.getuid() == 0 else {}
        self.place = Path(tempfile.mkdtemp(prefix="segue-postgres-"))
        self._password, self._port = secrets.token_hex(16), free_port()
        self._server: subprocess.Popen[bytes] | None = None
        try:
            self._initialize()
            self._start(settings)
            self._make_database()
        except BaseException:
            self.stop()
            raise

    @property
    def url(self) -> str:
        """The address of the database, as the ordinary role."""
        return self._address(self.NAME, role=self.NAME)

    def run(self, *statements: str, role: str = NAME) -> None:
        """Run statements that no transaction may hold, in the database of the server itself."""
        with psycopg.connect(self._address("postgres", role=role), autocommit=True) as line:
            for statement in statements:
                line.execute(statement)

    def stop(self) -> None:
        """Leave nothing behind."""
        if self._server and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)  # fast shutdown: open sessions are cut
            try:
                self._server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(self._server.pid, signal.SIGKILL)
                self._server.wait()
        shutil.rmtree(self.place, ignore_errors=True)

    def _address(self, database: str, *, role: str) -> str:
        return f"postgresql://{role}:{self._password}@127.0.0.1:{self._port}/{database}"

    def _initialize(self) -> None:
        password_file = self.place / "password"
        password_file.write_text(self._password)
        if self._as_postgres:
            shutil.chown(self.place, "postgres", "postgres")
            shutil.chown(password_file, "postgres", "postgres")
        words = [f"--username={self.ABOVE}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
        words += ["--no-sync", f"--pwfile={password_file}", str(self.place / "data")]
        done = subprocess.run(  # noqa: S603  # the server's own program, by its full path
            [self._programs / "initdb", *words],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **self._as_postgres,
        )
        if done.returncode:
            raise NoPostgres(f"initdb ended with {done.returncode}: {done.stderr.strip()}")

    def _start(self, settings: Mapping[str, object]) -> None:
        said = {
            "port": self._port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            **settings,
        }
        command = [str(self._programs / "postgres"), "-D", str(self.place / "data")]
        command += [f"--{name}={value}" for name, value in said.items()]
        with (self.place / "log").open("wb") as log:
            server: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603  # the server's own program, by its full path
                command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._as_postgres,
            )
        self._server, give_up = server, time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > give_up or server.poll() is not None:
                told = (self.place / "log").read_text(errors="replace")
                raise NoPostgres(f"the server did not start: {told}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._address("postgres", role=self.ABOVE), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_database(self) -> None:
        self.run(f"CREATE ROLE {self.NAME} LOGIN CREATEDB PASSWORD '{self._password}'", role=self.ABOVE)
        self.run(f"CREATE DATABASE {self.NAME}")


@contextmanager
def own_cluster() -> Iterator[str]:
    """The address of an empty database in a new cluster, which ends with the block. Raises NoPostgres."""
    cluster = Cluster()
    try:
        yield cluster.url
    finally:
        cluster.stop()


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """The address of a new database on the server that this address leads to; dropped with the block."""
    name = f"segue_bench_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as line:
            line.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
