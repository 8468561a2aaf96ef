/** The bar on top of the header: its text, and how serious it is. */
import { el } from "../src/dom.js";
import type { Settings } from "./settings.js";
import { textOf } from "./text.js";

const KINDS = ["success", "warning", "error"];

export function alertOf(settings: Settings): HTMLElement[] {
  const { enabled, message = "", modifier = "" } = settings.in(settings.values.alert) ?? {};
  const text = textOf(message);
  if (!enabled || !text) return [];
  return [el("p", { slot: "alert", "data-kind": KINDS.includes(modifier) ? modifier : "info" }, text)];
}
