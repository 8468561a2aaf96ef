"""What our own tables hold about a citizen, beside those of blocks."""

from typing import Any

from profile_core import audit
from profile_core.contract import privacy_given as given, privacy_words as words
from profile_core.contract.privacy import Privacy
from profile_core.directory import subjects
from profile_core.directory.tables import number_table, subject_rows
from profile_core.kit.acting import SubjectRef
from profile_core.kit.texts import texts
from profile_core.outbound.tables import call_table
from profile_core.sources import cache
from profile_core.sources.tables import answer_table
from profile_core.store.facts import fact_table, handover_table
from profile_core.store.kept import Hold, Kept, owned, through

_REACHES = Hold(
    reason=texts(
        nl="Een overheid kan u morgen iets sturen. Zonder dit komt het niet bij u aan, of bij iemand anders.",
        fr="Une administration peut vous écrire demain. Sans ceci, le message n’arrive pas, ou arrive à quelqu’un d’autre.",
        de="Eine Behörde kann Ihnen morgen etwas schicken. Ohne dies kommt es nicht bei Ihnen an, oder bei jemand anderem.",
        en="A public body may send you something tomorrow. Without this it does not reach you, or reaches somebody else.",
    )
)
_UNDER_WAY = Hold(
    reason=texts(
        nl="Onze diensten werken dit nog af. Het verdwijnt vanzelf, een dag nadat ze klaar zijn.",
        fr="Nos services traitent encore ceci. Cela disparaît de soi-même, un jour après.",
        de="Unsere Dienste erledigen das noch. Es verschwindet von selbst, einen Tag danach.",
        en="Our services are still dealing with this. It goes by itself, a day after they are done.",
    ),
)
_A_DAY = texts(
    nl="Tot een dag nadat het verwerkt is",
    fr="Jusqu’à un jour après le traitement",
    de="Bis einen Tag nach der Verarbeitung",
    en="Until a day after it was dealt with",
)


def _told_of(subject: SubjectRef) -> Any:
    """Return the condition that a fact is about a subject, as facts say it."""
    about = f'"subject":{{"id":"{subject.id}"}}'
    return (fact_table.c.bucket == subject.bucket) & fact_table.c.payload.contains(about)


