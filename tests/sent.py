"""What is sent to databases by this process: by SQLAlchemy's engines, and by asyncpg directly."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import sqlalchemy as sa
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import event

Hear = Callable[[str, str], None]
"""Takes the name of the dialect and the statement."""

_hearers: list[Hear] = []


def listen(hear: Hear) -> Callable[[], None]:
    """Let a function hear every statement before it is sent; call what is returned to stop."""
    _hearers.append(hear)
    return lambda: _hearers.remove(hear)


@contextmanager
def collected(part: str) -> Iterator[list[str]]:
    """Collect the statements that hold a text and are sent while the block lasts."""
    seen: list[str] = []
    stop = listen(lambda _, statement: seen.extend([statement] * (part in statement)))
    try:
        yield seen
    finally:
        stop()


def _tell(dialect: str, statement: str) -> None:
    for hear in _hearers:
        hear(dialect, statement)


@event.listens_for(sa.Engine, "before_cursor_execute")
def _by_engine(connection: sa.Connection, _cursor: Any, statement: str, *_: Any) -> None:
    _tell(connection.dialect.name, statement)


def _told(method: Any) -> Any:
    @wraps(method)
    def _heard(connection: Any, statement: str, *arguments: Any, **options: Any) -> Any:
        _tell("postgresql", statement)
        return method(connection, statement, *arguments, **options)

    return _heard


# Our pool's connections only: a test that looks by a connection of its own is not heard.
for _name in ("fetch", "execute"):
    setattr(PoolConnectionProxy, _name, _told(getattr(PoolConnectionProxy, _name)))
