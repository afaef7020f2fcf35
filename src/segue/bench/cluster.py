"""A PostgreSQL of its own for a measurement: made in a temporary directory, gone with it.

It keeps the settings of a new installation, so a commit waits for the disk. The machine's own cluster is never
touched; on a server that was named, a database with a name nobody has is made and dropped.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

START_SECONDS = 30


class NoPostgres(Exception):
    """There is no server program, or it does not start."""


@contextmanager
def own_cluster() -> Iterator[str]:
    """The address of an empty database in a new cluster, which ends with the block. Raises NoPostgres."""
    programs, place = _newest_programs(), Path(tempfile.mkdtemp(prefix="segue-bench-postgres-"))
    as_postgres = _as_postgres()
    try:
        password = secrets.token_hex(16)
        _initialize(programs, place, password, as_postgres)
        port = _free_port()
        server = _start(programs, place, port, as_postgres)
        try:
            own = f"postgresql://postgres:{password}@127.0.0.1:{port}"
            _wait(f"{own}/postgres", server)
            with psycopg.connect(f"{own}/postgres", autocommit=True) as line:
                # An ordinary role: a superuser would pass row-level security by.
                role = sql.SQL("CREATE ROLE segue LOGIN CREATEDB PASSWORD {}").format(password)
                line.execute(role)
                line.execute("CREATE DATABASE segue OWNER segue")
            yield f"postgresql://segue:{password}@127.0.0.1:{port}/segue"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(place, ignore_errors=True)


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


def _initialize(programs: Path, place: Path, password: str, as_postgres: dict[str, Any]) -> None:
    password_file = place / "password"
    password_file.write_text(password)
    if as_postgres:
        shutil.chown(place, "postgres", "postgres")
        shutil.chown(password_file, "postgres", "postgres")
    words = ["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
    command = [str(programs / "initdb"), *words, f"--pwfile={password_file}", str(place / "data")]
    done = subprocess.run(  # noqa: S603  # the server's own program, by its full path
        command, cwd="/", capture_output=True, text=True, check=False, **as_postgres
    )
    if done.returncode:
        raise NoPostgres(f"initdb ended with {done.returncode}: {done.stderr.strip()}")


def _start(programs: Path, place: Path, port: int, as_postgres: dict[str, Any]) -> "subprocess.Popen[bytes]":
    said = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    command = [str(programs / "postgres"), "-D", str(place / "data")]
    command += [f"--{name}={value}" for name, value in said.items()]
    with (place / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603  # the server's own program, by its full path
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, **as_postgres
        )


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(address, connect_timeout=5).close()
        except psycopg.OperationalError:
            if time.monotonic() > give_up or server.poll() is not None:
                raise NoPostgres("the server did not start") from None
            time.sleep(0.05)
        else:
            return


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGINT)  # fast shutdown: open sessions are cut
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _as_postgres() -> dict[str, Any]:
    """The server refuses to run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}


def _newest_programs() -> Path:
    """Where initdb lies. Debian keeps it off the PATH, one directory for each version."""
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = kept[-1] if kept else shutil.which("initdb")
    if not found:
        raise NoPostgres("initdb is not installed")
    return Path(found).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
