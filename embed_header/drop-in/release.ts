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
  #again = 0;
  #trusted: Policy | undefined;

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

  /** A page remembers for good that a module could not be had (HTML, module map): asked again it has another address. */
  #address(): string {
    return this.script.src + (this.#again++ ? `?again=${this.#again}` : "");
  }

  /** Give addresses as the page wants them; none where its policy lets nobody make one (`trusted-types`). */
  #policy(): Policy | undefined {
    const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
    const createScriptURL = (address: string) => {
      if (address.split("?")[0] === this.script.src) return address;
      throw new TypeError(address);
    };
    try {
      return trustedTypes ? trustedTypes.createPolicy("citizen-profile-drop-in", { createScriptURL }) : { createScriptURL };
    } catch {
      return undefined;
    }
  }

  async #load(): Promise<boolean> {
    const { integrity } = this.script;
    this.#trusted ??= this.#policy();
    const src = this.#trusted?.createScriptURL(this.#address());
    if (!src) return false;
    const script = document.createElement("script");
    const ended = new Promise((done) => (script.onload = script.onerror = done));
    document.head.append(Object.assign(script, { type: "module", crossOrigin: "anonymous", integrity, src }));
    await ended;
    return Boolean(customElements.get(this.tag));
  }
}

