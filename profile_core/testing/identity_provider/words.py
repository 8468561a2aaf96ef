"""What the pages say, in four languages."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every sentence of the pages."""

    provider: str
    choose: str
    explanation: str
    assurance: str
    levels: Mapping[str, str]
    log_in_as: str
    number: str
    languages: str
    log_out: str
    log_out_question: str
    logged_in_as: str
    logged_out: str
    logged_out_hint: str
    refused: str
    refused_hint: str


_WORDS = {
    "nl": Words(
        provider="Testaanmelding",
        choose="Wie bent u vandaag?",
        explanation="Deze mensen bestaan niet. Kies er een om mee aan te melden; een wachtwoord is niet nodig.",
        assurance="Betrouwbaarheid",
        levels={"low": "laag", "substantial": "substantieel", "high": "hoog"},
        log_in_as="Aanmelden als",
        number="Rijksregisternummer",
        languages="Taal",
        log_out="Afmelden",
        log_out_question="Wilt u zich afmelden?",
        logged_in_as="U bent aangemeld als",
        logged_out="U bent afgemeld",
        logged_out_hint="U kunt dit venster sluiten.",
        refused="Deze aanmelding kan niet doorgaan",
        refused_hint="Ga terug naar de website waar u vandaan kwam en probeer het opnieuw.",
    ),
    "fr": Words(
        provider="Connexion de test",
        choose="Qui êtes-vous aujourd’hui ?",
        explanation="Ces personnes n’existent pas. Choisissez-en une pour vous connecter, sans mot de passe.",
        assurance="Niveau de garantie",
        levels={"low": "faible", "substantial": "substantiel", "high": "élevé"},
        log_in_as="Se connecter comme",
        number="Numéro de registre national",
        languages="Langue",
        log_out="Se déconnecter",
        log_out_question="Voulez-vous vous déconnecter ?",
        logged_in_as="Vous êtes connecté comme",
        logged_out="Vous êtes déconnecté",
        logged_out_hint="Vous pouvez fermer cette fenêtre.",
        refused="Cette connexion ne peut pas continuer",
        refused_hint="Retournez au site d’où vous venez et réessayez.",
    ),
    "de": Words(
        provider="Testanmeldung",
        choose="Wer sind Sie heute?",
        explanation="Diese Personen gibt es nicht. Wählen Sie eine zum Anmelden; ein Passwort brauchen Sie nicht.",
        assurance="Vertrauensniveau",
        levels={"low": "niedrig", "substantial": "substanziell", "high": "hoch"},
        log_in_as="Anmelden als",
        number="Nationalregisternummer",
        languages="Sprache",
        log_out="Abmelden",
        log_out_question="Möchten Sie sich abmelden?",
        logged_in_as="Sie sind angemeldet als",
        logged_out="Sie sind abgemeldet",
        logged_out_hint="Sie können dieses Fenster schließen.",
        refused="Diese Anmeldung kann nicht fortgesetzt werden",
        refused_hint="Gehen Sie zurück zur Website, von der Sie kamen, und versuchen Sie es erneut.",
    ),
    "en": Words(
        provider="Test log-in",
        choose="Who are you today?",
        explanation="These people do not exist. Choose one to log in as; no password is needed.",
        assurance="Level of assurance",
        levels={"low": "low", "substantial": "substantial", "high": "high"},
        log_in_as="Log in as",
        number="National register number",
        languages="Language",
        log_out="Log out",
        log_out_question="Do you want to log out?",
        logged_in_as="You are logged in as",
        logged_out="You are logged out",
        logged_out_hint="You can close this window.",
        refused="This log-in cannot go on",
        refused_hint="Go back to the website you came from and try again.",
    ),
}
LANGUAGES = tuple(_WORDS)


def words_in(language: str) -> Words:
    """Return the sentences in one of ``LANGUAGES``."""
    return _WORDS[language]
