"""All that this block offers."""

from pathlib import Path

from blocks.file_status import cli, disclosures, fed, header, health, pages, privacy, pulling
from blocks.file_status.graphql import citizen, provider
from blocks.file_status.pages import together
from blocks.file_status.rows.tables import metadata
from blocks.file_status.zgw import command
from profile_core.contract import Block, Migrations

_HERE = Path(__file__).parent

block = Block(
    name="file_status",
    title=header.part.label,
    citizen_query=citizen.FileStatuses,
    provider_query=provider.FileStatuses,
    provider_mutation=provider.Mutation,
    bulk=(
        "registerFiles",
        "updateFileStatuses",
        "updateFileNextSteps",
        "updateFileParticipants",
        "updateFileEvidence",
        "deleteFiles",
        "announceFiles",
    ),
    migrations=Migrations(name="file_status", metadata=metadata, folder=_HERE / "migrations"),
    schedule=(pulling.FOLLOW,),
    feed=fed.Fed,
    routes=pages.routes,
    pages=_HERE,
    overview=together.overview,
    search=together.search,
    privacy=privacy.PRIVACY,
    disclosures=disclosures.DISCLOSURES,
    header=header.part,
    health=health.health,
    cli={"files": command.commands, "phases": cli.commands},
)
