"""A file as JSON-LD, as a stranger's software reads it (rdflib): who asks gets what their page says, and no more."""

from datetime import date

import httpx2
import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, PROV, RDF, SKOS

from blocks.file_status.model import OutputDraft, Relation, StepDraft
from tests.file_status.played import ANN, BEN, Stage, asks, at, file, nl, party, status
from tests.file_status.test_pages import path_of
from tests.notifications.tokens import bearer

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # of rdflib itself
ADMS = rdflib.Namespace("http://www.w3.org/ns/adms#")
DOSSIER = rdflib.Namespace("https://data.vlaanderen.be/ns/dossier#")
SCHEMA = rdflib.Namespace("http://schema.org/")
TRANSACTIE = rdflib.Namespace("http://data.vlaanderen.be/ns/transactie#")


async def fetched(gateway: httpx2.AsyncClient, stage: Stage, path: str, who: str = ANN) -> httpx2.Response:
    return await gateway.get(f"{path}/file.jsonld", headers=bearer(stage.citizen(who)))


async def read(
    gateway: httpx2.AsyncClient, stage: Stage, who: str = ANN
) -> tuple[rdflib.Graph, rdflib.URIRef]:
    """Return the graph of file 1, and the file in it."""
    answer = await fetched(gateway, stage, await path_of(stage, "1", who), who)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["cache-control"] == "no-store"
    graph = rdflib.Graph().parse(data=answer.text, format="json-ld")
    (found,) = graph.subjects(RDF.type, DOSSIER.Dossier)
    assert isinstance(found, rdflib.URIRef)
    return graph, found


def along(graph: rdflib.Graph, begin: rdflib.Node, *path: rdflib.URIRef) -> list[str]:
    """Return what one comes to by a path, as it is written."""
    found = [begin]
    for step in path:
        found = [value for one in found for value in graph.objects(one, step)]
    return [str(one) for one in found]


async def test_file_is_a_dossier_with_all_that_its_page_says(gateway: httpx2.AsyncClient, stage: Stage):
    due = at(30)
    step = StepDraft(text=nl("U krijgt een brief."), expected_on=date(2027, 1, 15))
    outputs = [OutputDraft(name=nl("Vergunning"), link="https://gent.example/v.pdf")]
    asking = asks(action_link="https://gent.example/plan", action_deadline=due)
    await stage.register(file("1", asking, name=nl("Dakkapel"), next_step=step, outputs=outputs))
    graph, one = await read(gateway, stage)
    assert (one, DCTERMS.title, rdflib.Literal("Dakkapel", lang="nl")) in graph
    assert along(graph, one, DCTERMS.identifier) == ["1"]
    assert along(graph, one, TRANSACTIE.isInstantieVan, DCTERMS.identifier) == ["service-of-gent"]
    assert "We hebben nog informatie van u nodig." in along(graph, one, ADMS.status, SKOS.prefLabel)
    assert along(graph, one, DOSSIER["Dossier.bestaatUit"], DCTERMS.title) == ["Vergunning"]
    assert along(graph, one, SCHEMA.potentialAction, SCHEMA.target) == ["https://gent.example/plan"]
    assert along(graph, one, SCHEMA.potentialAction, SCHEMA.startTime) == ["2027-01-15"]
    assert (None, SCHEMA.endTime, rdflib.Literal(due)) in graph


async def test_history_is_a_list_in_the_providers_own_order(gateway: httpx2.AsyncClient, stage: Stage):
    late = status(1, phase="composition", code="submitted")
    await stage.register(file("1", status(5)))
    await stage.register(file("1", late, changed_at=at(1)))
    graph, one = await read(gateway, stage)
    (first,) = graph.objects(one, DOSSIER.doorloopt)
    steps = list(Collection(graph, first))
    assert [graph.value(step, PROV.startedAtTime) for step in steps] == [
        rdflib.Literal(at(1)),
        rdflib.Literal(at(5)),
    ]
    assert {graph.value(step, RDF.type) for step in steps} == {DOSSIER.Procedurestap}


async def test_viewer_takes_nothing_along_that_is_asked_of_others(gateway: httpx2.AsyncClient, stage: Stage):
    people = [party(ANN), party(BEN, Relation.VIEWER)]
    await stage.register(file("1", asks(), participants=people))
    mine, _ = await read(gateway, stage)
    theirs, _ = await read(gateway, stage, BEN)
    asked = rdflib.Literal("Stuur uw plan op.", lang="nl")
    assert (None, SCHEMA.name, asked) in mine
    assert (None, None, asked) not in theirs


async def test_file_of_another_and_none_are_the_same_answer(gateway: httpx2.AsyncClient, stage: Stage):
    await stage.register(file("1"))
    path = await path_of(stage, "1")
    theirs = await fetched(gateway, stage, path, BEN)
    none = await fetched(gateway, stage, f"{path[:-4]}0000", BEN)
    assert (theirs.status_code, none.status_code) == (404, 404)
    assert theirs.json()["code"] == none.json()["code"]
