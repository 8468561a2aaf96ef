"""All that this block offers."""

from pathlib import Path

from blocks.file_status import disclosures, health, privacy
from blocks.file_status.graphql import citizen, provider
from blocks.file_status.rows.tables import metadata
from profile_core.contract import Block, Migrations, texts

_HERE = Path(__file__).parent

block = Block(
    name="file_status",
    title=texts(nl="Dossiers", fr="Dossiers", de="Vorgänge", en="Files"),
    citizen_query=citizen.FileStatuses,
    provider_query=provider.FileStatuses,
    provider_mutation=provider.Mutation,
    migrations=Migrations(name="file_status", metadata=metadata, folder=_HERE / "migrations"),
    privacy=privacy.PRIVACY,
    disclosures=disclosures.DISCLOSURES,
    health=health.health,
)
