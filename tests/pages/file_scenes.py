"""Files: lists of them, and single ones with their timelines."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from blocks.file_status.matrix import own
from blocks.file_status.model import Contact, Evidence, Output, Step
from blocks.file_status.pages.files import Asked, Choice
from blocks.file_status.pages.shown import File
from blocks.file_status.pages.timeline import Row
from profile_core.kit import clock
from profile_core.kit.texts import Texts, texts
from tests.pages.scene import AALST, AN, BAKERY, GENT, Scene

FILES, FILE = "file_status/files.html", "file_status/file.html"
GRANT = texts(
    nl="Renovatiepremie voor uw woning in de Kerkstraat",
    fr="Prime de rénovation pour votre logement, Kerkstraat",
    de="Renovierungsprämie für Ihre Wohnung in der Kerkstraat",
    en="Renovation grant for your house in Kerkstraat",
)
PLAN = texts(
    nl="Stuur ons het plan van uw architect.",
    fr="Envoyez-nous le plan de votre architecte.",
    de="Senden Sie uns den Plan Ihres Architekten.",
    en="Send us the plan of your architect.",
)
DETAIL = texts(
    nl="Uw architect mag het ook zelf opsturen.\nVermeld altijd het dossiernummer.",
    fr="Votre architecte peut aussi l’envoyer.\nMentionnez toujours le numéro de dossier.",
    de="Ihr Architekt kann ihn auch selbst senden.\nNennen Sie immer das Aktenzeichen.",
    en="Your architect may also send it.\nAlways mention the file number.",
)
BUILDING = texts(nl="Omgevingsvergunning voor het verbouwen van een bakkerij met magazijn en twee garages")
LETTER = texts(
    nl="Uw aanvraag is goed aangekomen",
    fr="Votre demande est bien arrivée",
    de="Ihr Antrag ist gut angekommen",
    en="Your request has arrived",
)
DECISION = texts(nl="Beslissing", fr="Décision", de="Entscheidung", en="Decision")


def file(phase: str = "treatment", code: str = "in_treatment", **changed: Any) -> File:
    """Return one that has been dealt with for two days."""
    plain = File(
        path="/scene/file",
        number="2026-RP-0417",
        sender=GENT,
        name=GRANT,
        phase=_phase(phase),
        sentence=_sentence(phase, code),
        since=clock.now() - timedelta(days=2),
        must_act=False,
        action=None,
        action_link="",
        deadline=None,
        overdue=False,
        over=False,
        reads=False,
        target_date=None,
        link="",
        contact=None,
        next_step=None,
        outputs=(),
        evidence=(),
    )
    return replace(plain, **changed)


def file_scenes() -> dict[str, Scene]:
    """Return them by name."""
    asks, running = _asks(), file(sender=AALST, name=BUILDING)
    late = replace(asks, overdue=True, deadline=clock.now() - timedelta(days=1), sender=AALST)
    over = _over()
    seen = replace(running, reads=True, target_date=(clock.now() + timedelta(days=60)).date())
    return {
        "files": _files([asks], [running, over]),
        "files-many": _files([late, asks], [running, over] * 9, visitor=BAKERY, older="/x", newest="/x"),
        "files-empty": _files([], []),
        "files-running": _files([], [running], view="running"),
        "files-running-none": _files([], [], view="running"),
        "files-over": _files([], [over], view="over"),
        "files-over-none": _files([], [], view="over"),
        "files-narrowed": _files([asks], [], sender="0"),
        "files-narrowed-none": _files([], [], sender="1"),
        "file": _file(asks, _rows("information_needed")),
        "file-late": _file(late, _rows("information_needed"), absent=[LETTER]),
        "file-running": _file(seen, _rows("in_treatment"), visitor=BAKERY),
        "file-over": _file(over, _ended()),
    }


def _asks() -> File:
    now = clock.now()
    return file(
        "treatment",
        "information_needed",
        must_act=True,
        action=PLAN,
        action_link="https://stad.gent/premies/2026-RP-0417",
        deadline=now + timedelta(days=9),
        link="https://stad.gent/premies",
        target_date=(now + timedelta(days=60)).date(),
        contact=Contact(name="Dienst Wonen", phone="+32 9 266 76 40", email="wonen@stad.gent"),
        next_step=Step(text=DECISION, expected_on=(now + timedelta(days=30)).date()),
        evidence=(
            _piece("Plan", "Plan", "Plan", "Plan"),
            _piece("Factuur", "Facture", "Rechnung", "Invoice", True),
        ),
    )


def _over() -> File:
    return file(
        "completed",
        "completed",
        over=True,
        since=clock.now() - timedelta(days=400),
        outputs=(Output(name=DECISION, link="https://stad.gent/b"), Output(name=LETTER)),
    )


def _rows(code: str) -> list[Row]:
    now = clock.now()
    return [
        _row("past", "composition", "submitted", 30),
        Row(state="past", title=LETTER, at=now - timedelta(days=29), path="/scene/item"),
        replace(_row("now", "treatment", code, 2), detail=DETAIL),
        *(Row(state="expected", title=_phase(one)) for one in ("decision", "execution", "completed")),
    ]


def _ended() -> list[Row]:
    steps = [
        ("composition", "submitted", 500),
        ("treatment", "in_treatment", 480),
        ("decision", "granted", 420),
    ]
    return [_row("past", *one) for one in (*steps, ("completed", "completed", 400))]


def _row(state: str, phase: str, code: str, days: int) -> Row:
    at = clock.now() - timedelta(days=days)
    return Row(state=state, at=at, title=_phase(phase), text=_sentence(phase, code))


def _files(asking: list[File], others: list[File], *, visitor: Any = AN, **values: Any) -> Scene:
    chosen = Asked(view=values.pop("view", "all"), sender=values.pop("sender", ""), phase="")
    choices = {
        "senders": [Choice(code=f"{number}", name=one) for number, one in enumerate((GENT, AALST))],
        "phases": [Choice(code=one.code, name=one.name) for one in own().phases],
    }
    said = {"asked": chosen, "older": "", "newest": "", "late": False, "sources": [], **choices, **values}
    return Scene(template=FILES, visitor=visitor, values={"asking": asking, "others": others, **said})


def _file(one: File, rows: list[Row], *, visitor: Any = AN, absent: Any = ()) -> Scene:
    return Scene(template=FILE, visitor=visitor, values={"file": one, "rows": rows, "absent": absent})


def _piece(nl: str, fr: str, de: str, en: str, provided: bool = False) -> Evidence:
    link = None if provided else "https://stad.gent/stukken"
    return Evidence(code=en, name=texts(nl=nl, fr=fr, de=de, en=en), link=link, provided=provided)


def _phase(code: str) -> Texts:
    found = own().phase(code)
    assert found is not None
    return found.name


def _sentence(phase: str, code: str) -> Texts:
    found = own().code(phase, code)
    assert found is not None
    return found.sentence
