"""What the audit lines of sign-on say to the citizen whom they are about."""

from collections.abc import Mapping

from profile_core.contract import Disclosure, privacy_words, texts

_LOGIN = texts(
    nl="Zo kunt u zich aanmelden, en alleen u.",
    fr="Ainsi vous pouvez vous connecter, et vous seul.",
    de="So können Sie sich anmelden, und nur Sie.",
    en="So you can log in, and nobody but you.",
)
_SITE = texts(
    nl="Een website die u bezoekt, weet zo wie u bent en voor wie u handelt.",
    fr="Un site que vous visitez sait ainsi qui vous êtes et pour qui vous agissez.",
    de="Eine Website, die Sie besuchen, weiß so, wer Sie sind und für wen Sie handeln.",
    en="A site that you visit knows who you are and for whom you act.",
)
_ROLES = texts(
    nl="Zo weten wij voor wie u mag handelen.",
    fr="Ainsi nous savons pour qui vous pouvez agir.",
    de="So wissen wir, für wen Sie handeln dürfen.",
    en="So we know for whom you may act.",
)
_MAND = texts(
    nl="Gever en gemachtigde zien allebei wat er met een machtiging gebeurt.",
    fr="Le mandant et le mandataire voient tous deux ce qu’il advient d’un mandat.",
    de="Geber und Bevollmächtigte sehen beide, was mit einer Vollmacht geschieht.",
    en="Giver and holder both see what happens to a mandate.",
)
_OPERATE = texts(
    nl="Zo blijft deze dienst goed en veilig werken.",
    fr="Ainsi ce service continue à fonctionner correctement et en sécurité.",
    de="So arbeitet dieser Dienst weiter richtig und sicher.",
    en="So this service keeps working well and safely.",
)
DISCLOSURES: Mapping[str, Disclosure] = {
    "sso.login": Disclosure(
        what=texts(
            nl="Meldde u aan.",
            fr="Vous a connecté.",
            de="Meldete Sie an.",
            en="Logged you in.",
        ),
        why=_LOGIN,
        ground=privacy_words.TASK,
    ),
    "sso.role_taken": Disclosure(
        what=texts(
            nl="Begon te handelen in een rol.",
            fr="A commencé à agir dans un rôle.",
            de="Begann, in einer Rolle zu handeln.",
            en="Began to act in a role.",
        ),
        why=_ROLES,
        ground=privacy_words.TASK,
    ),
    "sso.disclosure": Disclosure(
        what=texts(
            nl="Kreeg gegevens van uw aanmelding: wie u bent en in welke rol.",
            fr="A reçu des données de votre connexion : qui vous êtes et dans quel rôle.",
            de="Bekam Daten Ihrer Anmeldung: wer Sie sind und in welcher Rolle.",
            en="Was given data of your login: who you are and in which role.",
        ),
        why=_SITE,
        ground=privacy_words.TASK,
    ),
    "sso.consent_given": Disclosure(
        what=texts(
            nl="Gaf een website de toestemming om gegevens te krijgen.",
            fr="A autorisé un site à recevoir des données.",
            de="Erlaubte einer Website, Daten zu bekommen.",
            en="Allowed a site to be given data.",
        ),
        why=_SITE,
        ground=privacy_words.CONSENT,
    ),
    "sso.consent_withdrawn": Disclosure(
        what=texts(
            nl="Trok de toestemming aan een website in.",
            fr="A retiré l’autorisation d’un site.",
            de="Nahm die Erlaubnis für eine Website zurück.",
            en="Took back what a site was allowed.",
        ),
        why=_SITE,
        ground=privacy_words.CONSENT,
    ),
    "sso.session_ended": Disclosure(
        what=texts(
            nl="Meldde u af.",
            fr="Vous a déconnecté.",
            de="Meldete Sie ab.",
            en="Logged you out.",
        ),
        why=_LOGIN,
        ground=privacy_words.TASK,
    ),
    "sso.client_session_ended": Disclosure(
        what=texts(
            nl="Meldde u af bij een website, en zei dat aan die website.",
            fr="Vous a déconnecté d’un site, et l’a dit à ce site.",
            de="Meldete Sie von einer Website ab und sagte es dieser Website.",
            en="Logged you out of a site, and told that site.",
        ),
        why=_LOGIN,
        ground=privacy_words.TASK,
    ),
    "sso.register_asked": Disclosure(
        what=texts(
            nl="Vroeg met uw nummer aan een register voor wie u mag handelen.",
            fr="A demandé à un registre, avec votre numéro, pour qui vous pouvez agir.",
            de="Fragte ein Register mit Ihrer Nummer, für wen Sie handeln dürfen.",
            en="Asked a register, with your number, for whom you may act.",
        ),
        why=_ROLES,
        ground=privacy_words.TASK,
    ),
    "sso.mandate_given": Disclosure(
        what=texts(
            nl="Gaf een machtiging.",
            fr="A donné un mandat.",
            de="Erteilte eine Vollmacht.",
            en="Gave a mandate.",
        ),
        why=_MAND,
        ground=privacy_words.TASK,
    ),
    "sso.mandate_accepted": Disclosure(
        what=texts(
            nl="Nam een machtiging aan.",
            fr="A accepté un mandat.",
            de="Nahm eine Vollmacht an.",
            en="Accepted a mandate.",
        ),
        why=_MAND,
        ground=privacy_words.TASK,
    ),
    "sso.mandate_declined": Disclosure(
        what=texts(
            nl="Weigerde een machtiging.",
            fr="A refusé un mandat.",
            de="Lehnte eine Vollmacht ab.",
            en="Declined a mandate.",
        ),
        why=_MAND,
        ground=privacy_words.TASK,
    ),
    "sso.mandate_ended": Disclosure(
        what=texts(
            nl="Beëindigde een machtiging.",
            fr="A mis fin à un mandat.",
            de="Beendete eine Vollmacht.",
            en="Ended a mandate.",
        ),
        why=_MAND,
        ground=privacy_words.TASK,
    ),
    "sso.key_published": Disclosure(
        what=texts(
            nl="Maakte een sleutel bekend waarmee wij ondertekenen.",
            fr="A publié une clé de signature.",
            de="Veröffentlichte einen Schlüssel zum Unterschreiben.",
            en="Published a key that we sign with.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "sso.key_withdrawn": Disclosure(
        what=texts(
            nl="Trok een sleutel in waarmee wij ondertekenden.",
            fr="A retiré une clé de signature.",
            de="Zog einen Schlüssel zum Unterschreiben zurück.",
            en="Withdrew a key that we signed with.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "sso.site_registered": Disclosure(
        what=texts(
            nl="Sloot een website aan.",
            fr="A raccordé un site.",
            de="Schloss eine Website an.",
            en="Connected a site.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
    "sso.site_taken_away": Disclosure(
        what=texts(
            nl="Haalde een website weg.",
            fr="A retiré un site.",
            de="Entfernte eine Website.",
            en="Took a site away.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
}
