"""What the audit lines of this block say to the citizen whom they are about."""

from collections.abc import Mapping

from profile_core.contract import Disclosure, privacy_words, texts

_DEPUTY = texts(
    nl="Wie voor u handelt, leest en doet wat voor u bestemd is.",
    fr="Qui agit pour vous lit et fait ce qui vous est destiné.",
    de="Wer für Sie handelt, liest und erledigt, was für Sie bestimmt ist.",
    en="Whoever acts for you reads and does what is meant for you.",
)
_REACH = texts(
    nl="Zo komen berichten aan zoals u het koos.",
    fr="Ainsi les messages arrivent comme vous l’avez choisi.",
    de="So kommen Mitteilungen an, wie Sie es gewählt haben.",
    en="So messages arrive in the way that you chose.",
)
_OPERATE = texts(
    nl="Zo blijft deze dienst goed en veilig werken.",
    fr="Ainsi ce service continue à fonctionner correctement et en sécurité.",
    de="So arbeitet dieser Dienst weiter richtig und sicher.",
    en="So this service keeps working well and safely.",
)
DISCLOSURES: Mapping[str, Disclosure] = {
    "notifications.listed": Disclosure(
        what=texts(
            nl="Keek naar een lijst met uw berichten.",
            fr="A consulté une liste de vos messages.",
            de="Sah eine Liste Ihrer Mitteilungen.",
            en="Looked at a list of your messages.",
        ),
        why=_DEPUTY,
        ground=privacy_words.TASK,
    ),
    "notifications.opened": Disclosure(
        what=texts(
            nl="Opende een bericht aan u.",
            fr="A ouvert un message pour vous.",
            de="Öffnete eine Mitteilung an Sie.",
            en="Opened a message to you.",
        ),
        why=_DEPUTY,
        ground=privacy_words.TASK,
    ),
    "notifications.marked": Disclosure(
        what=texts(
            nl="Zette berichten aan u op gelezen of ongelezen, of in het archief.",
            fr="A marqué vos messages comme lus ou non lus, ou les a archivés.",
            de="Markierte Mitteilungen an Sie als gelesen oder ungelesen oder archivierte sie.",
            en="Marked messages to you as read or unread, or archived them.",
        ),
        why=_DEPUTY,
        ground=privacy_words.TASK,
    ),
    "notifications.task_done": Disclosure(
        what=texts(
            nl="Gaf aan dat een taak van u klaar is.",
            fr="A indiqué qu’une de vos tâches est faite.",
            de="Gab an, dass eine Aufgabe von Ihnen erledigt ist.",
            en="Said that a task of yours is done.",
        ),
        why=_DEPUTY,
        ground=privacy_words.TASK,
    ),
    "preference.read": Disclosure(
        what=texts(
            nl="Keek hoe u berichten wilt krijgen.",
            fr="A consulté comment vous voulez recevoir vos messages.",
            de="Sah, wie Sie Mitteilungen bekommen möchten.",
            en="Looked at how you want to get messages.",
        ),
        why=_DEPUTY,
        ground=privacy_words.TASK,
    ),
    "preference.chosen": Disclosure(
        what=texts(
            nl="Koos hoe u berichten krijgt.",
            fr="A choisi comment vous recevez vos messages.",
            de="Wählte, wie Sie Mitteilungen bekommen.",
            en="Chose how you get messages.",
        ),
        why=_REACH,
        ground=privacy_words.TASK,
    ),
    "address.read": Disclosure(
        what=texts(
            nl="Keek naar uw mailadressen.",
            fr="A consulté vos adresses de courriel.",
            de="Sah Ihre E-Mail-Adressen.",
            en="Looked at your mail addresses.",
        ),
        why=_DEPUTY,
        ground=privacy_words.TASK,
    ),
    "address.added": Disclosure(
        what=texts(
            nl="Voegde een mailadres toe. Wij stuurden er een code naar.",
            fr="A ajouté une adresse de courriel. Nous y avons envoyé un code.",
            de="Fügte eine E-Mail-Adresse hinzu. Wir sandten einen Code dorthin.",
            en="Added a mail address. We sent a code to it.",
        ),
        why=_REACH,
        ground=privacy_words.CONSENT,
    ),
    "address.verified": Disclosure(
        what=texts(
            nl="Bevestigde een mailadres.",
            fr="A confirmé une adresse de courriel.",
            de="Bestätigte eine E-Mail-Adresse.",
            en="Confirmed a mail address.",
        ),
        why=_REACH,
        ground=privacy_words.CONSENT,
    ),
    "address.replaced": Disclosure(
        what=texts(
            nl="Verving een mailadres door een ander. Wij mailden dat naar het vorige.",
            fr="A remplacé une adresse de courriel. Nous l’avons signalé à l’ancienne.",
            de="Ersetzte eine E-Mail-Adresse. Wir meldeten das der vorigen.",
            en="Replaced a mail address by another. We told the former one.",
        ),
        why=_REACH,
        ground=privacy_words.CONSENT,
    ),
    "address.removed": Disclosure(
        what=texts(
            nl="Haalde een mailadres weg. Wij mailden dat naar dat adres.",
            fr="A retiré une adresse de courriel. Nous l’avons signalé à cette adresse.",
            de="Entfernte eine E-Mail-Adresse. Wir meldeten das dieser Adresse.",
            en="Took a mail address away. We told that address.",
        ),
        why=_REACH,
        ground=privacy_words.CONSENT,
    ),
    "address.failed": Disclosure(
        what=texts(
            nl="Merkte dat uw mailadres geen mails meer aanneemt, en gebruikt het niet meer.",
            fr="A constaté que votre adresse n’accepte plus de courriels et ne l’utilise plus.",
            de="Bemerkte, dass Ihre Adresse keine E-Mails mehr annimmt, und nutzt sie nicht mehr.",
            en="Found that your mail address takes no mail any more, and stopped using it.",
        ),
        why=_REACH,
        ground=privacy_words.TASK,
    ),
    "address.restored": Disclosure(
        what=texts(
            nl="Nam uw mailadres weer in gebruik na een storing.",
            fr="A réutilisé votre adresse de courriel après une panne.",
            de="Nahm Ihre E-Mail-Adresse nach einer Störung wieder in Gebrauch.",
            en="Began to use your mail address again after a failure.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "push.browser_added": Disclosure(
        what=texts(
            nl="Zette meldingen aan in een browser.",
            fr="A activé les avis dans un navigateur.",
            de="Schaltete Hinweise in einem Browser ein.",
            en="Switched notices on in a browser.",
        ),
        why=_REACH,
        ground=privacy_words.CONSENT,
    ),
    "push.browser_removed": Disclosure(
        what=texts(
            nl="Zette meldingen uit in een browser.",
            fr="A désactivé les avis dans un navigateur.",
            de="Schaltete Hinweise in einem Browser aus.",
            en="Switched notices off in a browser.",
        ),
        why=_REACH,
        ground=privacy_words.CONSENT,
    ),
    "notifications.type_changed": Disclosure(
        what=texts(
            nl="Wijzigde een soort bericht.",
            fr="A modifié un type de message.",
            de="Änderte eine Art von Mitteilung.",
            en="Changed a kind of message.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "notifications.mailed": Disclosure(
        what=texts(
            nl="Stuurde een mail naar uw mailadres: van wie er een bericht is, en van welke soort.",
            fr="A envoyé un courriel à votre adresse : de qui vient un message, et de quel type.",
            de="Sandte eine E-Mail an Ihre Adresse: von wem eine Mitteilung ist und welcher Art.",
            en="Sent a mail to your mail address: from whom there is a message, and of what kind.",
        ),
        why=_REACH,
        ground=privacy_words.CONSENT,
    ),
    "notifications.pushed": Disclosure(
        what=texts(
            nl="Stuurde een melding naar uw browser: van wie er een bericht is, en van welke soort.",
            fr="A envoyé un avis à votre navigateur : de qui vient un message, et de quel type.",
            de="Sandte einen Hinweis an Ihren Browser: von wem eine Mitteilung ist und welcher Art.",
            en="Sent a notice to your browser: from whom there is a message, and of what kind.",
        ),
        why=_REACH,
        ground=privacy_words.CONSENT,
    ),
    "notifications.handed_over": Disclosure(
        what=texts(
            nl="Vroeg de dienst om u zelf te bereiken, bijvoorbeeld met een sms.",
            fr="A demandé au service de vous joindre lui-même, par exemple par SMS.",
            de="Bat den Dienst, Sie selbst zu erreichen, zum Beispiel mit einer SMS.",
            en="Asked the service to reach you itself, by a text message for example.",
        ),
        why=_REACH,
        ground=privacy_words.TASK,
    ),
    "notifications.sent": Disclosure(
        what=texts(
            nl="Liet u langs een andere weg weten dat er een bericht is.",
            fr="Vous a fait savoir par une autre voie qu’il y a un message.",
            de="Ließ Sie auf einem anderen Weg wissen, dass es eine Mitteilung gibt.",
            en="Let you know in another way that there is a message.",
        ),
        why=_REACH,
        ground=privacy_words.TASK,
    ),
}
