"""Schemas are composed from blocks, and no clash goes by."""

import pytest
import strawberry

from profile_core.contract import Block, InvalidError, texts
from profile_core.gateway.compose import compose


def _block(name: str, **offers) -> Block:
    return Block(name=name, title=texts(nl=name), **offers)


def _query(type_name: str, field: str = "code") -> type:
    made = type(type_name, (), {"__annotations__": {field: str}, field: "x"})
    return strawberry.type(made)


def _mutation(field: str) -> type:
    def resolve() -> str:
        return "x"

    resolve.__name__ = field
    return strawberry.type(type("Mutation", (), {field: strawberry.mutation(resolver=resolve)}))


def test_blocks_stand_side_by_side_under_their_own_names():
    blocks = [
        _block("file_status", citizen_query=_query("Files"), provider_mutation=_mutation("report_status")),
        _block("certificates", citizen_query=_query("Certificates")),
    ]
    schemas = compose(blocks)
    assert "fileStatus: Files\n" in schemas.citizen.as_str()
    assert "certificates: Certificates\n" in schemas.citizen.as_str()
    assert "reportStatus: String!" in schemas.provider.as_str()
    assert "Files" not in schemas.provider.as_str()


def test_without_blocks_both_schemas_still_answer():
    schemas = compose([])
    assert "me: Me" in schemas.citizen.as_str()
    assert "directory: Directory" in schemas.provider.as_str()
    assert "Mutation" not in schemas.citizen.as_str()


@pytest.mark.parametrize("schema", ["citizen", "provider"])
def test_mutation_that_two_blocks_bring_names_both(schema):
    blocks = [_block(name, **{f"{schema}_mutation": _mutation("register")}) for name in ("tree", "stone")]
    with pytest.raises(InvalidError, match=r"field 'register' is brought by 'tree' and 'stone'"):
        compose(blocks)


def test_block_that_takes_a_name_of_ours_is_refused():
    with pytest.raises(InvalidError, match=r"field 'me' is brought by 'gateway' and 'me'"):
        compose([_block("me", citizen_query=_query("Mine"))])


def test_type_that_two_blocks_bring_names_both():
    blocks = [
        _block("tree", citizen_query=_query("Thing")),
        _block("stone", citizen_query=_query("Thing", "other")),
    ]
    with pytest.raises(InvalidError, match=r"type 'Thing' is brought by 'tree' and 'stone'"):
        compose(blocks)


def test_type_that_takes_a_name_of_ours_names_the_block():
    with pytest.raises(InvalidError, match=r"type 'Me' is brought by 'gateway' and 'tree'"):
        compose([_block("tree", citizen_query=_query("Me", "other"))])
