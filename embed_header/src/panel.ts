/** What opens under the citizen's name: the blocks, the roles, the way out. */
import { el, say } from "./dom.js";
import { capped, clock } from "./format.js";
import type { Choice, Entry, Links, Model, Summary } from "./model.js";
import type { Texts } from "./texts.js";
import { tagOf } from "./widgets.js";

interface Widget extends HTMLElement {
  data: unknown;
}

export type Panel = ReturnType<typeof makePanel>;

export function makePanel() {
  const logout = el("a", { part: "logout", class: "link" });
  const retry = el("button", { part: "retry", class: "quiet", type: "button" });
  const profile = el("a", { part: "profile", class: "link" });
  const word = el("p", { part: "status" });
  const trouble = el("div", { class: "trouble" }, word, retry);
  /** Whole, however narrow the bar is. */
  const who = el("p");
  const entries = el("ul");
  const roles = el("ul", { class: "roles" });
  const ways = el("div", { class: "ways" }, profile, logout);
  const node = el("div", { id: "panel", part: "panel", class: "panel" }, who, entries, roles, ways, trouble);
  let drawn = "";

  function show(model: Model, links: Links, texts: Texts, language: string, choices: Choice[], tags: string[]): void {
    node.hidden = !model.open;
    if (!model.open || !model.summary) return;
    say(who, `${model.summary.name}, ${model.summary.role.name}`);
    say(profile, texts.profile);
    profile.href = links.profile;
    say(logout, texts.logout);
    logout.href = links.logout;
    trouble.hidden = !model.trouble;
    const seen = texts.seen.replace("#", clock(model.seenAt, language));
    say(word, model.trouble ? `${texts[model.trouble]} ${seen}` : "");
    say(retry, texts.retry);
    list(model.summary, links, texts, choices, tags);
    feed(model.summary, links, language);
  }

  /** Draw the lines anew when they changed, and keep the focus on the same link; widgets stay what they are. */
  function list(summary: Summary, links: Links, texts: Texts, choices: Choice[], tags: string[]): void {
    const now = JSON.stringify([summary.entries, tags, links, texts.unread, choices]);
    if (now === drawn) return;
    drawn = now;
    const focused = node.querySelector<HTMLAnchorElement>("a:focus");
    const standing = new Map(widgets().map((one) => [one.localName, one]));
    entries.replaceChildren(
      ...summary.entries.map((entry) => {
        const tag = tagOf(entry.block);
        const widget = tags.includes(tag) ? [standing.get(tag) ?? el(tag as "div", { "data-block": entry.block })] : [];
        return el("li", {}, entryLink(entry, links, texts), ...widget);
      }),
    );
    roles.replaceChildren(
      ...choices.map((one) => roleLine(texts.as.replace("#", () => one.name), one.href, one.hint)),
      ...(links.roles && !choices.length ? [roleLine(texts.roles, links.roles, "")] : []),
    );
    if (focused) [...node.querySelectorAll("a")].find(({ href }) => href === focused.href)?.focus();
  }

  /** Give each widget what there is to show of its block. */
  function feed(summary: Summary, links: Links, language: string): void {
    for (const widget of widgets()) {
      const { label, count, path, block } = summary.entries.find(({ block }) => block === widget.dataset["block"])!;
      const items = summary.items
        .filter((item) => item.block === block)
        .map((item) => ({ ...item, href: links.item(item.id) }));
      widget.data = { language, label, count, href: links.entry(path), items };
    }
  }

  function widgets(): Widget[] {
    return [...entries.querySelectorAll<Widget>("[data-block]")];
  }

  return { node, logout, retry, show };
}

function entryLink({ label, path, count }: Entry, links: Links, texts: Texts): HTMLElement {
  const link = el("a", { part: "entry", href: links.entry(path) }, el("span", {}, label));
  if (count) link.append(" ", el("small", {}, texts.unread.replace("#", capped(count))));
  return link;
}

function roleLine(name: string, href: string, hint: string): HTMLElement {
  return el("li", {}, el("a", { part: "role", href, "data-hint": hint }, name));
}
