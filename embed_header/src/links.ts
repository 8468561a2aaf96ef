/** Where the header's links lead: the site's own addresses, and the gateway's. */
import type { Links } from "./model.js";

const OURS = new URL(import.meta.url).origin;

/** Give the gateway's origin: the attribute, else where this module came from. */
export function gatewayOf(header: HTMLElement): string {
  return new URL(header.getAttribute("api") || OURS, document.baseURI).origin;
}

/** Resolve one of the site's addresses; only http and https count, so `javascript:` is as good as none. */
export function siteAddress(header: HTMLElement, attribute: string, otherwise: string): string {
  const address = URL.parse(header.getAttribute(attribute) || otherwise, document.baseURI);
  return address?.protocol.startsWith("http") ? address.href : new URL(otherwise, document.baseURI).href;
}

export function linksOf(header: HTMLElement): Links {
  const gateway = gatewayOf(header);
  const profile = `${gateway}/me`;
  return {
    organisation: header.getAttribute("organisation") ?? "",
    home: siteAddress(header, "home-url", "/"),
    login: siteAddress(header, "login-url", "/login"),
    logout: siteAddress(header, "logout-url", "/logout"),
    profile,
    item: (id) => `${profile}/item/${encodeURIComponent(id)}`,
    entry: (path) => {
      const address = URL.parse(path, gateway);
      return address?.origin === gateway ? address.href : profile;
    },
  };
}
