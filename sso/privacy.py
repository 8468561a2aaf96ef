"""What sign-on's tables hold about a citizen, why, how long, and what stays when they ask for erasure."""

from typing import Any

import msgspec

from profile_core.contract import (
    Kept,
    Keyring,
    Platform,
    Privacy,
    SubjectRef,
    Tx,
    clock,
    owned,
    privacy_words as words,
    texts,
    through,
)
from sso import consent, ending, sealed_role, sessions
from sso.mandates.privacy import MANDATE, MANDATE_HELD
from sso.rows import mine
from sso.tables import (
    client_session_table,
    code_table,
    consent_table,
    refresh_token_table,
    session_table,
)

_AN_HOUR = texts(
    nl="Tot een uur na het einde",
    fr="Jusqu’à une heure après la fin",
    de="Bis eine Stunde nach dem Ende",
    en="Until an hour after the end",
)
_TO_LOG_IN = texts(
    nl="U meldt één keer aan en bent op al die websites bekend.",
    fr="Vous vous connectez une fois et êtes connu sur tous ces sites.",
    de="Sie melden sich einmal an und sind auf all diesen Websites bekannt.",
    en="You log in once and are known at all these websites.",
)
_SESSIONS = owned(session_table.c.subject_id)
_PARTS = through(client_session_table.c.session_id, session_table.c.id, _SESSIONS)


def _person(keyring: Keyring, row: Any) -> object:
    return msgspec.to_builtins(sessions.person_of(keyring, row))


def _role(keyring: Keyring, row: Any) -> object:
    if row.role is None or row.subject_id is None:
        return None
    role = sealed_role.opened(keyring, row.role_code, row.subject_id, row.role, bound_to=row.id.bytes)
    return role.name


def _agreed_role(keyring: Keyring, row: Any) -> object:
    return consent.role_of(keyring, row).name if row.role else None


async def leave(_: Platform, tx: Tx, subject: SubjectRef) -> None:
    """End every session of a citizen: each site that has a part of one is told."""
    for session in await mine.open_sessions(tx, subject, at=clock.now()):
        await ending.end_session(tx, session, "erased")


