"""One signed question to one source, and what came of it."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import httpx2

from profile_core.directory.subjects import Number
from profile_core.kit import log
from profile_core.kit.acting import SubjectRef
from profile_core.kit.errors import ProfileError, UnavailableError
from profile_core.kit.settings import Settings
from profile_core.sources import reading, signing
from profile_core.sources.circuits import Circuit
from profile_core.sources.http import Answer, GuardedClient, NoAnswerError
from profile_core.sources.model import Question, Said, Source, SourceState
from profile_core.sources.questions import body
from profile_core.sources.signing import Signer

_LARGEST = 1024 * 1024
_CONNECTIONS = 1000
_EACH_HOST = 200
"""Many sources may lie at one host, that of their supplier; each of them has its own places besides."""
_LATER = (429, 503)
logger = log.get_logger("sources")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whom a question is about, by our id and by the number that the source knows."""

    subject: SubjectRef
    number: Number


class Calls:
    """Calls sources. ``client`` is made by the first call, and may be given instead."""

    def __init__(self, settings: Settings, signer: Callable[[], Signer | None]) -> None:
        self.client: GuardedClient | None = None
        self._settings = settings
        self._signer = signer
        self._sign: Signer | None = None

    async def ask(self, question: Question, about: About, circuit: Circuit) -> Said:
        """Ask, and note in the circuit how it went; whatever goes wrong is an answer too."""
        try:
            said = await self._answer(question, about, circuit)
        except ProfileError as error:  # of ours: it says nothing about the source
            return Said(source=question.source, state=SourceState.FAILED, why=error.code)
        except (NoAnswerError, TimeoutError) as error:
            return self._in_vain(question.source, about, circuit, error)
        except Exception:
            logger.exception("answer not read", source=question.source.code, block=question.block)
            unread = NoAnswerError("its answer could not be read")
            return self._in_vain(question.source, about, circuit, unread)
        circuit.answered(about.subject.id)
        return said

    async def post(self, source: Source, path: str, document: bytes) -> Answer:
        """Send a signed document to an address below a source's own; it names the call and nobody else."""
        address, call = source.address(path), secrets.token_hex(8)
        sign = self._sign = self._sign or self._signer()
        if sign is None:
            raise UnavailableError("sources.unsigned", "Nothing is asked unsigned, and no block signs.")
        token = await sign(signing.TYP, signing.claims(self._settings.public_url, address, document))
        headers = {
            "accept": "application/json",
            "authorization": f"Bearer {token}",
            "content-digest": signing.content_digest(document),
            "x-correlation-id": call,
        }
        return await self.opened().post_json(address, document, headers=headers)

    def opened(self) -> GuardedClient:
        """Return the client that all calls go through; it connects to nothing by itself."""
        if self.client is None:
            self.client = GuardedClient(
                production=self._settings.production,
                deadline=self._settings.sources_late,
                largest=_LARGEST,
                connections=_CONNECTIONS,
                each_host=_EACH_HOST,
            )
        return self.client

    async def close(self) -> None:
        """Close every connection."""
        if self.client is not None:
            await self.client.close()

    async def _answer(self, question: Question, about: About, circuit: Circuit) -> Said:
        async with asyncio.timeout(self._settings.sources_late), circuit.places:
            path = f"{question.block}/query"
            answer = await self.post(question.source, path, body(question, about.number))
        if answer.status in _LATER:
            circuit.rest(answer.retry_after)
        return reading.said(question, answer)

    def _in_vain(self, source: Source, about: About, circuit: Circuit, error: Exception) -> Said:
        late = isinstance(error, TimeoutError) or isinstance(error.__cause__, TimeoutError)
        state = SourceState.TIMEOUT if late else SourceState.FAILED
        why = f"no whole answer within {self._settings.sources_late:g} s" if late else str(error)
        circuit.failed(about.subject.id, state, why, itself=isinstance(error.__cause__, httpx2.ConnectError))
        return Said(source=source, state=state, since=circuit.since, why=why)
