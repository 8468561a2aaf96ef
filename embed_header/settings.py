"""The header's own settings, prefix ``CITIZEN_PROFILE_HEADER_``."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from profile_core.contract import BlockSettings


class HeaderSettings(BlockSettings):
    """How the live count is kept, and what the public is told of who runs us."""

    model_config = SettingsConfigDict(env_prefix="CITIZEN_PROFILE_HEADER_", frozen=True, extra="ignore")

    count_every: float = Field(default=1.0, gt=0)
    """Seconds between two looks at the counts of all who follow theirs in one process."""
    check_every: float = Field(default=15.0, gt=0)
    """Seconds between two looks at whose session and token still live."""
    breathe_every: float = Field(default=15.0, gt=0)
    """Seconds after which a stream without news says that it is there."""
    stream_life: float = Field(default=300.0, gt=0)
    """Seconds after which a stream ends at the latest, if its token does not end before; the header comes back with a new one."""
    streams: int = Field(default=5000, gt=0)
    """Streams that one process holds open."""
    duties_file: Path | None = None
    """A YAML file: who runs this region, for the accessibility statement, the privacy notice and the help page."""
