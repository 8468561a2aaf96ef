/** What is always on the page: whose site it is (or what this is), and who is logged in. */
import { el, icon, say } from "./dom.js";
import { amiss, capped, unread } from "./format.js";
import type { Links, Model } from "./model.js";
import type { Texts } from "./texts.js";

const BELL = "M6 9a6 6 0 0 1 12 0c0 6 2 7 2 7H4s2-1 2-7M10 20a2 2 0 0 0 4 0";
const CARET = "m6 9 6 6 6-6";

export type Bar = ReturnType<typeof makeBar>;

export function makeBar() {
  const brand = el("a", { part: "brand", class: "brand" });
  const login = el("a", { part: "login", class: "button" });
  const retry = el("button", { part: "retry", class: "quiet", type: "button" });
  const state = el("div", { class: "state" });
  const waiting = el("span", { class: "waiting" });
  const word = el("span", { part: "status", class: "word" });
  const profile = el("a", { part: "profile", class: "link" });
  const name = el("b");
  const role = el("small");
  const badge = el("span", { part: "badge", class: "badge", "aria-hidden": "true" });
  const count = el("span", { class: "unseen" });
  const toggle = el(
    "button",
    { part: "toggle", class: "toggle", type: "button", "aria-expanded": "false", "aria-controls": "panel" },
    el("span", { class: "bell" }, icon(BELL), badge),
    el("span", { class: "who" }, name, role),
    count,
    icon(CARET),
  );
  const node = el("div", { part: "bar", class: "bar" }, el("slot", { name: "brand" }, brand), state);
  /** What the site adds: its main links, help, other languages. */
  const more = el("div", { class: "more" }, ...["links", "contact", "languages"].map((name) => el("slot", { name })));

  function show(model: Model, links: Links, texts: Texts): void {
    brand.href = links.organisation ? links.home : links.profile;
    say(brand, links.organisation || texts.header);
    login.href = links.login;
    say(login, texts.login);
    say(retry, texts.retry);
    profile.href = links.profile;
    say(profile, texts.profile);
    showCitizen(model, texts);
    place(partsFor(model, texts));
  }

  function showCitizen({ summary, unreadCount, open, trouble }: Model, texts: Texts): void {
    if (!summary) return;
    say(name, summary.name);
    say(role, trouble ? texts.stale : summary.role.name);
    role.classList.toggle("attention", Boolean(trouble));
    say(badge, capped(unreadCount));
    badge.hidden = unreadCount === 0;
    say(count, unreadCount ? `, ${unread(unreadCount, texts)}` : "");
    toggle.setAttribute("aria-expanded", String(open));
  }

  function partsFor(model: Model, texts: Texts): HTMLElement[] {
    const { phase, trouble } = model;
    if (phase === "in") return [toggle];
    if (phase === "links") return [profile];
    say(word, amiss(model, texts));
    if (phase === "ended") return [word, login];
    if (phase === "out") return [login];
    if (trouble === "slow") return [word, profile, login];
    return trouble ? [word, retry, login] : [waiting];
  }

  /** Leave what already stands there alone: it may have the focus. */
  function place(parts: HTMLElement[]): void {
    const standing = [...state.children];
    if (parts.length !== standing.length || parts.some((part, at) => part !== standing[at])) {
      state.replaceChildren(...parts);
    }
  }

  return { node, more, login, retry, toggle, show };
}
