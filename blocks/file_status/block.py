"""All that this block offers."""

from pathlib import Path

from blocks.file_status import cli, disclosures, fed, health, pages, privacy, pulling
from blocks.file_status.graphql import citizen, provider
from blocks.file_status.pages import together
from blocks.file_status.pages.shown import FILES
from blocks.file_status.rows.tables import metadata
from profile_core.contract import Block, Migrations, texts

_HERE = Path(__file__).parent
TITLE = texts(nl="Dossiers", fr="Dossiers", de="Vorgänge", en="Files")

block = Block(
    name="file_status",
    title=TITLE,
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
    ),
    migrations=Migrations(name="file_status", metadata=metadata, folder=_HERE / "migrations"),
    schedule=(pulling.FOLLOW,),
    feed=fed.Fed,
    routes=pages.routes,
    pages=_HERE,
    navigation=((TITLE, FILES),),
    overview=together.overview,
    search=together.search,
    privacy=privacy.PRIVACY,
    disclosures=disclosures.DISCLOSURES,
    health=health.health,
    cli={"phases": cli.commands},
)
