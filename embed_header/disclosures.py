"""What the audit lines of the header say."""

from collections.abc import Mapping

from profile_core.contract import Disclosure, privacy_words, texts

_OPERATE = texts(
    nl="Zo blijft deze dienst goed en veilig werken.",
    fr="Ainsi ce service continue à fonctionner correctement et en sécurité.",
    de="So arbeitet dieser Dienst weiter richtig und sicher.",
    en="So this service keeps working well and safely.",
)
DISCLOSURES: Mapping[str, Disclosure] = {
    "header.configured": Disclosure(
        what=texts(
            nl="Stelde in wat een website van ons toont.",
            fr="A réglé ce qu’un site affiche de nous.",
            de="Stellte ein, was eine Website von uns zeigt.",
            en="Set what a site shows of us.",
        ),
        why=_OPERATE,
        ground=privacy_words.TASK,
    ),
}