SESSION = Kept(
    table=session_table,
    mine=_SESSIONS,
    title=texts(nl="Uw aanmeldingen", fr="Vos connexions", de="Ihre Anmeldungen", en="Your logins"),
    purpose=_TO_LOG_IN,
    ground=words.TASK,
    until=_AN_HOUR,
    said={
        "person": texts(nl="Naam", fr="Nom", de="Name", en="Name"),
        "device": texts(nl="Toestel", fr="Appareil", de="Gerät", en="Device"),
        "upstream": texts(nl="Aangemeld met", fr="Connecté avec", de="Angemeldet mit", en="Logged in with"),
        "acr": texts(nl="Zekerheid", fr="Niveau de garantie", de="Vertrauensniveau", en="Level of assurance"),
        "auth_time": texts(nl="Aangemeld", fr="Connecté", de="Angemeldet", en="Logged in"),
        "login_at": words.BEGAN,
        "idle_at": texts(
            nl="Buiten gebruik vanaf",
            fr="Hors d’usage à partir de",
            de="Außer Gebrauch ab",
            en="Out of use from",
        ),
        "ends_at": words.ENDS,
        "ended_at": words.ENDED,
        "synthetic": texts(nl="Testpersoon", fr="Personne de test", de="Testperson", en="Test person"),
    },
    inner={"id": words.OURS, "digest": words.SECRET, "subject_id": words.YOURS},
    unsealed={"person": _person},
)
CLIENT_SESSION = Kept(
    table=client_session_table,
    mine=_PARTS,
    title=texts(
        nl="Waar u aangemeld bent",
        fr="Où vous êtes connecté",
        de="Wo Sie angemeldet sind",
        en="Where you are logged in",
    ),
    purpose=_TO_LOG_IN,
    ground=words.TASK,
    until=_AN_HOUR,
    said={
        "client_id": words.SITE,
        "role_code": words.ROLE,
        "role": texts(nl="Voor wie", fr="Pour qui", de="Für wen", en="For whom"),
        "scopes": words.MAY,
        "began_at": words.BEGAN,
        "ends_at": words.ENDS,
        "ended_at": words.ENDED,
        "checked_at": texts(
            nl="Hoedanigheid nagekeken",
            fr="Qualité vérifiée",
            de="Eigenschaft geprüft",
            en="Capacity checked",
        ),
        "acr": SESSION.said["acr"],
        "auth_time": SESSION.said["auth_time"],
    },
    inner={
        "id": words.OURS,
        "session_id": words.OURS,
        "digest": words.SECRET,
        "subject_id": "The opaque id of whom it is for: the citizen, or somebody else whose name is given.",
    },
    unsealed={"role": _role},
)
CODE = Kept(
    table=code_table,
    mine=through(code_table.c.client_session_id, client_session_table.c.id, _PARTS),
    title=texts(
        nl="Hoe een website u kreeg aangemeld",
        fr="Comment un site vous a connecté",
        de="Wie eine Website Sie anmeldete",
        en="How a website logged you in",
    ),
    purpose=_TO_LOG_IN,
    ground=words.TASK,
    until=_AN_HOUR,
    said={
        "client_id": words.SITE,
        "scopes": words.MAY,
        "expires_at": words.ENDS,
        "redeemed_at": texts(nl="Gebruikt", fr="Utilisé", de="Benutzt", en="Used"),
    },
    inner={
        "id": words.OURS,
        "digest": words.SECRET,
        "client_session_id": words.OURS,
        "redirect_uri": "An address of the website.",
        "challenge": words.SECRET,
        "nonce": "A random text of the website.",
        "audience": "Which service the website asked for.",
        "jkt": words.SECRET,
    },
)
REFRESH_TOKEN = Kept(
    table=refresh_token_table,
    mine=through(refresh_token_table.c.client_session_id, client_session_table.c.id, _PARTS),
    title=texts(
        nl="Wat een website langer mag",
        fr="Ce qu’un site peut faire plus longtemps",
        de="Was eine Website länger darf",
        en="What a website may do for longer",
    ),
    purpose=_TO_LOG_IN,
    ground=words.CONSENT,
    until=_AN_HOUR,
    said={
        "client_id": words.SITE,
        "scopes": words.MAY,
        "expires_at": words.ENDS,
        "used_at": CODE.said["redeemed_at"],
    },
    inner={
        "id": words.OURS,
        "digest": words.SECRET,
        "client_session_id": words.OURS,
        "audience": CODE.inner["audience"],
        "jkt": words.SECRET,
    },
)
CONSENT = Kept(
    table=consent_table,
    mine=owned(consent_table.c.subject_id),
    title=texts(
        nl="Waarmee u instemde",
        fr="Ce que vous avez accepté",
        de="Wozu Sie zustimmten",
        en="What you agreed to",
    ),
    purpose=texts(
        nl="Een website vraagt u niet telkens opnieuw om toestemming.",
        fr="Un site ne vous demande pas votre accord à chaque fois.",
        de="Eine Website fragt Sie nicht jedes Mal um Zustimmung.",
        en="A website does not ask for your consent each time.",
    ),
    ground=words.CONSENT,
    until=texts(
        nl="Tot u het intrekt",
        fr="Jusqu’à ce que vous le retiriez",
        de="Bis Sie es widerrufen",
        en="Until you withdraw it",
    ),
    said={
        "client_id": words.SITE,
        "role_code": words.ROLE,
        "role": CLIENT_SESSION.said["role"],
        "scopes": words.MAY,
        "given_at": words.WHEN,
    },
    inner={"subject_id": words.YOURS, "role_subject_id": CLIENT_SESSION.inner["subject_id"]},
    unsealed={"role": _agreed_role},
)
PRIVACY = Privacy(
    kept=(CODE, REFRESH_TOKEN, CLIENT_SESSION, SESSION, CONSENT, MANDATE, MANDATE_HELD),
    nobodys={
        "sso_signing_key": "Our own keys.",
        "sso_attempt": "A login that begins: nobody knows yet of whom. It lies encrypted, for minutes.",
        "sso_browser": "Which session a browser began last, under a name made from the browser's own secret, which we do not have: nobody finds it from a citizen.",
        "sso_pushed_request": "What a website asks before anybody logs in. It lies encrypted, for minutes.",
    },
    leaving=leave,
)
