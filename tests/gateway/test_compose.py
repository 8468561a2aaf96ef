from dataclasses import replace

import strawberry

from profile_core.contract import Block, texts
from profile_core.gateway.compose import compose
from tests.gateway.played import block


@strawberry.type
class Parking:
    places: int = 3


def test_every_block_has_its_root_field():
    parking = Block(
        name="acme_parking", title=texts(nl="Parkeren"), citizen_query=Parking, provider_query=Parking
    )
    schemas = compose(
        [block, parking, replace(parking, name="empty", citizen_query=None, provider_query=None)]
    )
    for schema in (schemas.citizen, schemas.provider):
        said = schema.as_str().partition("type Query {")[2].partition("}")[0]
        assert "played: Played" in said
        assert "acmeParking: Parking" in said
