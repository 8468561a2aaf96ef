/** Every word of the header. Dutch is written first; the citizen is u, vous, Sie, you. */

const KEYS = [
  "header",
  "login",
  "logout",
  "profile",
  "one",
  "many",
  "unread",
  "slow",
  "offline",
  "down",
  "stale",
  "ended",
  "seen",
  "retry",
  "roles",
  "as",
  "self",
] as const;

export type Texts = Record<(typeof KEYS)[number], string>;

/** In the order of the keys. */
const WORDS: Record<string, string[]> = {
  nl: [
    "Mijn Profiel",
    "Aanmelden",
    "Afmelden",
    "Naar Mijn Profiel",
    "1 ongelezen bericht",
    "# ongelezen berichten",
    "# ongelezen",
    "Het laden duurt lang.",
    "Geen internetverbinding.",
    "Mijn Profiel is nu niet bereikbaar.",
    "Niet bijgewerkt",
    "U bent afgemeld.",
    "Wat u hier ziet, is van #.",
    "Opnieuw proberen",
    "Andere rol kiezen",
    "Verder als #",
    "In eigen naam",
  ],
  fr: [
    "Mon Profil",
    "Se connecter",
    "Se déconnecter",
    "Vers Mon Profil",
    "1 message non lu",
    "# messages non lus",
    "# non lus",
    "Le chargement est lent.",
    "Pas de connexion internet.",
    "Mon Profil ne répond pas.",
    "Pas à jour",
    "Vous êtes déconnecté.",
    "Ce que vous voyez ici date de #.",
    "Réessayer",
    "Choisir un autre rôle",
    "Continuer comme #",
    "En votre nom",
  ],
  de: [
    "Mein Profil",
    "Anmelden",
    "Abmelden",
    "Zu Mein Profil",
    "1 ungelesene Mitteilung",
    "# ungelesene Mitteilungen",
    "# ungelesen",
    "Das Laden dauert lange.",
    "Keine Internetverbindung.",
    "Mein Profil antwortet nicht.",
    "Nicht aktuell",
    "Sie sind abgemeldet.",
    "Was Sie hier sehen, ist von #.",
    "Noch einmal versuchen",
    "Andere Rolle wählen",
    "Weiter als #",
    "In eigenem Namen",
  ],
  en: [
    "My Profile",
    "Log in",
    "Log out",
    "Go to My Profile",
    "1 unread message",
    "# unread messages",
    "# unread",
    "Loading takes a while.",
    "No internet connection.",
    "My Profile does not answer.",
    "Not up to date",
    "You are logged out.",
    "What you see here is from #.",
    "Try again",
    "Choose another role",
    "Continue as #",
    "For yourself",
  ],
};

/** Give the language of the page when we speak it, else English: `nl-BE` is `nl`. */
export function languageOf(page: Document): string {
  const language = page.documentElement.lang.slice(0, 2).toLowerCase();
  return language in WORDS ? language : "en";
}

export function textsIn(language: string): Texts {
  return Object.fromEntries(KEYS.map((key, at) => [key, WORDS[language]![at]])) as Texts;
}
