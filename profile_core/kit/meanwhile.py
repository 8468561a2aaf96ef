"""Work while somebody else works: Python makes ready what comes next while a database answers."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

A = TypeVar("A")
R = TypeVar("R")
_TURNS = 2
"""How often the loop goes round until a question that was begun is on its way."""


async def meanwhile(question: Coroutine[Any, Any, A], work: Callable[[], R]) -> tuple[A, R]:
    """Ask, do work that waits for nobody, and return the answer with what came of the work.

    Whatever goes wrong in the work is raised after the question ended, so that none is left under way.
    """
    asked = asyncio.create_task(question)
    try:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        done = work()
    except BaseException:
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        raise
    return await asked, done
