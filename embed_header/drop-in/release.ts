/** Bring the element's release into the page, once: its style sheet, and its script through a policy that knows no other. */
import type { Pinned, Started } from "./started.js";

interface Policy {
  createScriptURL(address: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

export class Release {
  #loading: Promise<boolean> | undefined;

  constructor(
    private readonly started: Started,
    private readonly tag: string,
  ) {}

  /** Tell whether the element is there; where its script could not be had, the next call tries again. */
  async load(): Promise<boolean> {
    if (customElements.get(this.tag)) return true;
    this.#loading ??= this.#load();
    const loaded = await this.#loading;
    if (!loaded) this.#loading = undefined;
    return loaded;
  }

  async #load(): Promise<boolean> {
    const { script, style } = this.started;
    if (!document.querySelector(`link[href="${CSS.escape(style.src)}"]`)) {
      document.head.append(pinned(document.createElement("link"), style, { rel: "stylesheet", href: style.src }));
    }
    const src = trusted(script.src);
    if (!src) return false;
    const module = pinned(document.createElement("script"), script, { type: "module", src });
    const ended = new Promise((done) => (module.onload = module.onerror = done));
    document.head.append(module);
    await ended;
    return Boolean(customElements.get(this.tag));
  }
}

function pinned<T extends HTMLElement>(element: T, { integrity }: Pinned, more: Record<string, string>): T {
  return Object.assign(element, { integrity, crossOrigin: "anonymous", ...more });
}

/** Give the address as the page wants it; none where its policy lets nobody make one (`trusted-types`). */
function trusted(src: string): string | undefined {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const createScriptURL = (address: string) => {
    if (address === src) return address;
    throw new TypeError(address);
  };
  try {
    return trustedTypes ? trustedTypes.createPolicy("citizen-profile-drop-in", { createScriptURL }).createScriptURL(src) : src;
  } catch {
    return undefined;
  }
}
