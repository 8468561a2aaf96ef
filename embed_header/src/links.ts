/** Where the header's links lead: the site's own addresses, and the gateway's. */
import type { Links } from "./model.js";
import type { Profile } from "./profile.js";

/** Where this module came from. */
export const OURS = new URL(import.meta.url).origin;

/** Give the gateway's origin: the attribute, else where this module came from. */
export function gatewayOf(header: HTMLElement): string {
  return URL.parse(header.getAttribute("api") || OURS, document.baseURI)?.origin ?? OURS;
}

/** Resolve one of the site's addresses; only http and https count, so `javascript:` is as good as none. */
export function siteAddress(given: string | null | undefined, otherwise: string): string {
  const address = URL.parse(given || otherwise, document.baseURI);
  return address?.protocol.startsWith("http") ? address.href : new URL(otherwise, document.baseURI).href;
}

/** Resolve all of them; what the site told with a profile goes before its attributes. */
export function linksOf(header: HTMLElement, told: Profile): Links {
  const gateway = gatewayOf(header);
  const profile = `${gateway}/me`;
  const roles = told.switchCapacityUrl || header.getAttribute("switch-capacity-url");
  return {
    organisation: header.getAttribute("organisation") ?? "",
    home: siteAddress(header.getAttribute("home-url"), "/"),
    login: siteAddress(told.loginUrl || header.getAttribute("login-url"), "/login"),
    logout: siteAddress(told.logoutUrl || header.getAttribute("logout-url"), "/logout"),
    roles: roles ? siteAddress(roles, "/") : "",
    profile,
    item: (id) => `${profile}/item/${encodeURIComponent(id)}`,
    entry: (path) => {
      const address = URL.parse(path, gateway);
      return address?.origin === gateway ? address.href : profile;
    },
  };
}
