/** Lay a translation over a configuration, as the Flemish header does: by name, and lists by place. */
import type { I18n, Language } from "@govflanders/vl-widget-global-header-types";
import { isFields } from "./readable.js";

interface Translated {
  i18n?: I18n;
}

/** Give a part of a configuration in one language; what is not translated is in its default, else Dutch. */
export function inLanguage<T extends Translated>(part: T, language: Language): T {
  const translations = (part.i18n?.translations ?? {}) as Partial<Record<Language, unknown>>;
  const layers: Language[] = ["nl", part.i18n?.default ?? "nl", language];
  return layers.reduce((below, one) => laid(below, translations[one]) as T, part);
}

/** What is of another kind than what it translates is left out. */
function laid(below: unknown, above: unknown): unknown {
  if (above === undefined || above === null) return below;
  if (below === undefined || below === null) return above;
  if (Array.isArray(below)) return laidByPlace(below, above);
  if (!isFields(below)) return typeof above === typeof below ? above : below;
  if (!isFields(above)) return below;
  const names = Object.keys(above).map((name) => [name, laid(below[name], above[name])]);
  return { ...below, ...Object.fromEntries(names) };
}

/** Lay a list over a list, or an object whose names are places: the package's translations have no lists. */
function laidByPlace(below: unknown[], above: unknown): unknown[] {
  if (isFields(above)) return below.map((part, at) => laid(part, above[at]));
  if (!Array.isArray(above)) return below;
  return Array.from({ length: Math.max(below.length, above.length) }, (_, at) => laid(below[at], above[at]));
}
