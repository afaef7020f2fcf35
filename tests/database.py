"""The databases that tests run on: a SQLite file, or a PostgreSQL cluster of their own, gone when they end.

Both keep a migrated template. After a test that commits for real the database is made anew from it, since the
record refuses to be deleted and so cannot be flushed.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Protocol

import psycopg


class Database(Protocol):
    """One database for a run of tests."""

    kind: str
    url: str  # what SEGUE_DATABASE_URL says

    def keep_as_template(self) -> None:
        """Remember the database as it is now."""

    def renew(self) -> None:
        """Throw the database away and make it again from the template."""

    def stop(self) -> None:
        """Leave nothing behind."""


class SqliteFile:
    """The SQLite file in SEGUE_HOME, just as a server keeps it."""

    kind = "sqlite"
    url = ""

    def __init__(self, home: Path) -> None:
        self.path = home / "segue.sqlite3"
        self.template = home / "template.sqlite3"

    def keep_as_template(self) -> None:
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            connection.execute("VACUUM INTO ?", [str(self.template)])

    def renew(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.path)

    def stop(self) -> None:
        """The file goes with SEGUE_HOME."""


class PostgresCluster:
    """A cluster in a temporary directory, on a free port; the machine's own cluster is never touched.

    Tests connect as an ordinary role, for a superuser would pass row-level security by.
    """

    kind = "postgresql"

    def __init__(self) -> None:
        self._bin = _newest_binaries()
        self._as_postgres = (
            {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        )
        self._place = Path(tempfile.mkdtemp(prefix="segue-postgres-"))
        self._password = secrets.token_hex(16)
        self._port = _free_port()
        self._server: subprocess.Popen[bytes] | None = None
        self.url = self._address("segue", role="segue")
        try:
            self._initialize()
            self._start()
            self._make_database()
        except BaseException:
            self.stop()
            raise

    def _address(self, database: str, *, role: str) -> str:
        return f"postgresql://{role}:{self._password}@127.0.0.1:{self._port}/{database}"

    def _initialize(self) -> None:
        password_file = self._place / "password"
        password_file.write_text(self._password)
        if os.getuid() == 0:
            shutil.chown(self._place, "postgres", "postgres")
            shutil.chown(password_file, "postgres", "postgres")
        words = ["--username=postgres", "--auth=scram-sha-256", "--no-sync", "--encoding=UTF8"]
        command = [self._bin / "initdb", *words, "--locale=C.UTF-8"]
        command += [f"--pwfile={password_file}", self._place / "data"]
        done = subprocess.run(
            command, cwd="/", capture_output=True, text=True, check=False, **self._as_postgres
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed:\n{done.stderr}")

    def _start(self) -> None:
        settings = {
            "port": self._port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": 100,
        }
        command = [self._bin / "postgres", "-D", self._place / "data"]
        command += [f"--{name}={value}" for name, value in settings.items()]
        with (self._place / "log").open("wb") as log:
            self._server = subprocess.Popen(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, **self._as_postgres,
            )  # fmt: skip
        give_up = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self._address("postgres", role="postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > give_up or self._server.poll() is not None:
                    log_text = (self._place / "log").read_text(errors="replace")
                    raise RuntimeError(f"PostgreSQL did not start:\n{log_text}") from None
                time.sleep(0.05)
            else:
                return

    def _run(self, *statements: str, role: str = "segue") -> None:
        with psycopg.connect(self._address("postgres", role=role), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type]

    def _make_database(self) -> None:
        self._run(f"CREATE ROLE segue LOGIN CREATEDB PASSWORD '{self._password}'", role="postgres")
        self._run("CREATE DATABASE segue")

    def keep_as_template(self) -> None:
        self._run("CREATE DATABASE segue_template TEMPLATE segue")

    def renew(self) -> None:
        # By the superuser: the database may be in the hands of autovacuum, which is one and is not ours to stop.
        self._run("DROP DATABASE IF EXISTS segue WITH (FORCE)", role="postgres")
        self._run("CREATE DATABASE segue TEMPLATE segue_template")

    def stop(self) -> None:
        if self._server and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)  # fast shutdown: open sessions are cut
            try:
                self._server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(self._server.pid, signal.SIGKILL)
                self._server.wait()
        shutil.rmtree(self._place, ignore_errors=True)


def _newest_binaries() -> Path:
    """Where initdb lies. Debian keeps it off the PATH, one directory for each version."""
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = kept[-1] if kept else shutil.which("initdb")
    if not found:
        raise RuntimeError("Tests on PostgreSQL need its server: sudo apt-get install -y postgresql")
    return Path(found).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
