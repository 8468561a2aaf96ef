/** Values in several languages, and the one that the page speaks. */
import type { Language, Translatable } from "@govflanders/vl-widget-global-header-types";

export const LANGUAGES: readonly Language[] = ["nl", "fr", "de", "en"];

/** Give the languages in the order in which we take them: the page's own (`nl-BE` is `nl`), the site's, the others. */
export function preferred(otherwise: Language): Language[] {
  const page = document.documentElement.lang.slice(0, 2).toLowerCase();
  const own = LANGUAGES.filter((language) => language === page);
  return [...new Set([...own, otherwise, ...LANGUAGES])];
}

export function translated<T>(value: Translatable<T>, order: readonly Language[]): T | undefined {
  if (!isTranslated(value)) return value;
  const language = order.find((one) => value[one] !== undefined);
  return language && value[language];
}

export function isTranslated<T>(value: Translatable<T>): value is Partial<Record<Language, T>> {
  const names = typeof value === "object" && value ? Object.keys(value) : [];
  return names.length > 0 && names.every((name) => LANGUAGES.some((language) => language === name));
}
