/** What is always on the page: whose site it is (or what this is), and who is logged in. */
import { el, icon, say } from "./dom.js";
import { capped, unread } from "./format.js";
import type { Links, Model } from "./model.js";
import type { Texts } from "./texts.js";

const BELL = "M6 9a6 6 0 0 1 12 0c0 6 2 7 2 7H4s2-1 2-7M10 20a2 2 0 0 0 4 0";
const CARET = "m6 9 6 6 6-6";

export class Bar {
  readonly brand = el("a", { part: "brand", class: "brand" });
  readonly login = el("a", { part: "login", class: "button" });
  readonly retry = el("button", { part: "retry", class: "quiet", type: "button" });
  readonly toggle = el("button", {
    part: "toggle",
    class: "toggle",
    type: "button",
    "aria-expanded": "false",
    "aria-controls": "panel",
  });
  readonly node: HTMLElement;
  #state = el("div", { class: "state" });
  #waiting = el("span", { class: "waiting" });
  #word = el("span", { part: "status", class: "word" });
  #profile = el("a", { part: "profile", class: "link" });
  #name = el("b");
  #role = el("small");
  #badge = el("span", { part: "badge", class: "badge", "aria-hidden": "true" });
  #unread = el("span", { class: "unseen" });

  constructor() {
    const bell = el("span", { class: "bell" }, icon(BELL), this.#badge);
    const who = el("span", { class: "who" }, this.#name, this.#role);
    this.toggle.append(bell, who, this.#unread, icon(CARET));
    this.node = el("div", { part: "bar", class: "bar" }, this.brand, this.#state);
  }

  show(model: Model, links: Links, texts: Texts): void {
    this.brand.href = links.organisation ? links.home : links.profile;
    say(this.brand, links.organisation || texts.header);
    this.login.href = links.login;
    say(this.login, texts.login);
    say(this.retry, texts.retry);
    this.#profile.href = links.profile;
    say(this.#profile, texts.profile);
    this.#showCitizen(model, texts);
    this.#place(this.#partsFor(model, texts));
  }

  #showCitizen({ summary, unreadCount, open, trouble }: Model, texts: Texts): void {
    if (!summary) return;
    say(this.#name, summary.name);
    say(this.#role, trouble ? texts.stale : summary.role.name);
    this.#role.classList.toggle("attention", Boolean(trouble));
    say(this.#badge, capped(unreadCount));
    this.#badge.hidden = unreadCount === 0;
    say(this.#unread, unreadCount ? `, ${unread(unreadCount, texts)}` : "");
    this.toggle.setAttribute("aria-expanded", String(open));
  }

  #partsFor({ phase, trouble }: Model, texts: Texts): HTMLElement[] {
    if (phase === "in") return [this.toggle];
    say(this.#word, phase === "ended" ? texts.ended : trouble ? texts[trouble] : "");
    if (phase === "ended") return [this.#word, this.login];
    if (phase === "out") return [this.login];
    if (trouble === "slow") return [this.#word, this.#profile, this.login];
    return trouble ? [this.#word, this.retry, this.login] : [this.#waiting];
  }

  /** Leave what already stands there alone: it may have the focus. */
  #place(parts: HTMLElement[]): void {
    const standing = [...this.#state.children];
    if (parts.length !== standing.length || parts.some((part, at) => part !== standing[at])) {
      this.#state.replaceChildren(...parts);
    }
  }
}
