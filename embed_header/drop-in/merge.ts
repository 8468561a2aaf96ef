/** Lay a translation over a configuration, as the Flemish header does: by name, and lists by place. */
import type { I18n, Language } from "@govflanders/vl-widget-global-header-types";

interface Translated {
  i18n?: I18n;
}

type Fields = Readonly<Record<string, unknown>>;

/** Give a part of a configuration in one language; what is not translated is in its default, else Dutch. */
export function inLanguage<T extends Translated>(part: T, language: Language): T {
  const translations = (part.i18n?.translations ?? {}) as Partial<Record<Language, unknown>>;
  const layers: Language[] = ["nl", part.i18n?.default ?? "nl", language];
  return layers.reduce((below, one) => laid(below, translations[one]) as T, part);
}

function laid(below: unknown, above: unknown): unknown {
  if (above === undefined || above === null) return below;
  if (Array.isArray(below) && Array.isArray(above)) {
    return Array.from({ length: Math.max(below.length, above.length) }, (_, at) => laid(below[at], above[at]));
  }
  if (!isFields(below) || !isFields(above)) return above;
  const names = Object.keys(above).map((name) => [name, laid(below[name], above[name])]);
  return { ...below, ...Object.fromEntries(names) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
