"""All that the header offers."""

from pathlib import Path

from embed_header import cli, disclosures, live
from embed_header.document import documents
from embed_header.duties.pages import links
from embed_header.graphql import citizen, provider
from embed_header.routes import routes
from embed_header.settings import HeaderSettings
from embed_header.tables import metadata
from profile_core.contract import Block, Migrations, Privacy, texts

_HERE = Path(__file__).parent

block = Block(
    name="header",
    title=texts(
        nl="Header voor websites",
        fr="En-tête pour sites",
        de="Kopfzeile für Websites",
        en="Header for websites",
    ),
    settings=HeaderSettings,
    citizen_query=citizen.Header,
    provider_query=provider.Headers,
    provider_mutation=provider.Mutation,
    migrations=Migrations(name="header", metadata=metadata, folder=_HERE / "migrations"),
    routes=routes,
    pages=_HERE,
    footer=links(),
    site_paths=(live.PATH,),
    header_documents=documents(),
    privacy=Privacy(nobodys={"header_configuration": "What each website has chosen."}),
    disclosures=disclosures.DISCLOSURES,
    cli={"site": cli.of_sites, "header": cli.of_headers},
)
