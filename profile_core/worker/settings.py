"""The worker's own settings, prefix ``CITIZEN_PROFILE_WORKER_``."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from profile_core.kit.settings import BlockSettings


class WorkerSettings(BlockSettings):
    """How eagerly a worker works."""

    model_config = SettingsConfigDict(env_prefix="CITIZEN_PROFILE_WORKER_", frozen=True, extra="ignore")

    port: int | None = Field(default=None, ge=1, le=65535)
    """Port of ``/alive`` and ``/metrics`` on 127.0.0.1; none when not given."""
    look_every: float = Field(default=0.25, gt=0)
    """Seconds between two looks for work, when there was none."""
    batch: int = Field(default=100, ge=1, le=1000)
    """Handovers of one listener in one transaction."""
    lease: float = Field(default=60.0, ge=1)
    """Seconds for which claimed work is ours. A quarter of it is the most that one transaction may take, half
    of it the most that a call to the outside may."""
    stop_timeout: float = Field(default=20.0, gt=0)
    """Seconds that work under way gets when the process is asked to stop."""
