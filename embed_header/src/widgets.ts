/** What blocks draw in the panel: modules of their own, loaded when it opens, each pinned by the page. */
import { urlSafe } from "./dpop.js";
import { OURS } from "./links.js";

const FOLDER = `${OURS}/header/widgets/`;
const PATIENCE = 300;

interface Types {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): Types;
  createScriptURL(address: string): string;
}

const asked = new Map<string, Promise<unknown>>();
let failed = 0;
let policy: Types | undefined;

export function tagOf(block: string): string {
  return `citizen-profile-${block.replaceAll("_", "-")}`;
}

/** Read `block integrity block integrity ...`: what the page lets run in it, and nothing else. */
export function pinsOf(header: HTMLElement): Map<string, string> {
  const words = header.getAttribute("widgets")?.match(/\S+/g) ?? [];
  return new Map(words.flatMap((word, at) => (at % 2 ? [[words[at - 1]!, word] as const] : [])));
}

/** Load those of these blocks that are pinned; `late` hears of what a citizen would have noticed waiting for. */
export async function load(blocks: string[], pins: Map<string, string>, late: () => void): Promise<void> {
  const loading = Promise.all(blocks.map((block) => pins.has(block) && module(block, pins.get(block)!))).then(late);
  await Promise.race([loading, new Promise((waited) => setTimeout(waited, PATIENCE))]);
}

/** Name the elements that pinned modules have defined by now. */
export function drawable(pins: Map<string, string>): string[] {
  return [...pins.keys()].map(tagOf).filter((tag) => customElements.get(tag));
}

/**
 * Ask for a module once; one that cannot be had is as good as none, and asked for again at the next opening: under
 * another address, for a page remembers that a module could not be had (HTML, module map).
 */
function module(block: string, integrity: string): Promise<unknown> {
  const digest = urlSafe(integrity.slice(integrity.indexOf("-") + 1));
  const address = `${FOLDER}${encodeURIComponent(block)}/${digest}.js`;
  const loading = () => injected(failed ? `${address}?again=${failed}` : address, integrity);
  if (!asked.has(address)) asked.set(address, loading().catch(() => asked.delete(address) && failed++));
  return asked.get(address)!;
}

function injected(address: string, integrity: string): Promise<unknown> {
  return new Promise((onload, onerror) => {
    const script = document.createElement("script");
    const src = trusted(address);
    Object.assign(script, { type: "module", crossOrigin: "anonymous", integrity, onload, onerror, src });
    document.head.append(script);
  });
}

/** Our one Trusted Types policy: it lets through addresses of widgets, and no other. */
function trusted(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Types };
  policy ??= trustedTypes?.createPolicy("citizen-profile", {
    createScriptURL(wanted) {
      if (wanted.startsWith(FOLDER) && new URL(wanted).href === wanted) return wanted;
      throw new TypeError(wanted);
    },
  });
  return policy ? policy.createScriptURL(address) : address;
}
