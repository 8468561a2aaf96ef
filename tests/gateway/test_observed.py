"""Every answer carries a reference and strict headers; the log and the metrics tell of it and of nobody."""

import json

import httpx2
import pytest
import sqlalchemy as sa

from profile_core.directory import tables
from profile_core.kit import log
from profile_core.kit.texts import as_json, texts
from tests.gateway.conftest import CITIZEN, ask, start_gateway

NUMBER = "85073003328"
SITE = "https://www.gent.example"


@pytest.fixture
async def site(store) -> str:
    """Register a site and return its origin."""
    from profile_core.kit import ids

    provider = ids.plain_id()
    name = as_json(texts(nl="Gent"))
    async with store.begin() as tx:
        row = {"id": provider, "code": "gent", "nis": "44021", "name": name}
        await tx.insert(tables.provider_table, [row])
        await tx.insert(
            tables.application_table,
            [
                {
                    "client_id": "gent-site",
                    "provider_id": provider,
                    "supplier_id": None,
                    "environment": "test",
                    "name": "Gent",
                    "profile": "standard",
                    "jwks": [],
                    "scopes": [],
                    "redirect_uris": [],
                    "post_logout_redirect_uris": [],
                }
            ],
        )
        row = {"origin": SITE, "provider_id": provider, "client_id": "gent-site", "name": name}
        await tx.insert(tables.site_table, [row])
    return SITE


async def test_every_answer_is_strict(gateway):
    for path in ("/alive", "/nowhere", "/graphql", "/played/breaks", "/"):
        headers = (await gateway.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"]
        assert headers["strict-transport-security"].startswith("max-age=")
        assert len(headers["x-correlation-id"]) == 32


async def test_reference_of_a_stranger_is_not_taken_over(gateway):
    answer = await gateway.get("/alive", headers={"X-Correlation-ID": "chosen-by-a-stranger"})
    assert answer.headers["x-correlation-id"] != "chosen-by-a-stranger"


async def test_reference_of_a_trusted_proxy_is_taken_over_unless_it_speaks_of_a_person(open_gateway):
    gateway = open_gateway(trusted_proxies="127.0.0.0/8")
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    async def given(**headers: str) -> str:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return (await gateway.get("/alive", headers=names)).headers["x-correlation-id"]

    assert await given(x_correlation_id="from-the-proxy-1") == "from-the-proxy-1"
    assert await given(traceparent=f"00-{trace}-00f067aa0ba902b7-01") == trace
    for bad in ("short", "with spaces inside", NUMBER, f"id-{NUMBER[:6]}-{NUMBER[6:9]}-{NUMBER[9:]}"):
        assert await given(x_correlation_id=bad) != bad


async def test_page_that_fails_shows_a_reference_in_the_form_that_was_asked_for(gateway):
    page = await gateway.get("/played/breaks", headers={"Accept": "text/html"})
    program = await gateway.get("/played/breaks")
    assert page.status_code == program.status_code == 500
    assert page.headers["x-correlation-id"] in page.text
    assert program.json()["correlationId"] == program.headers["x-correlation-id"]
    assert "secret" not in page.text + program.text


async def test_log_names_the_route_and_never_the_address(gateway, capsys):
    log.configure()
    await gateway.get(f"/me/played/{NUMBER}?name=An", headers={"Cookie": "played=citizen:An"})
    await gateway.get(f"/{NUMBER}")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    told = [(line["route"], line["status"]) for line in lines if line["event"] == "answered"]
    assert told == [("/me/played/{id}", 200), ("none", 404)]
    assert not any(NUMBER in json.dumps(line) or "name=An" in json.dumps(line) for line in lines)


async def test_log_tells_once_of_a_mistake_of_ours_and_never_of_an_expected_failure(gateway, capsys):
    log.configure()
    await ask(gateway, "/graphql", "{ played { breaks } }", CITIZEN)
    await ask(gateway, "/graphql", "{ played { refuses } }", CITIZEN)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["resolver failed", "answered", "answered"]
    assert lines[0]["correlation_id"] == lines[1]["correlation_id"]
    assert "secret of the house" in lines[0]["exception"]


async def test_page_without_login_leads_to_it_and_back(gateway):
    answer = await gateway.get("/me/played/7", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sso/login?return_to=%2Fme%2Fplayed%2F7"


async def test_header_token_opens_no_page(gateway):
    answer = await gateway.get("/me/played/7", headers={"Authorization": "Bearer header:An"})
    assert answer.status_code == 303


async def test_metrics_count_by_route_and_keep_no_address(gateway):
    await gateway.get(f"/{NUMBER}")
    await ask(gateway, "/graphql", "{ me { name } }", CITIZEN)
    text = (await gateway.get("/metrics")).text
    assert 'citizen_profile_requests_total{method="POST",route="/graphql",status="200"} 1.0' in text
    assert 'route="none",status="404"' in text
    assert NUMBER not in text


async def test_ready_speaks_of_the_database_and_of_every_block(gateway):
    answer = await gateway.get("/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "parts": {"database": "ok", "played": "ok"}},
    )


async def test_tables_that_are_held_make_ready_say_so_in_time(gateway, store, database):
    if database.kind == "sqlite":
        return  # readers wait for nobody
    async with store.begin() as tx:
        await tx.run(sa.text("LOCK TABLE store_alembic_version IN ACCESS EXCLUSIVE MODE"))
        answer = await gateway.get("/ready")
    parts = {"database": "the database does not answer"}
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "parts": parts})


async def test_bug_stands_in_the_log_once_with_its_reference(migrated_file, tmp_path):
    with start_gateway(migrated_file, tmp_path) as process:
        reference = httpx2.get(f"{process.url}/played/breaks").headers["x-correlation-id"]
    lines = [json.loads(line) for line in process.log.read_text().splitlines()]
    told = [line for line in lines if "exception" in line]
    assert [(line["event"], line["correlation_id"]) for line in told] == [("request failed", reference)]


async def test_registered_site_may_ask_with_a_token_and_no_other_may(gateway, site):
    query = {"query": "{ me { name } }"}
    wish = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "dpop"}
    for path in ("/graphql", "/played/live"):
        leave = await gateway.options(path, headers={"Origin": site, **wish})
        assert leave.headers["access-control-allow-origin"] == site
        assert "DPoP" in leave.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in leave.headers
    answer = await gateway.post("/graphql", json=query, headers={"Origin": site, **CITIZEN})
    assert answer.headers["access-control-allow-origin"] == site
    assert "DPoP-Nonce" in answer.headers["access-control-expose-headers"]
    assert answer.headers["vary"] == "Origin"
    for other in ("https://evil.example", site + ".evil.example", site.replace("https", "http"), "null"):
        refused = await gateway.options("/graphql", headers={"Origin": other, **wish})
        assert (refused.status_code, "access-control-allow-origin" in refused.headers) == (403, False)
        answer = await gateway.post("/graphql", json=query, headers={"Origin": other, **CITIZEN})
        assert "access-control-allow-origin" not in answer.headers


async def test_refusal_can_be_read_by_a_registered_site(gateway, site):
    answer = await gateway.post("/graphql", json={"query": "{ me { name } }"}, headers={"Origin": site})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, site)
