"""All that the header offers."""

from embed_header import cli, live
from embed_header.document import documents
from embed_header.graphql import Header
from embed_header.routes import routes
from embed_header.settings import HeaderSettings
from profile_core.contract import Block, texts

block = Block(
    name="header",
    title=texts(
        nl="Header voor websites",
        fr="En-tête pour sites",
        de="Kopfzeile für Websites",
        en="Header for websites",
    ),
    settings=HeaderSettings,
    citizen_query=Header,
    routes=routes,
    site_paths=(live.PATH,),
    header_documents=documents(),
    cli={"site": cli.of_sites},
)
