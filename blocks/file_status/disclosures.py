"""What the audit lines of this block say to the citizen whom they are about."""

from collections.abc import Mapping

from profile_core.contract import Disclosure, privacy_words, texts

_DEPUTY = texts(
    nl="Wie voor u handelt, ziet waar uw dossiers staan.",
    fr="Qui agit pour vous voit où en sont vos dossiers.",
    de="Wer für Sie handelt, sieht, wo Ihre Vorgänge stehen.",
    en="Whoever acts for you sees where your files are.",
)
_WORKS = texts(
    nl="Zo blijft deze dienst goed werken.",
    fr="Ainsi ce service continue à fonctionner.",
    de="So arbeitet dieser Dienst weiter.",
    en="So this service keeps working.",
)
DISCLOSURES: Mapping[str, Disclosure] = {
    "file_status.phases_loaded": Disclosure(
        what=texts(
            nl="Veranderde de stappen waarin dossiers kunnen zijn.",
            fr="A changé les étapes dans lesquelles un dossier peut se trouver.",
            de="Änderte die Schritte, in denen Vorgänge sein können.",
            en="Changed the steps in which files can be.",
        ),
        why=_WORKS,
        ground=privacy_words.TASK,
    ),
    "file_status.mode_chosen": Disclosure(
        what=texts(
            nl="Koos hoe dossiers bij ons aankomen.",
            fr="A choisi comment les dossiers nous parviennent.",
            de="Wählte, wie Vorgänge zu uns kommen.",
            en="Chose how files reach us.",
        ),
        why=_WORKS,
        ground=privacy_words.TASK,
    ),
    "file_status.listed": Disclosure(
        what=texts(
            nl="Keek naar een lijst met uw dossiers.",
            fr="A consulté une liste de vos dossiers.",
            de="Sah eine Liste Ihrer Vorgänge.",
            en="Looked at a list of your files.",
        ),
        why=_DEPUTY,
        ground=privacy_words.TASK,
    ),
    "file_status.opened": Disclosure(
        what=texts(
            nl="Opende een dossier van u.",
            fr="A ouvert un de vos dossiers.",
            de="Öffnete einen Ihrer Vorgänge.",
            en="Opened a file of yours.",
        ),
        why=_DEPUTY,
        ground=privacy_words.TASK,
    ),
}
