"""Real databases for tests: throw-away PostgreSQL clusters."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

Kind = Literal["sqlite", "postgres", "partitioned"]
_FAST = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}
_ALWAYS = {"max_connections": "300", "shared_buffers": "64MB", "log_min_messages": "fatal", "timezone": "UTC"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """One database of one test."""

    kind: Kind
    url: str


def postgres_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, or None when there is none.

    CITIZEN_PROFILE_TEST_PGBIN names another folder.
    """
    named = os.environ.get("CITIZEN_PROFILE_TEST_PGBIN")
    if named:
        return Path(named) if Path(named, "initdb").exists() else None
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A PostgreSQL server of our own, on a Unix socket and a TCP port of 127.0.0.1.

    A ``durable`` one waits for the disk as in production; the other is for tests that do not speak of crashes
    of a machine. As root it runs as the user ``postgres``, because PostgreSQL refuses root.
    """

    def __init__(self, programs: Path, *, durable: bool) -> None:
        """Make the cluster's files; ``start`` serves them."""
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="citizen-profile-pg-"))
        self.data = self.folder / "data"
        self.port = free_port()
        self._user = "postgres" if os.geteuid() == 0 else None
        self._numbers = count(1)
        if self._user:
            os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
        self._run(
            "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N", "-D", str(self.data)
        )
        options = {**_ALWAYS, **({} if durable else _FAST)}
        lines = [f"{name} = {value!r}" for name, value in options.items()]
        with (self.data / "postgresql.auto.conf").open("a") as file:
            file.write("\n".join(lines) + "\n")

    def start(self) -> None:
        """Start the server and return once it takes connections."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self._run(
            "pg_ctl", "start", "-w", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", options
        )

    def stop(self, mode: Literal["smart", "fast", "immediate"] = "fast") -> None:
        """Stop the server; ``immediate`` is a crash."""
        self._run("pg_ctl", "stop", "-w", "-D", str(self.data), "-m", mode)

    def remove(self) -> None:
        """Stop the server and delete its files."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self, template: str = "template0") -> str:
        """Create a database as a copy of a template and return its name."""
        name = f"t{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        """Drop a database, also under connections that were left open."""
        self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run statements as superuser and return psql's bare answer."""
        return self._run(*self._psql(database), "-c", statement)

    def open_psql(self, database: str) -> subprocess.Popen[str]:
        """Open a connection as superuser that takes statements and gives bare answers, line by line."""
        program, *arguments = self._psql(database)
        return subprocess.Popen(
            [str(self.programs / program), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
        )

    def url(self, name: str) -> str:
        """Return SQLAlchemy's address of a database."""
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.port}/{name}"

    def _psql(self, database: str) -> list[str]:
        where = ["-h", str(self.folder), "-p", str(self.port), "-U", "postgres", "-d", database]
        return ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *where]

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}")
        return done.stdout.strip()


@contextmanager
def running(programs: Path, *, durable: bool) -> Iterator[Cluster]:
    """Serve a cluster and delete it afterwards."""
    cluster = Cluster(programs, durable=durable)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.remove()
