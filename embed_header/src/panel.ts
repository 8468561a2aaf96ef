/** What opens under the citizen's name: the latest messages, the blocks, the way out. */
import { el, say } from "./dom.js";
import { ago, capped, clock } from "./format.js";
import type { Entry, Item, Links, Model } from "./model.js";
import type { Texts } from "./texts.js";

export class Panel {
  readonly node: HTMLElement;
  readonly logout = el("a", { part: "logout", class: "link" });
  readonly retry = el("button", { part: "retry", class: "quiet", type: "button" });
  #profile = el("a", { part: "profile", class: "link" });
  #heading = el("h2");
  #word = el("p", { part: "status" });
  #trouble = el("div", { class: "trouble" }, this.#word, this.retry);
  #items = el("ul", { class: "items" });
  #none = el("p", { class: "none" });
  #entries = el("ul", { class: "entries" });
  #drawn = "";

  constructor() {
    const ways = el("div", { class: "ways" }, this.#profile, this.logout);
    this.node = el(
      "div",
      { id: "panel", part: "panel", class: "panel" },
      this.#trouble,
      this.#heading,
      this.#items,
      this.#none,
      this.#entries,
      ways,
    );
  }

  show(model: Model, links: Links, texts: Texts, language: string): void {
    this.node.hidden = !model.open;
    if (!model.open || !model.summary) return;
    say(this.#heading, texts.messages);
    say(this.#profile, texts.profile);
    this.#profile.href = links.profile;
    say(this.logout, texts.logout);
    this.logout.href = links.logout;
    this.#trouble.hidden = !model.trouble;
    const seen = texts.seen.replace("#", clock(model.seenAt, language));
    say(this.#word, model.trouble ? `${texts[model.trouble]} ${seen}` : "");
    say(this.retry, texts.retry);
    say(this.#none, `${texts.none} ${texts.noneYet}`);
    this.#list(model.summary.items, model.summary.entries, links, texts, language);
  }

  /** Draw the lists anew when their content changed, and keep the focus on the same link. */
  #list(items: Item[], entries: Entry[], links: Links, texts: Texts, language: string): void {
    this.#none.hidden = items.length > 0;
    this.#items.hidden = items.length === 0;
    this.#entries.hidden = entries.length === 0;
    const drawn = JSON.stringify([items, entries, language, items.map(({ date }) => ago(new Date(date), language))]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = this.node.querySelector<HTMLAnchorElement>("li a:focus")?.href;
    this.#items.replaceChildren(...items.map((item) => itemLine(item, links, language)));
    this.#entries.replaceChildren(...entries.map((entry) => entryLine(entry, links, texts)));
    if (focused) [...this.node.querySelectorAll("a")].find(({ href }) => href === focused)?.focus();
  }
}

function itemLine({ id, name, sender, date }: Item, links: Links, language: string): HTMLElement {
  const when = el("time", { datetime: date }, ago(new Date(date), language));
  const from = el("small", {}, sender.name, " · ", when);
  return el("li", {}, el("a", { part: "item", href: links.item(id), "data-id": id }, from, el("span", {}, name)));
}

function entryLine({ label, path, count }: Entry, links: Links, texts: Texts): HTMLElement {
  const link = el("a", { part: "entry", href: links.entry(path) }, el("span", {}, label));
  if (count) link.append(" ", el("small", {}, texts.unread.replace("#", capped(count))));
  return el("li", {}, link);
}
