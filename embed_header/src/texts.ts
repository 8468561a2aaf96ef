/** Every word of the header. Dutch is written first; the citizen is u, vous, Sie, you. */

export interface Texts {
  header: string;
  login: string;
  logout: string;
  profile: string;
  messages: string;
  none: string;
  noneYet: string;
  one: string;
  many: string;
  unread: string;
  slow: string;
  offline: string;
  down: string;
  stale: string;
  ended: string;
  seen: string;
  retry: string;
}

const nl: Texts = {
  header: "Mijn Profiel",
  login: "Aanmelden",
  logout: "Afmelden",
  profile: "Naar Mijn Profiel",
  messages: "Uw berichten",
  none: "U hebt geen berichten.",
  noneYet: "Nieuwe berichten van de overheid verschijnen hier.",
  one: "1 ongelezen bericht",
  many: "# ongelezen berichten",
  unread: "# ongelezen",
  slow: "Het laden duurt lang.",
  offline: "Geen internetverbinding.",
  down: "Mijn Profiel is nu niet bereikbaar.",
  stale: "Niet bijgewerkt",
  ended: "U bent afgemeld.",
  seen: "Wat u hier ziet, is van #.",
  retry: "Opnieuw proberen",
};

const fr: Texts = {
  header: "Mon Profil",
  login: "Se connecter",
  logout: "Se déconnecter",
  profile: "Vers Mon Profil",
  messages: "Vos messages",
  none: "Vous n’avez pas de messages.",
  noneYet: "Les nouveaux messages des services publics apparaissent ici.",
  one: "1 message non lu",
  many: "# messages non lus",
  unread: "# non lus",
  slow: "Le chargement est lent.",
  offline: "Pas de connexion internet.",
  down: "Mon Profil est injoignable pour le moment.",
  stale: "Pas à jour",
  ended: "Vous êtes déconnecté.",
  seen: "Ce que vous voyez ici date de #.",
  retry: "Réessayer",
};

const de: Texts = {
  header: "Mein Profil",
  login: "Anmelden",
  logout: "Abmelden",
  profile: "Zu Mein Profil",
  messages: "Ihre Mitteilungen",
  none: "Sie haben keine Mitteilungen.",
  noneYet: "Neue Mitteilungen der Behörden erscheinen hier.",
  one: "1 ungelesene Mitteilung",
  many: "# ungelesene Mitteilungen",
  unread: "# ungelesen",
  slow: "Das Laden dauert lange.",
  offline: "Keine Internetverbindung.",
  down: "Mein Profil ist gerade nicht erreichbar.",
  stale: "Nicht aktuell",
  ended: "Sie sind abgemeldet.",
  seen: "Was Sie hier sehen, ist von #.",
  retry: "Noch einmal versuchen",
};

const en: Texts = {
  header: "My Profile",
  login: "Log in",
  logout: "Log out",
  profile: "Go to My Profile",
  messages: "Your messages",
  none: "You have no messages.",
  noneYet: "New messages from public services will appear here.",
  one: "1 unread message",
  many: "# unread messages",
  unread: "# unread",
  slow: "Loading takes a while.",
  offline: "No internet connection.",
  down: "My Profile cannot be reached now.",
  stale: "Not up to date",
  ended: "You are logged out.",
  seen: "What you see here is from #.",
  retry: "Try again",
};

const known: Record<string, Texts> = { nl, fr, de, en };

/** Give the language of the page when we speak it, else English: `nl-BE` is `nl`. */
export function languageOf(page: Document): string {
  const language = page.documentElement.lang.slice(0, 2).toLowerCase();
  return language in known ? language : "en";
}

export function textsIn(language: string): Texts {
  return known[language] ?? en;
}
