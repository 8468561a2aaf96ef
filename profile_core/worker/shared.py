"""What all lanes of one worker process share."""

import asyncio
from dataclasses import dataclass

from profile_core.worker.looking import Looking
from profile_core.worker.metrics import Metrics
from profile_core.worker.settings import WorkerSettings
from profile_core.worker.turns import Turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Settings, metrics, the look for work, the turns, and the sign to stop."""

    settings: WorkerSettings
    metrics: Metrics
    looking: Looking
    turns: Turns
    stopping: asyncio.Event
