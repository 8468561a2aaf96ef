/** Bring the element's script into the page, once, through a Trusted Types policy that knows no other. */
import type { Pinned } from "./started.js";

interface Policy {
  createScriptURL(address: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

export class Release {
  #loading: Promise<boolean> | undefined;

  constructor(
    private readonly script: Pinned,
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
    const { integrity } = this.script;
    const src = trusted(this.script.src);
    if (!src) return false;
    const script = document.createElement("script");
    const ended = new Promise((done) => (script.onload = script.onerror = done));
    document.head.append(Object.assign(script, { type: "module", crossOrigin: "anonymous", integrity, src }));
    await ended;
    return Boolean(customElements.get(this.tag));
  }
}

/** Give the address as the page wants it; none where its policy lets nobody make one (`trusted-types`). */
function trusted(src: string): string | undefined {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const createScriptURL = (address: string) => {
    if (address === src) return address;
    throw new TypeError(address);
  };
  if (!trustedTypes) return src;
  try {
    return trustedTypes.createPolicy("citizen-profile-drop-in", { createScriptURL }).createScriptURL(src);
  } catch {
    return undefined;
  }
}
