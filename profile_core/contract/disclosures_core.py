"""What the audit lines of the core say to the citizen whom they are about."""

from collections.abc import Mapping

from profile_core.contract import privacy_words
from profile_core.contract.disclosures import Disclosure
from profile_core.kit.texts import texts

_ASK = texts(
    nl="Wat een overheid zelf over u bewaart, vragen wij op wanneer u het wilt zien.",
    fr="Ce qu’une administration garde elle-même sur vous, nous le demandons quand vous voulez le voir.",
    de="Was eine Behörde selbst über Sie aufbewahrt, fragen wir ab, wenn Sie es sehen wollen.",
    en="What a public body itself keeps about you, we ask for when you want to see it.",
)
_RIGHT = texts(
    nl="Het is uw recht om dat te vragen.",
    fr="C’est votre droit de le demander.",
    de="Es ist Ihr Recht, das zu verlangen.",
    en="It is your right to ask for that.",
)
_CHECK = texts(
    nl="Nagaan wie gegevens zag, vraagt de wet.",
    fr="La loi demande de pouvoir vérifier qui a vu des données.",
    de="Das Gesetz verlangt, dass man prüfen kann, wer Daten sah.",
    en="The law asks that it can be checked who saw data.",
)
_OPERATE = texts(
    nl="Zo blijft deze dienst goed en veilig werken.",
    fr="Ainsi ce service continue à fonctionner correctement et en sécurité.",
    de="So arbeitet dieser Dienst weiter richtig und sicher.",
    en="So this service keeps working well and safely.",
)
CORE: Mapping[str, Disclosure] = {
    "sources.asked": Disclosure(
        what=texts(
            nl="Liet met het nummer vragen wat er bewaard wordt.",
            fr="A fait demander, avec le numéro, ce qui est conservé.",
            de="Ließ mit der Nummer fragen, was aufbewahrt wird.",
            en="Had it asked, by the number, what is kept.",
        ),
        why=_ASK,
        ground=privacy_words.TASK,
    ),
    "profile.exported": Disclosure(
        what=texts(
            nl="Kreeg alles wat wij over u bewaren.",
            fr="A reçu tout ce que nous gardons sur vous.",
            de="Bekam alles, was wir über Sie aufbewahren.",
            en="Was given all that we hold about you.",
        ),
        why=_RIGHT,
        ground=privacy_words.DUTY,
    ),
    "profile.erased": Disclosure(
        what=texts(
            nl="Wiste wat wij over u bewaarden.",
            fr="A effacé ce que nous gardions sur vous.",
            de="Löschte, was wir über Sie aufbewahrten.",
            en="Erased what we held about you.",
        ),
        why=_RIGHT,
        ground=privacy_words.DUTY,
    ),
    "audit.read": Disclosure(
        what=texts(
            nl="Las wie er in uw gegevens keek.",
            fr="A lu qui avait consulté vos données.",
            de="Las, wer Ihre Daten gesehen hat.",
            en="Read who looked at your data.",
        ),
        why=_CHECK,
        ground=privacy_words.DUTY,
    ),
    "source.registered": Disclosure(
        what=texts(
            nl="Sloot een bron aan.",
            fr="A raccordé une source.",
            de="Schloss eine Quelle an.",
            en="Connected a source.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "source.changed": Disclosure(
        what=texts(
            nl="Wijzigde een bron.",
            fr="A modifié une source.",
            de="Änderte eine Quelle.",
            en="Changed a source.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "source.removed": Disclosure(
        what=texts(
            nl="Haalde een bron weg.",
            fr="A retiré une source.",
            de="Entfernte eine Quelle.",
            en="Took a source away.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "source.paused": Disclosure(
        what=texts(
            nl="Zette een bron stil.",
            fr="A suspendu une source.",
            de="Hielt eine Quelle an.",
            en="Paused a source.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "source.resumed": Disclosure(
        what=texts(
            nl="Zette een bron weer aan.",
            fr="A repris une source.",
            de="Nahm eine Quelle wieder in Betrieb.",
            en="Resumed a source.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "webhook.registered": Disclosure(
        what=texts(
            nl="Gaf een adres op om berichten over leveringen te krijgen.",
            fr="A indiqué une adresse pour recevoir des avis de livraison.",
            de="Gab eine Adresse für Meldungen über Zustellungen an.",
            en="Gave an address to be told of deliveries.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "webhook.secret_rotated": Disclosure(
        what=texts(
            nl="Vernieuwde het geheim van zo’n adres.",
            fr="A renouvelé le secret d’une telle adresse.",
            de="Erneuerte das Geheimnis einer solchen Adresse.",
            en="Renewed the secret of such an address.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "webhook.removed": Disclosure(
        what=texts(
            nl="Haalde zo’n adres weg.",
            fr="A retiré une telle adresse.",
            de="Entfernte eine solche Adresse.",
            en="Took such an address away.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "outbound.replayed": Disclosure(
        what=texts(
            nl="Liet opnieuw versturen wat niet aankwam.",
            fr="A fait renvoyer ce qui n’était pas arrivé.",
            de="Ließ neu senden, was nicht ankam.",
            en="Had sent again what did not arrive.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "outbound.stopped": Disclosure(
        what=texts(
            nl="Zette het versturen stil.",
            fr="A suspendu les envois.",
            de="Hielt das Versenden an.",
            en="Stopped the sending.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "outbound.released": Disclosure(
        what=texts(
            nl="Liet het versturen verdergaan.",
            fr="A repris les envois.",
            de="Ließ das Versenden weitergehen.",
            en="Let the sending go on.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "directory.loaded": Disclosure(
        what=texts(
            nl="Werkte bij wie er meedoet.",
            fr="A mis à jour qui participe.",
            de="Aktualisierte, wer teilnimmt.",
            en="Updated who takes part.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
}
