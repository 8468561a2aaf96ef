/** Numbers and dates as a person says them. */
import type { Texts } from "./texts.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CAP = 99;

/** Say when: "2 days ago", and after two weeks the date itself. A clock that runs behind says "now". */
export function ago(date: Date, language: string, now = new Date()): string {
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const elapsed = Math.max(0, now.getTime() - date.getTime());
  const days = Math.round((midnight(now) - midnight(date)) / DAY);
  if (elapsed < MINUTE) return words.format(0, "second");
  if (elapsed < HOUR) return words.format(-Math.floor(elapsed / MINUTE), "minute");
  if (days < 1) return words.format(-Math.floor(elapsed / HOUR), "hour");
  if (days < 15) return words.format(-days, "day");
  return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(date);
}

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

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
