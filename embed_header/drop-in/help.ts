/** The contact panel: a disclosure of the browser's own, so that it opens without any script. */
import type {
  ContactOption,
  EnrichedServicePoint,
  EnrichedServicePoints,
} from "@govflanders/vl-widget-global-header-types";
import { el } from "../src/dom.js";
import { linkOf } from "./link.js";
import { type Way, isLink, waysOf } from "./points.js";

/** Make what goes into the slot `contact`, if there is anything. */
export function helpOf(points: EnrichedServicePoints, name: string, open: boolean): HTMLElement[] {
  const { contextual, defaults, groupLabel, displayMode } = points;
  const group = displayMode === "grouped" && groupLabel && contextual.length ? [headingOf(groupLabel)] : [];
  const lines = [...group, ...contextual.map(lineOf), ...defaults.map(lineOf)];
  if (!lines.length) return [];
  const panel = el("details", { slot: "contact" }, el("summary", {}, name), el("ul", {}, ...lines));
  panel.open = open;
  return [panel];
}

function headingOf(label: string): HTMLElement {
  return el("li", {}, el("b", {}, label));
}

function lineOf(point: EnrichedServicePoint): HTMLElement {
  if (isLink(point)) return el("li", {}, linkOf(point, point.label || point.name || point.href));
  const { label, name } = point as ContactOption;
  const line = headingOf(label || name || "");
  line.append(el("ul", {}, ...waysOf(point as ContactOption).map(wayOf)));
  return line;
}

function wayOf({ name, href, text }: Way): HTMLElement {
  const line = el("li", {}, linkOf({ href }, name));
  if (text) line.append(el("span", {}, text));
  return line;
}
