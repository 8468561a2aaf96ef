"""What this block's tables hold about a citizen, why, how long, and what stays when they ask for erasure."""

from blocks.notifications import erasing
from blocks.notifications.rows import addresses, privacy as rows
from blocks.notifications.rows.tables import (
    address_table,
    delivery_table,
    notification_table,
    operation_table,
    preference_table,
)
from profile_core.contract import Hold, Kept, Privacy, owned, privacy_words as words, texts, through

_LETTERS = texts(nl="Berichten", fr="Messages", de="Mitteilungen", en="Messages")
_MINE = owned(notification_table.c.subject_id)

NOTIFICATION = Kept(
    table=notification_table,
    mine=_MINE,
    title=_LETTERS,
    purpose=texts(
        nl="U leest hier wat overheden u te zeggen hebben, en zij weten wat u al deed.",
        fr="Vous lisez ici ce que les administrations ont à vous dire, et elles savent ce que vous avez déjà fait.",
        de="Sie lesen hier, was Behörden Ihnen mitzuteilen haben, und diese wissen, was Sie schon erledigt haben.",
        en="You read here what public bodies have to tell you, and they know what you have done.",
    ),
    ground=words.TASK,
    until=texts(
        nl="Zo lang als de afzender het zegt; staat er geen dag bij, dan tot u het laat wissen",
        fr="Aussi longtemps que l’expéditeur le dit ; sans date, jusqu’à ce que vous le fassiez effacer",
        de="So lange, wie der Absender es sagt; ohne Tag, bis Sie es löschen lassen",
        en="As long as the sender says; where no day is given, until you have it erased",
    ),
    said={
        "id": texts(nl="Nummer", fr="Numéro", de="Nummer", en="Number"),
        "provider_id": words.SENDER,
        "external_id": texts(
            nl="Kenmerk van de afzender",
            fr="Référence de l’expéditeur",
            de="Zeichen des Absenders",
            en="Sender’s reference",
        ),
        "kind": words.KIND,
        "title": texts(nl="Titel", fr="Titre", de="Titel", en="Title"),
        "text": texts(nl="Tekst", fr="Texte", de="Text", en="Text"),
        "link": texts(nl="Verwijzing", fr="Lien", de="Verweis", en="Link"),
        "brand": texts(
            nl="Naam van de dienst", fr="Nom du service", de="Name des Dienstes", en="Name of the department"
        ),
        "group_id": texts(nl="Dossier", fr="Dossier", de="Akte", en="File"),
        "created_at": words.CREATED,
        "announced_at": texts(
            nl="Bij u aangekomen", fr="Arrivé chez vous", de="Bei Ihnen angekommen", en="Arrived with you"
        ),
        "deadline": texts(nl="Te doen vóór", fr="À faire avant", de="Zu erledigen bis", en="To be done by"),
        "appointment": texts(nl="Afspraak", fr="Rendez-vous", de="Termin", en="Appointment"),
        "valid_from": words.BEGAN,
        "expires_at": words.ENDS,
        "read_at": texts(nl="Gelezen", fr="Lu", de="Gelesen", en="Read"),
        "archived_at": texts(nl="Weggelegd", fr="Classé", de="Abgelegt", en="Put away"),
        "done_at": texts(nl="Gedaan", fr="Fait", de="Erledigt", en="Done"),
        "delete_at": words.UNTIL,
        "retracted_at": texts(nl="Ingetrokken", fr="Retiré", de="Zurückgezogen", en="Withdrawn"),
        "deleted_at": texts(nl="Gewist", fr="Effacé", de="Gelöscht", en="Erased"),
    },
    inner={
        "subject_id": words.YOURS,
        "environment": "Whether a test or the real service sent it: what a citizen has is of one of them.",
        "type_id": "The registered kind at the sender; its name stands in the message list.",
        "content_mac": words.SECRET,
        "read_by": "The opaque id of who read it: the subject, or a colleague who is somebody else.",
        "done_by": "The opaque id of who did it: the subject, or a colleague who is somebody else.",
        "version": "The sender's own count of changes.",
        "revision": "Our count of changes.",
        "live": words.WORK,
    },
    words={
        "kind": {
            "MESSAGE": texts(nl="Bericht", fr="Message", de="Mitteilung", en="Message"),
            "TASK": texts(nl="Taak", fr="Tâche", de="Aufgabe", en="Task"),
            "APPOINTMENT": texts(nl="Afspraak", fr="Rendez-vous", de="Termin", en="Appointment"),
        }
    },
    holds=[
        Hold(
            reason=texts(
                nl="Dit is al gewist. Alleen het kenmerk van de afzender blijft, zodat hetzelfde bericht niet nog eens komt.",
                fr="C’est déjà effacé. Seule reste la référence de l’expéditeur, pour que le même message ne revienne pas.",
                de="Das ist schon gelöscht. Nur das Zeichen des Absenders bleibt, damit dieselbe Mitteilung nicht noch einmal kommt.",
                en="This is already erased. Only the sender’s reference stays, so that the same message does not come again.",
            ),
            which=lambda _: notification_table.c.deleted_at.is_not(None),
        ),
        Hold(
            reason=texts(
                nl="Hier moet u nog iets voor doen. Doe het eerst, of leg het weg.",
                fr="Vous devez encore faire quelque chose. Faites-le d’abord, ou classez-le.",
                de="Hier müssen Sie noch etwas tun. Tun Sie es zuerst, oder legen Sie es ab.",
                en="You still have to do something for this. Do it first, or put it away.",
            ),
            which=rows.ahead,
        ),
        Hold(
            reason=texts(
                nl="De wet verplicht de afzender u zo te bereiken, en dit zolang te bewaren.",
                fr="La loi oblige l’expéditeur à vous joindre ainsi, et à conserver ceci aussi longtemps.",
                de="Das Gesetz verpflichtet den Absender, Sie so zu erreichen, und dies so lange aufzubewahren.",
                en="The law obliges the sender to reach you in this way, and to keep this for so long.",
            ),
            which=rows.by_law,
        ),
    ],
    erasing=erasing.erase,
)
_PROOF = Hold(
    reason=texts(
        nl="De afzender moet kunnen aantonen dat hij u verwittigde. Hoe het bericht luidde staat er niet bij. Dit gaat 90 dagen na het bericht weg.",
        fr="L’expéditeur doit pouvoir prouver qu’il vous a averti. Le contenu du message n’y figure pas. Ceci disparaît 90 jours après le message.",
        de="Der Absender muss nachweisen können, dass er Sie benachrichtigt hat. Was die Mitteilung sagte, steht nicht dabei. Dies geht 90 Tage nach der Mitteilung.",
        en="The sender must be able to prove that you were told. What the message said is not in it. This goes 90 days after the message.",
    )
)
DELIVERY = Kept(
    table=delivery_table,
    mine=owned(delivery_table.c.subject_id),
    title=texts(
        nl="Hoe berichten u bereikten",
        fr="Comment les messages vous sont parvenus",
        de="Wie Mitteilungen Sie erreichten",
        en="How messages reached you",
    ),
    purpose=texts(
        nl="De afzender weet of zijn bericht aankwam, en stuurt zo nodig een brief.",
        fr="L’expéditeur sait si son message est arrivé, et envoie une lettre si nécessaire.",
        de="Der Absender weiß, ob seine Mitteilung ankam, und schickt nötigenfalls einen Brief.",
        en="The sender knows whether their message arrived, and sends a letter if needed.",
    ),
    ground=words.TASK,
    until=texts(
        nl="Tot 90 dagen nadat het bericht weg is",
        fr="Jusqu’à 90 jours après la disparition du message",
        de="Bis 90 Tage nachdem die Mitteilung weg ist",
        en="Until 90 days after the message is gone",
    ),
    said={
        "notification_id": texts(nl="Bericht", fr="Message", de="Mitteilung", en="Message"),
        "provider_id": words.SENDER,
        "channel": words.CHANNEL,
        "occasion": words.WHY,
        "state": words.STATE,
        "reason": words.REASON,
        "created_at": words.CREATED,
        "changed_at": words.CHANGED,
    },
    inner={
        "subject_id": words.YOURS,
        "environment": NOTIFICATION.inner["environment"],
        "call_id": words.OURS,
        "attempts": words.WORK,
        "due_at": words.WORK,
    },
    holds=[_PROOF],
)
OPERATION = Kept(
    table=operation_table,
    mine=through(operation_table.c.notification_id, notification_table.c.id, _MINE),
    title=texts(
        nl="Wat de afzender aan een bericht veranderde",
        fr="Ce que l’expéditeur a changé à un message",
        de="Was der Absender an einer Mitteilung änderte",
        en="What the sender changed in a message",
    ),
    purpose=texts(
        nl="Zegt een afzender twee keer hetzelfde, dan gebeurt het één keer.",
        fr="Si un expéditeur dit deux fois la même chose, elle ne se fait qu’une fois.",
        de="Sagt ein Absender zweimal dasselbe, so geschieht es einmal.",
        en="When a sender says the same twice, it happens once.",
    ),
    ground=words.TASK,
    until=texts(nl="Dertig dagen", fr="Trente jours", de="Dreißig Tage", en="Thirty days"),
    said={
        "notification_id": DELIVERY.said["notification_id"],
        "operation": words.WHAT,
        "done_at": words.WHEN,
    },
    inner={"key": words.SECRET, "mac": words.SECRET, "revision": words.WORK, "changed": words.WORK},
    holds=[
        Hold(
            reason=texts(
                nl="Dit zegt niets over u. Het gaat dertig dagen na de wijziging vanzelf weg.",
                fr="Ceci ne dit rien de vous. Cela disparaît de soi-même trente jours après la modification.",
                de="Das sagt nichts über Sie. Es geht dreißig Tage nach der Änderung von selbst.",
                en="This says nothing about you. It goes by itself thirty days after the change.",
            )
        )
    ],
)
ADDRESS = Kept(
    table=address_table,
    mine=owned(address_table.c.subject_id),
    title=texts(
        nl="Waar wij u bereiken",
        fr="Où nous vous joignons",
        de="Wo wir Sie erreichen",
        en="Where we reach you",
    ),
    purpose=texts(
        nl="U krijgt een mail of een melding op uw toestel als er iets voor u is.",
        fr="Vous recevez un courriel ou un avis sur votre appareil quand il y a quelque chose pour vous.",
        de="Sie bekommen eine E-Mail oder einen Hinweis auf Ihrem Gerät, wenn etwas für Sie da ist.",
        en="You get a mail, or a notice on your device, when there is something for you.",
    ),
    ground=words.CONSENT,
    until=texts(
        nl="Tot u het verwijdert",
        fr="Jusqu’à ce que vous le supprimiez",
        de="Bis Sie es entfernen",
        en="Until you remove it",
    ),
    said={
        "channel": words.CHANNEL,
        "sealed": texts(nl="Adres", fr="Adresse", de="Adresse", en="Address"),
        "language": words.LANGUAGE,
        "verified_at": texts(nl="Bevestigd", fr="Confirmé", de="Bestätigt", en="Confirmed"),
        "failed_at": texts(
            nl="Werkt niet sinds",
            fr="Ne fonctionne plus depuis",
            de="Geht nicht seit",
            en="Does not work since",
        ),
        "removed_at": texts(nl="Verwijderd", fr="Supprimé", de="Entfernt", en="Removed"),
        "created_at": words.CREATED,
    },
    inner={
        "id": words.OURS,
        "subject_id": words.YOURS,
        "mac": words.SECRET,
        "code_mac": words.SECRET,
        "code_until": words.WORK,
        "code_tries": words.WORK,
    },
    unsealed={"sealed": addresses.unsealed},
)
PREFERENCE = Kept(
    table=preference_table,
    mine=owned(preference_table.c.subject_id),
    title=texts(nl="Uw keuzes", fr="Vos choix", de="Ihre Wahl", en="Your choices"),
    purpose=texts(
        nl="U kiest van wie u waarlangs bericht krijgt.",
        fr="Vous choisissez de qui et par quel canal vous recevez des messages.",
        de="Sie wählen, von wem und wie Sie Mitteilungen bekommen.",
        en="You choose from whom and how you get messages.",
    ),
    ground=words.CONSENT,
    until=texts(
        nl="Tot u ze wijzigt",
        fr="Jusqu’à ce que vous les changiez",
        de="Bis Sie sie ändern",
        en="Until you change them",
    ),
    said={
        "provider_id": words.SENDER,
        "channel": words.CHANNEL,
        "choice": texts(nl="Keuze", fr="Choix", de="Wahl", en="Choice"),
        "changed_at": words.CHANGED,
        "type_id": words.KIND,
    },
    inner={"subject_id": words.YOURS},
)

PRIVACY = Privacy(
    kept=(PREFERENCE, ADDRESS, OPERATION, DELIVERY, NOTIFICATION),
    nobodys={
        "notification_type": "What providers register.",
        "notification_feed": "What providers are told, for 90 days: ids and states of deliveries, which are given above.",
        "notification_feed_end": "How far the feed of a provider goes.",
        "notification_usage": "Counts by day.",
        "web_push_key": "Our own key pairs.",
    },
)
