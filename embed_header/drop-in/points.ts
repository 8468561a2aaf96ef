/** Service points: where a citizen finds help. Only those with an address or a text of their own can be shown. */
import type {
  Channel,
  ContactOption,
  EnrichedServicePoint,
  EnrichedServicePoints,
  ServicePoint,
  ServicePoints,
} from "@govflanders/vl-widget-global-header-types";
import { addressOf } from "./address.js";
import { textOf } from "./text.js";

type Link = Extract<EnrichedServicePoint, { type: "link" }>;

/** What is left of a channel once it can be drawn. */
export interface Way {
  name: string;
  href: string | undefined;
  text: string;
}

/** Leave out what only the Flemish contact service knows: a reference to a group without its channels. */
export function enriched(points: ServicePoints): EnrichedServicePoints {
  const known = (some: ServicePoint[] | null | undefined) => (some ?? []).filter(isKnown);
  return { ...points, contextual: known(points.contextual), defaults: known(points.defaults) };
}

export function isLink(point: ServicePoint): point is Link {
  return point.type === "link";
}

/** Give the ways in which an option can be used: its channels, then its social media. */
export function waysOf({ channels = [], social }: ContactOption): Way[] {
  const media = social?.media ?? [];
  return [
    ...channels.map((one) => ({ name: one.name ?? "", href: channelAddress(one), text: textOf(one.information ?? "") })),
    ...media.map(({ text, icon, url }) => ({ name: text || icon || "", href: addressOf(url), text: "" })),
  ].filter(({ name, href, text }) => (name && href) || text);
}

function isKnown(point: ServicePoint): point is EnrichedServicePoint {
  if (!point) return false; // a gap in a list that is translated by place
  if (isLink(point)) return Boolean(addressOf(point.href));
  return ("channels" in point || "social" in point) && waysOf(point as ContactOption).length > 0;
}

/** Resolve an address, also one that is only a number to call or a mailbox. */
function channelAddress({ url = "" }: Channel): string | undefined {
  const bare = url.trim();
  if (/^\+?\d[\d ./()-]*$/.test(bare)) return `tel:${bare.replace(/[^+\d]/g, "")}`;
  return addressOf(/^[^\s:/@]+@[^\s:/@]+$/.test(bare) ? `mailto:${bare}` : bare);
}
