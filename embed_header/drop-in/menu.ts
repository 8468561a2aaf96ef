/** The links of the access menu: those of the site, and under the application's name those of the application. */
import type { ApplicationMenuLink, MainLink } from "@govflanders/vl-widget-global-header-types";
import { el } from "../src/dom.js";
import { addressOf } from "./address.js";
import { linkOf } from "./link.js";
import type { Settings } from "./settings.js";
import { words } from "./words.js";

/** Make what goes into the slot `links`. */
export function menusOf(settings: Settings): HTMLElement[] {
  const { mainLinks, menuLinks, application, menu, navigation } = settings.values;
  if (!menu || !navigation) return [];
  const name = settings.in(application) ?? "";
  const known = menuLinks.flatMap((link) => settings.in(link) ?? []);
  const lines = [...(name ? [el("li", {}, el("b", {}, name))] : []), ...known.flatMap(lineOf)];
  const own = mainLinks.flatMap((link) => settings.in(link) ?? []).flatMap(lineOf);
  return [own, lines].filter(({ length }) => length).map((list) => el("ul", { slot: "links" }, ...list));
}

/** Make what is seen only where the header's script cannot be had: the way in, or out. */
export function wayOf(settings: Settings): HTMLElement[] {
  const { profile, menu, navigation } = settings.values;
  const { active, loginUrl = "/login", logoutUrl = "/logout" } = profile;
  const href = addressOf(active ? logoutUrl : loginUrl);
  if (!menu || !navigation || !settings.sessions || !href) return [];
  const { login, logout } = words(settings);
  return [el("a", { href }, active ? logout : login)];
}

function lineOf(link: MainLink | ApplicationMenuLink): HTMLElement[] {
  if (!addressOf(link.href) || !link.label) return [];
  const away = "isExternal" in link && link.isExternal ? [el("span", { "aria-hidden": "true" }, "\u00a0↗")] : [];
  return [el("li", {}, linkOf(link, link.label, ...away))];
}
