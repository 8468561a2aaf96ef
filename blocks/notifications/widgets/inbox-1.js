/** The inbox in the header's panel: who sent what kind of notification, and when. */
const TAG = "citizen-profile-notifications";
const NONE = {
  nl: "U hebt geen berichten. Nieuwe berichten van de overheid verschijnen hier.",
  fr: "Vous n’avez pas de messages. Les nouveaux messages des services publics apparaissent ici.",
  de: "Sie haben keine Mitteilungen. Neue Mitteilungen der Behörden erscheinen hier.",
  en: "You have no messages. New messages from public services will appear here.",
};

class Inbox extends HTMLElement {
  /** Draw what is new; the focus stays on its link. */
  set data({ language, count, items }) {
    const none = el("p", { class: "none" }, count ? "" : NONE[language]);
    const list = el("ul", { class: "items" }, ...items.map((item) => line(item, language)));
    const drawn = items.length ? list : none;
    if (drawn.isEqualNode(this.firstChild)) return;
    const { href } = this.querySelector(":focus") ?? {};
    this.replaceChildren(drawn);
    for (const a of this.querySelectorAll("a")) if (a.href === href) a.focus();
  }
}

function line({ id, name, sender, date, href }, language) {
  const from = el("small", {}, sender.name, " · ", el("time", { datetime: date }, ago(date, language)));
  return el("li", {}, el("a", { part: "item", href, "data-id": id }, from, el("span", {}, name)));
}

function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
}

/** After two weeks the date itself. */
function ago(date, language) {
  const now = new Date();
  const minutes = Math.max(0, now - new Date(date)) / 6e4;
  const days = Math.round((midnight(now) - midnight(date)) / 864e5);
  if (days > 14) return new Date(date).toLocaleDateString(language, { dateStyle: "long" });
  const said = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (minutes < 1) return said.format(0, "second");
  if (minutes < 60) return said.format(-Math.floor(minutes), "minute");
  return days < 1 ? said.format(-Math.floor(minutes / 60), "hour") : said.format(-days, "day");
}

function midnight(date) {
  return new Date(date).setHours(0, 0, 0, 0);
}

if (!customElements.get(TAG)) customElements.define(TAG, Inbox);
