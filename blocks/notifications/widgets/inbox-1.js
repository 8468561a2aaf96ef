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
    const lines = items.map((item) => el("li", {}, link(item, language)));
    const drawn = lines[0] ? el("ul", { class: "items" }, ...lines) : el("p", {}, count ? "" : NONE[language]);
    if (drawn.isEqualNode(this.firstChild)) return;
    const { href } = this.querySelector(":focus") ?? {};
    this.replaceChildren(drawn);
    for (const a of this.querySelectorAll("a")) if (a.href === href) a.focus();
  }
}

function link({ id, name, sender, date, href }, language) {
  const time = el("time", { datetime: date }, ago(new Date(date), language));
  return el("a", { part: "item", href, "data-id": id }, el("small", {}, sender.name, " · ", time), el("span", {}, name));
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
  const minutes = (now - date) / 6e4;
  const days = Math.round((midnight(now) - midnight(date)) / 864e5);
  const say = (many, unit) => new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.floor(many), unit);
  if (minutes < 1) return say(0, "second");
  if (minutes < 60) return say(minutes, "minute");
  if (days < 1) return say(minutes / 60, "hour");
  return days < 15 ? say(days, "day") : date.toLocaleDateString(language, { dateStyle: "long" });
}

const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);

if (!customElements.get(TAG)) customElements.define(TAG, Inbox);
