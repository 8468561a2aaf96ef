/** The drop-in for the Flemish global header: same path, same object; a client of our element's public surface. */
import { Client } from "./client.js";
import { linkerOf } from "./linker.js";
import type { Started } from "./started.js";

/** Called by the script itself, once for each time that a page includes it; the first one makes the client. */
export function start(started: Started): void {
  window.globalHeaderClient ??= new Client(started);
  window.globalHeaderLinker = linkerOf(window.globalHeaderClient, window.globalHeaderLinker?.queue ?? []);
  if (started.embed) void window.globalHeaderClient.mount(placeAfter(document.currentScript));
}

/** Make room right after the script; a script in the head names no place. */
function placeAfter(script: HTMLOrSVGScriptElement | null): HTMLElement | undefined {
  if (!script || !document.body?.contains(script)) return undefined;
  const place = document.createElement("div");
  script.after(place);
  return place;
}
