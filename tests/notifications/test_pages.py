import httpx2

from blocks.notifications.model import Accepted
from tests.notifications.played import CITIZENS, Stage, draft
from tests.notifications.tokens import bearer

HTML = {"Accept": "text/html"}


async def test_the_newest_notifications_stand_on_the_page_with_their_sender(
    stage: Stage, gateway: httpx2.AsyncClient
):
    await stage.register(draft("1", title="Uw <b>kaart</b> is klaar"))
    await stage.deliver()
    page = await gateway.get("/me/inbox", headers={**HTML, **bearer(stage.citizen())})
    assert page.status_code == 200
    assert "Uw &lt;b&gt;kaart&lt;/b&gt; is klaar" in page.text
    assert "Stad gent" in page.text
    assert "U hebt 1 ongelezen bericht." in page.text


async def test_opening_one_is_reading_it(stage: Stage, gateway: httpx2.AsyncClient):
    [accepted] = await stage.register(draft(link="https://stad.gent/kaart"))
    assert isinstance(accepted, Accepted)
    await stage.deliver()
    page = await gateway.get(f"/me/item/{accepted.id}", headers={**HTML, **bearer(stage.citizen())})
    assert page.status_code == 200
    assert "Haal ze af aan het loket." in page.text
    assert 'href="https://stad.gent/kaart"' in page.text
    inbox = await gateway.get("/me/inbox", headers={**HTML, **bearer(stage.citizen())})
    assert "U hebt alles gelezen." in inbox.text
    again = await gateway.get("/me/inbox?lang=en", headers={**HTML, **bearer(stage.citizen())})
    assert "Uw parkeerkaart is klaar (en)" in again.text
    assert "City of gent" in again.text


async def test_somebody_elses_and_none_are_the_same_page(stage: Stage, gateway: httpx2.AsyncClient):
    [accepted] = await stage.register(draft(to=CITIZENS[1]))
    assert isinstance(accepted, Accepted)
    await stage.deliver()
    headers = {**HTML, **bearer(stage.citizen())}
    ids = (str(accepted.id), str(stage.gent.provider), "nonsense")
    pages = [await gateway.get(f"/me/item/{one}", headers=headers) for one in ids]
    assert {page.status_code for page in pages} == {404}
    assert len({_without(page.text, one) for page, one in zip(pages, ids, strict=True)}) == 1
    theirs = await gateway.get(
        f"/me/item/{accepted.id}", headers={**HTML, **bearer(stage.citizen(CITIZENS[1]))}
    )
    assert theirs.status_code == 200


async def test_older_ones_are_a_page_further(stage: Stage, gateway: httpx2.AsyncClient):
    await stage.register(*[draft(str(number), title=f"Nummer {number}.") for number in range(30)])
    await stage.deliver()
    headers = {**HTML, **bearer(stage.citizen())}
    first = await gateway.get("/me/inbox", headers=headers)
    link = first.text.partition('href="/me/inbox?after=')[2].partition('"')[0]
    second = await gateway.get(f"/me/inbox?after={link}", headers=headers)
    seen = [number for number in range(30) if f"Nummer {number}." in first.text]
    more = [number for number in range(30) if f"Nummer {number}." in second.text]
    assert sorted(seen + more) == list(range(30))
    assert len(seen) == 20


async def test_who_is_not_logged_in_is_led_to_the_login_and_back(stage: Stage, gateway: httpx2.AsyncClient):
    page = await gateway.get(f"/me/item/{stage.gent.provider}", headers=HTML)
    assert page.status_code == 303
    assert page.headers["location"].startswith("/sso/login?return_to=%2Fme%2Fitem%2F")


async def test_language_that_was_chosen_goes_along_to_the_login_and_back(
    stage: Stage, gateway: httpx2.AsyncClient
):
    page = await gateway.get("/me/inbox?lang=fr", headers=HTML)
    assert page.headers["location"] == "/sso/login?return_to=%2Fme%2Finbox%3Flang%3Dfr&lang=fr"


def _without(text: str, public_id: str) -> str:
    """Leave out what differs by nature: the address itself and the reference of the request."""
    kept = [line for line in text.replace(public_id, "").splitlines() if "<code>" not in line]
    return "\n".join(kept)
