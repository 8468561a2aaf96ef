/** Colours of a brand as custom properties of the header, as long as what is written in them can be read. */
import type { BrandingConfigColors } from "@govflanders/vl-widget-global-header-types";

/** Our own, for a brand that names none. */
export const OURS: BrandingConfigColors = { primary: "#00595f", functional: "#00595f" };
const WHITE = "#ffffff";
const BLACK = "#000000";
/** WCAG 2.2, success criterion 1.4.3. */
const LEGIBLE = 4.5;

/** Write a colour as `#rrggbb`; nothing where it is none, or lets shine through what is below it. */
export function hexOf(color: string): string | undefined {
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen || !CSS.supports("color", color)) return undefined;
  pen.fillStyle = color;
  return /^#[0-9a-f]{6}$/.test(pen.fillStyle) ? pen.fillStyle : undefined;
}

/**
 * Give the custom properties. Links and buttons stand on white or bear white, so a functional colour that is too light
 * for that is left out. The primary one bears black or white, whichever is read more easily.
 */
export function variablesOf({ primary, functional }: Partial<BrandingConfigColors>): Record<string, string> {
  const variables: Record<string, string> = {};
  const action = functional && hexOf(functional);
  if (action && contrast(action, WHITE) >= LEGIBLE) {
    variables["--cp-color-action"] = variables["--cp-color-link"] = action;
  }
  const ground = primary && hexOf(primary);
  if (ground) {
    variables["--cp-color-primary"] = ground;
    variables["--cp-color-on-primary"] = contrast(ground, WHITE) >= LEGIBLE ? WHITE : BLACK;
  }
  return variables;
}

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
