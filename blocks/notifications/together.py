"""Asking together: what several ask for while a transaction is open, the next one answers for all of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

MOST = 50
"""Questions that one transaction answers."""
Q = TypeVar("Q")
A = TypeVar("A")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked(Generic[Q, A]):
    """A question, and who waits for its answer."""

    question: Q
    answer: asyncio.Future[A] = field(default_factory=asyncio.Future[A])


class Together(Generic[Q, A]):
    """Answers questions by ``all_of``, which answers many in their order. One that harms the others is asked alone."""

    def __init__(self, all_of: Callable[[Sequence[Q]], Awaitable[Sequence[A]]]) -> None:
        self._all_of = all_of
        self._waiting: list[_Asked[Q, A]] = []
        self._reading = asyncio.Lock()

    async def ask(self, question: Q) -> A:
        """Ask with all others that wait by then."""
        mine: _Asked[Q, A] = _Asked(question=question)
        self._waiting.append(mine)
        async with self._reading:
            if not mine.answer.done():
                some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._answer(some)
        return await mine.answer

    async def _answer(self, some: Sequence[_Asked[Q, A]]) -> None:
        """Answer all; whatever one question raises is for whoever asked it."""
        try:
            answers = await self._all_of([one.question for one in some])
        except Exception as error:  # noqa: BLE001 (it goes to whoever asked)
            if len(some) == 1:
                some[0].answer.set_exception(error)
                return
            for one in some:
                await self._answer([one])
        else:
            for one, answer in zip(some, answers, strict=True):
                one.answer.set_result(answer)
        finally:
            for one in some:
                one.answer.cancel()
