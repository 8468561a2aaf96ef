"""What is kept of mandates: in the bucket of who gave it, and where its holder finds it."""

from typing import Any

import msgspec

from profile_core.contract import Hold, Kept, Keyring, owned, privacy_words as words, texts
from sso.mandates import mandate
from sso.tables import mandate_held_table, mandate_table


def _names(keyring: Keyring, row: Any) -> object:
    return msgspec.to_builtins(mandate.opened(keyring, row.id, row.names))


MANDATE = Kept(
    table=mandate_table,
    mine=owned(mandate_table.c.giver_id),
    title=texts(
        nl="Volmachten die u gaf",
        fr="Mandats que vous avez donnés",
        de="Vollmachten, die Sie gaben",
        en="Mandates that you gave",
    ),
    purpose=texts(
        nl="Iemand die u kiest kan voor u handelen.",
        fr="Une personne de votre choix peut agir pour vous.",
        de="Jemand, den Sie wählen, kann für Sie handeln.",
        en="Somebody whom you choose can act for you.",
    ),
    ground=words.CONSENT,
    until=texts(
        nl="Tot een jaar nadat ze afloopt",
        fr="Jusqu’à un an après sa fin",
        de="Bis ein Jahr nach ihrem Ende",
        en="Until a year after it ends",
    ),
    said={
        "names": texts(nl="Namen", fr="Noms", de="Namen", en="Names"),
        "valid_until": words.ENDS,
        "given_at": words.WHEN,
        "accepted_at": texts(nl="Aanvaard", fr="Accepté", de="Angenommen", en="Accepted"),
        "closed_at": words.ENDED,
        "closed_as": words.REASON,
        "forget_at": words.UNTIL,
    },
    inner={
        "id": words.OURS,
        "giver_id": words.YOURS,
        "holder_id": "The opaque id of somebody else, whose name is given.",
    },
    unsealed={"names": _names},
    holds=[
        Hold(
            reason=texts(
                nl="Deze volmacht loopt nog, en iemand rekent erop. Beëindig ze eerst bij Volmachten.",
                fr="Ce mandat court encore, et quelqu’un compte dessus. Mettez-y d’abord fin sous Mandats.",
                de="Diese Vollmacht läuft noch, und jemand verlässt sich darauf. Beenden Sie sie zuerst unter Vollmachten.",
                en="This mandate still holds, and somebody relies on it. End it first under Mandates.",
            ),
            which=lambda _: mandate_table.c.closed_at.is_(None),
        ),
        Hold(
            reason=texts(
                nl="Wie voor u handelde moet dat een jaar lang kunnen aantonen.",
                fr="Celui qui a agi pour vous doit pouvoir le prouver pendant un an.",
                de="Wer für Sie gehandelt hat, muss das ein Jahr lang nachweisen können.",
                en="Whoever acted for you must be able to prove it for a year.",
            ),
            which=lambda _: mandate_table.c.accepted_at.is_not(None),
        ),
    ],
)
MANDATE_HELD = Kept(
    table=mandate_held_table,
    mine=owned(mandate_held_table.c.holder_id),
    title=texts(
        nl="Volmachten die u kreeg",
        fr="Mandats que vous avez reçus",
        de="Vollmachten, die Sie bekamen",
        en="Mandates that you were given",
    ),
    purpose=MANDATE.purpose,
    ground=words.CONSENT,
    until=MANDATE.until,
    said={
        "mandate_id": texts(nl="Nummer", fr="Numéro", de="Nummer", en="Number"),
        "closed_at": words.ENDED,
        "forget_at": words.UNTIL,
    },
    inner={"holder_id": words.YOURS},
    holds=[
        Hold(
            reason=texts(
                nl="Deze volmacht loopt nog. Geef ze eerst terug bij Volmachten.",
                fr="Ce mandat court encore. Rendez-le d’abord sous Mandats.",
                de="Diese Vollmacht läuft noch. Geben Sie sie zuerst unter Vollmachten zurück.",
                en="This mandate still holds. Give it back first under Mandates.",
            ),
            which=lambda _: mandate_held_table.c.closed_at.is_(None),
        )
    ],
)
