/** One link as the page describes it. */
import { el } from "../src/dom.js";
import { addressOf } from "./address.js";

interface Described {
  href?: string | null | undefined;
  target?: string | null | undefined;
}

/** Make a link; only its content where it may lead nowhere. */
export function linkOf({ href, target }: Described, ...content: (Node | string)[]): HTMLElement {
  const address = addressOf(href);
  if (!address) return el("span", {}, ...content);
  const link = el("a", { href: address }, ...content);
  if (target) link.target = target;
  if (target === "_blank") link.rel = "noopener";
  return link;
}