_AUDIT = Kept(
    table=audit.audit_table,
    mine=owned(audit.audit_table.c.subject_id),
    title=texts(
        nl="Wie uw gegevens zag", fr="Qui a vu vos données", de="Wer Ihre Daten sah", en="Who saw your data"
    ),
    purpose=texts(
        nl="U en de toezichthouder kunnen nagaan wie uw gegevens zag, wanneer en waarom.",
        fr="Vous et l’autorité de contrôle pouvez vérifier qui a vu vos données, quand et pourquoi.",
        de="Sie und die Aufsichtsbehörde können nachprüfen, wer Ihre Daten sah, wann und warum.",
        en="You and the supervisory authority can check who saw your data, when and why.",
    ),
    ground=words.DUTY,
    until=texts(nl="Tien jaar", fr="Dix ans", de="Zehn Jahre", en="Ten years"),
    said={
        "at": words.WHEN,
        "actor_kind": words.KIND,
        "actor": words.WHO,
        "action": words.WHAT,
        "purpose": words.WHY,
        "detail": words.DETAILS,
    },
    inner={"id": words.OURS, "subject_id": words.YOURS},
    unsealed={"actor": given.actor, "detail": given.detail},
    holds=[
        Hold(
            reason=texts(
                nl="De wet vraagt dat tien jaar lang na te gaan is wie uw gegevens zag.",
                fr="La loi demande que l’on puisse vérifier pendant dix ans qui a vu vos données.",
                de="Das Gesetz verlangt, dass zehn Jahre lang nachprüfbar ist, wer Ihre Daten sah.",
                en="The law asks that for ten years it can be checked who saw your data.",
            )
        )
    ],
)
_SUBJECT = Kept(
    table=subject_rows,
    mine=owned(subject_rows.c.id),
    title=texts(nl="Uw profiel", fr="Votre profil", de="Ihr Profil", en="Your profile"),
    purpose=texts(
        nl="Alles wat over u gaat, hangt aan dit nummer zonder betekenis.",
        fr="Tout ce qui vous concerne est lié à ce numéro sans signification.",
        de="Alles, was Sie betrifft, hängt an dieser Nummer ohne Bedeutung.",
        en="All that is about you hangs on this number without a meaning.",
    ),
    ground=words.TASK,
    until=texts(
        nl="Zolang overheden u hierlangs kunnen bereiken",
        fr="Tant que les administrations peuvent vous joindre par ici",
        de="Solange Behörden Sie hier erreichen können",
        en="As long as public bodies can reach you here",
    ),
    said={
        "kind": words.KIND,
        "synthetic": texts(nl="Testpersoon", fr="Personne de test", de="Testperson", en="Test person"),
        "created_at": words.CREATED,
    },
    inner={"id": "The opaque id by which everything is found: it never leaves us."},
    holds=[_REACHES],
)
_NUMBER = Kept(
    table=number_table,
    mine=owned(number_table.c.subject_id),
    title=texts(
        nl="Uw rijksregisternummer",
        fr="Votre numéro de registre national",
        de="Ihre Nationalregisternummer",
        en="Your national number",
    ),
    purpose=texts(
        nl="Zo komen berichten bij u aan en niet bij iemand anders. Het ligt er versleuteld.",
        fr="Ainsi les messages vous parviennent à vous et à personne d’autre. Il est conservé chiffré.",
        de="So kommen Mitteilungen bei Ihnen an und bei niemand anderem. Sie liegt verschlüsselt vor.",
        en="So messages reach you and nobody else. It lies encrypted.",
    ),
    ground=words.TASK,
    until=_SUBJECT.until,
    said={
        "kind": words.KIND,
        "sealed": texts(nl="Nummer", fr="Numéro", de="Nummer", en="Number"),
    },
    inner={"mac": words.SECRET, "subject_id": words.YOURS},
    unsealed={"sealed": subjects.opened},
    holds=[_REACHES],
)
_FACT = Kept(
    table=fact_table,
    mine=_told_of,
    title=texts(nl="Wat er gebeurde", fr="Ce qui s’est passé", de="Was geschah", en="What happened"),
    purpose=texts(
        nl="Onze diensten vertellen elkaar dat er iets gebeurde: alleen nummers en codes, geen teksten.",
        fr="Nos services s’avertissent de ce qui s’est passé : des numéros et des codes, pas de textes.",
        de="Unsere Dienste teilen einander mit, was geschah: nur Nummern und Codes, keine Texte.",
        en="Our services tell each other what happened: ids and codes only, no texts.",
    ),
    ground=words.TASK,
    until=_A_DAY,
    said={"name": words.WHAT, "payload": words.DETAILS, "told_at": words.WHEN},
    inner={"id": words.OURS},
    unsealed={"payload": given.payload},
    holds=[_UNDER_WAY],
)
_HANDOVER = Kept(
    table=handover_table,
    mine=through(handover_table.c.fact_id, fact_table.c.id, _told_of),
    title=texts(
        nl="Wie het nog moet horen",
        fr="Qui doit encore l’apprendre",
        de="Wer es noch hören muss",
        en="Who still has to hear it",
    ),
    purpose=_FACT.purpose,
    ground=words.TASK,
    until=_A_DAY,
    said={
        "listener": words.WHO,
        "due_at": words.WHEN,
        "attempts": texts(nl="Pogingen", fr="Tentatives", de="Versuche", en="Attempts"),
    },
    inner={
        "fact_id": words.OURS,
        "lease_owner": words.WORK,
        "last_error": words.WORK,
        "lane": words.WORK,
    },
    holds=[_UNDER_WAY],
)
_CALL = Kept(
    table=call_table,
    mine=owned(call_table.c.subject_id),
    title=texts(
        nl="Wat wij naar buiten stuurden",
        fr="Ce que nous avons envoyé",
        de="Was wir versandten",
        en="What we sent outside",
    ),
    purpose=texts(
        nl="Een mail, een melding of een afmelding komt aan, ook als de ontvanger even niet antwoordt.",
        fr="Un courriel, un avis ou une déconnexion arrive, même si le destinataire ne répond pas tout de suite.",
        de="Eine E-Mail, ein Hinweis oder eine Abmeldung kommt an, auch wenn der Empfänger gerade nicht antwortet.",
        en="A mail, a notice or a logout arrives, even when the receiver does not answer for a while.",
    ),
    ground=words.TASK,
    until=texts(
        nl="Zeven dagen nadat het aankwam; negentig dagen als het mislukte",
        fr="Sept jours après l’arrivée ; nonante jours en cas d’échec",
        de="Sieben Tage nach der Ankunft; neunzig Tage, wenn es scheiterte",
        en="Seven days after it arrived; ninety days where it failed",
    ),
    said={
        "use": words.WHAT,
        "told_at": words.CREATED,
        "until": texts(nl="Geprobeerd tot", fr="Essayé jusqu’au", de="Versucht bis", en="Tried until"),
        "ended_at": words.ENDED,
        "failure": words.REASON,
        "last_status": words.STATE,
        "attempts": _HANDOVER.said["attempts"],
    },
    inner={
        "id": words.OURS,
        "subject_id": words.YOURS,
        "key": words.OURS,
        "lane": words.WORK,
        "address": "Where a service takes what we send: about that service, or the id of your address, which is given elsewhere.",
        "receiver": "Which service it was, as its address says.",
        "payload": "Ids of what is sent, which is given elsewhere, and ciphertext.",
        "due_at": words.WORK,
        "lease_owner": words.WORK,
        "last_error": words.WORK,
    },
    holds=[Hold(reason=_UNDER_WAY.reason, which=lambda _: call_table.c.due_at.is_not(None))],
)
_ANSWER = Kept(
    table=answer_table,
    mine=owned(answer_table.c.subject_id),
    title=texts(
        nl="Wat een dienst zonet over u antwoordde",
        fr="Ce qu’un service vient de répondre à votre sujet",
        de="Was ein Dienst gerade über Sie antwortete",
        en="What a service just answered about you",
    ),
    purpose=texts(
        nl="U ziet het meteen weer, ook als die dienst even niet antwoordt. Het ligt er versleuteld.",
        fr="Vous le revoyez aussitôt, même si ce service ne répond pas. C’est conservé chiffré.",
        de="Sie sehen es gleich wieder, auch wenn dieser Dienst gerade nicht antwortet. Es liegt verschlüsselt vor.",
        en="You see it again at once, even when that service does not answer. It lies encrypted.",
    ),
    ground=words.TASK,
    until=texts(nl="Vijf minuten", fr="Cinq minutes", de="Fünf Minuten", en="Five minutes"),
    said={"sealed": words.WHAT, "as_of": words.WHEN, "until": words.UNTIL},
    inner={
        "source_id": words.OURS,
        "block": words.OURS,
        "mac": words.SECRET,
        "subject_id": words.YOURS,
        "late": words.WORK,
    },
    unsealed={"sealed": cache.unsealed},
)

CORE = Privacy(
    kept=(_ANSWER, _CALL, _HANDOVER, _FACT, _AUDIT, _NUMBER, _SUBJECT),
    nobodys={
        "limit_count": "Keyed hashes and counts of the running hour: nobody can be found from them.",
        "used_once": "Hashes of proofs that were used, until they would be refused for their age.",
        "schedule": "When our own work comes round.",
        "provider": "Public bodies.",
        "supplier": "Companies that integrate for public bodies.",
        "application": "Programs of public bodies.",
        "site": "Websites of public bodies.",
        "service": "Entries of the product catalogue.",
        "agreement": "Agreements with public bodies.",
        "outbound_stop": "What the operator stopped.",
        "webhook_endpoint": "Addresses of public bodies' programs.",
        "webhook_use": "What those are for.",
        "source": "Endpoints of public bodies.",
        "source_feed": "How far each feed was read.",
        "source_refusal": "What of a feed was refused, by the provider's own key; it names nobody.",
    },
)
