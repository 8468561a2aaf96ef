"""What this block's tables hold about a citizen, why, how long, and what stays when they ask for erasure."""

from blocks.file_status.rows import files, privacy as rows
from blocks.file_status.rows.tables import copy_table, event_table, seen_table
from profile_core.contract import (
    Hold,
    Kept,
    Platform,
    Privacy,
    SubjectRef,
    Tx,
    owned,
    privacy_words as words,
    texts,
)

_FILES = texts(nl="Uw dossiers", fr="Vos dossiers", de="Ihre Vorgänge", en="Your files")
_PURPOSE = texts(
    nl="U ziet hier waar uw dossiers staan, bij welke dienst ze ook lopen.",
    fr="Vous voyez ici où en sont vos dossiers, quel que soit le service qui les traite.",
    de="Sie sehen hier, wo Ihre Vorgänge stehen, bei welcher Stelle sie auch laufen.",
    en="You see here where your files are, whichever service deals with them.",
)
_UNTIL = texts(
    nl="Tot de dienst het weghaalt, of u een afgelopen dossier laat wissen",
    fr="Jusqu’à ce que le service le retire, ou que vous fassiez effacer un dossier terminé",
    de="Bis die Stelle es entfernt oder Sie einen beendeten Vorgang löschen lassen",
    en="Until the service removes it, or you have a file erased that has ended",
)
COPY = Kept(
    table=copy_table,
    mine=owned(copy_table.c.subject_id),
    title=_FILES,
    purpose=_PURPOSE,
    ground=words.TASK,
    until=_UNTIL,
    said={
        "id": texts(nl="Nummer", fr="Numéro", de="Nummer", en="Number"),
        "provider_id": words.SENDER,
        "external_id": texts(
            nl="Kenmerk van de dienst",
            fr="Référence du service",
            de="Zeichen der Stelle",
            en="Reference of the service",
        ),
        "relations": texts(nl="U bent", fr="Vous êtes", de="Sie sind", en="You are"),
        "right": words.MAY,
        "about": texts(nl="Dossier", fr="Dossier", de="Vorgang", en="File"),
        "status": words.STATE,
        "next_step": texts(nl="Volgende stap", fr="Étape suivante", de="Nächster Schritt", en="Next step"),
        "evidence": texts(
            nl="Gevraagde stukken", fr="Pièces demandées", de="Verlangte Unterlagen", en="Documents asked for"
        ),
        "created_at": words.CREATED,
        "changed_at": words.CHANGED,
    },
    inner={
        "file_id": words.OURS,
        "subject_id": words.YOURS,
        "environment": "Whether a program of the provider was being tried out.",
        "stamps": "By what it is told which of two things that the provider says is the later.",
        "stamp_at": "The same, of the status.",
        "stamp_digest": "The same, of the status.",
        "phase": "Stands in the status.",
        "over": "Whether the status is of a phase in which files end.",
        "must_act": "Whether the status asks for something, of somebody who may act.",
        "deadline": "Stands in the status.",
        "target_date": "Stands in the file.",
    },
    words={
        "right": {
            "READ": texts(nl="lezen", fr="lire", de="lesen", en="read"),
            "ACT": texts(
                nl="lezen en handelen", fr="lire et agir", de="lesen und handeln", en="read and act"
            ),
        },
    },
    holds=[
        Hold(
            reason=texts(
                nl="Dit dossier loopt nog. Zonder dit ziet u niet meer waar het staat, en mist u wat u moet doen.",
                fr="Ce dossier est en cours. Sans ceci, vous ne voyez plus où il en est, ni ce que vous devez faire.",
                de="Dieser Vorgang läuft noch. Ohne dies sehen Sie nicht mehr, wo er steht und was Sie tun müssen.",
                en="This file is still running. Without this you no longer see where it is, nor what you must do.",
            ),
            which=rows.running,
        )
    ],
)
EVENT = Kept(
    table=event_table,
    mine=owned(event_table.c.subject_id),
    title=texts(
        nl="Wat er in uw dossiers gebeurde",
        fr="Ce qui s’est passé dans vos dossiers",
        de="Was in Ihren Vorgängen geschah",
        en="What happened in your files",
    ),
    purpose=_PURPOSE,
    ground=words.TASK,
    until=_UNTIL,
    said={
        "copy_id": texts(nl="Dossier", fr="Dossier", de="Vorgang", en="File"),
        "status": words.STATE,
        "changed_at": words.WHEN,
    },
    inner={"at": words.OURS, "digest": words.OURS, "subject_id": words.YOURS},
    holds=[Hold(reason=COPY.holds[0].reason, which=rows.of_running)],
)
SEEN = Kept(
    table=seen_table,
    mine=owned(seen_table.c.subject_id),
    title=texts(
        nl="Dossiers die bij een dienst zelf liggen",
        fr="Dossiers qui se trouvent auprès d’un service",
        de="Vorgänge, die bei einer Stelle selbst liegen",
        en="Files that lie with a service itself",
    ),
    purpose=texts(
        nl="U opent ze hier met één adres. Wat erin staat, vragen wij telkens aan de dienst.",
        fr="Vous les ouvrez ici par une seule adresse. Leur contenu est demandé chaque fois au service.",
        de="Sie öffnen sie hier unter einer Adresse. Den Inhalt fragen wir jedes Mal bei der Stelle an.",
        en="You open them here by one address. What they say we ask of the service each time.",
    ),
    ground=words.TASK,
    until=texts(
        nl="Tot u het laat wissen",
        fr="Jusqu’à ce que vous le fassiez effacer",
        de="Bis Sie es löschen lassen",
        en="Until you have it erased",
    ),
    said={
        "id": COPY.said["id"],
        "provider_id": words.SENDER,
        "external_id": COPY.said["external_id"],
        "seen_at": words.WHEN,
    },
    inner={
        "subject_id": words.YOURS,
        "environment": COPY.inner["environment"],
        "announced": COPY.inner["stamps"],
    },
)


async def leave(_: Platform, tx: Tx, subject: SubjectRef) -> None:
    """Forget whom the files concern that are about to be erased; they are held until that is done."""
    await rows.hold(tx, subject)
    await files.forget(tx, [(file, subject.id) for file in await rows.ended(tx, subject)])


PRIVACY = Privacy(
    kept=(EVENT, COPY, SEEN),
    leaving=leave,
    nobodys={
        "file_status_phase": "Words of the region.",
        "file_status_mode": "How a provider gives us its files.",
        "file_status_file": "A provider's own name for a file, and by what it orders what it says of it.",
        "file_status_party": "Whom a file concerns, by opaque id: each of them has a copy that says the same, and is exported; both go together.",
    },
)
