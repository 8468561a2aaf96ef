/** Whose site it is: the host with its logo, and before it the umbrella that it belongs to. */
import type { BrandingConfigHost, Image } from "@govflanders/vl-widget-global-header-types";
import { el } from "../src/dom.js";
import { linkOf } from "./link.js";
import type { Settings } from "./settings.js";

/** A local government stands for itself: it has no umbrella. */
const LOCAL = 4;

/** Make what goes into the slot `brand`, if there is anything. */
export function brandOf(settings: Settings): HTMLElement[] {
  const { values } = settings;
  const umbrella = values.level < LOCAL ? settings.in(values.umbrella) : undefined;
  const names = [umbrella, settings.in(values.host)].flatMap((one) => nameOf(one ?? {}, values.navigation));
  return names.length ? [el("span", { slot: "brand" }, ...names)] : [];
}

function nameOf({ label, logo, ...link }: Partial<BrandingConfigHost>, navigation: boolean): HTMLElement[] {
  const content = [...(label ? [label] : []), ...(logo ? imageOf(logo, label) : [])];
  return content.length ? [linkOf(navigation ? link : {}, ...content)] : [];
}

/** Make a logo; what already stands beside it is not said twice. */
function imageOf({ src, srcSet, alt }: Image, beside: string | undefined): HTMLElement[] {
  if (!src && !srcSet?.length) return [];
  const image = el("img", { alt: alt === beside ? "" : (alt ?? "") });
  if (srcSet?.length) image.srcset = srcSet.join(", ");
  if (src) image.src = src;
  return [image];
}
