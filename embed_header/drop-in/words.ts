/** Our own few words; all others are the site's, or the header's. */
import type { Language } from "@govflanders/vl-widget-global-header-types";
import type { Settings } from "./settings.js";

interface Words {
  help: string;
  login: string;
  logout: string;
}

const WORDS: Record<Language, Words> = {
  nl: { help: "Hulp nodig?", login: "Aanmelden", logout: "Afmelden" },
  fr: { help: "Besoin d’aide ?", login: "Se connecter", logout: "Se déconnecter" },
  de: { help: "Hilfe nötig?", login: "Anmelden", logout: "Abmelden" },
  en: { help: "Need help?", login: "Log in", logout: "Log out" },
};

export function words(settings: Settings): Words {
  return settings.in(WORDS)!;
}
