/** Numbers and dates as a person says them. */
import type { Model } from "./model.js";
import type { Texts } from "./texts.js";

const CAP = 99;

export function clock(date: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(date);
}

/** The server counts to 100, which stands for "more than 99". */
export function capped(count: number): string {
  return count > CAP ? `${CAP}+` : String(count);
}

export function unread(count: number, texts: Texts): string {
  return count === 1 ? texts.one : texts.many.replace("#", capped(count));
}

/** Say what is amiss, or nothing. */
export function amiss({ phase, trouble }: Model, texts: Texts): string {
  return phase === "ended" ? texts.ended : trouble ? texts[trouble] : "";
}
