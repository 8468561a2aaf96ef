/** The header token: asked of the site's own server, bound to this page's key, held in memory only. */
import type { Key } from "./dpop.js";
import { SignedOut, answered } from "./refusals.js";
import { inTime } from "./time.js";

const RENEW_BEFORE_END = 30_000;

interface Grant {
  access_token: string;
  expires_in: number;
}

export class HeaderToken {
  #value: string | undefined;
  #until = 0;
  #asking: Promise<string> | undefined;

  /** `address` is the site's, which relays the proof to the `tokenEndpoint` that it is for. */
  constructor(
    private readonly address: string,
    private readonly tokenEndpoint: string,
    private readonly key: Key,
  ) {}

  /** Give a token that lives for 30 s more; throw SignedOut where the site knows no citizen. */
  async current(): Promise<string> {
    if (this.#value && performance.now() < this.#until) return this.#value;
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  drop(): void {
    this.#value = undefined;
  }

  async #ask(): Promise<string> {
    const asked = performance.now();
    const request: RequestInit = { credentials: "same-origin", signal: inTime() };
    const answer = await this.key.post({ address: this.address, htu: this.tokenEndpoint, request });
    if (answer.status === 401) throw new SignedOut();
    const grant = (await answered(answer).json()) as Grant;
    this.#until = asked + grant.expires_in * 1000 - RENEW_BEFORE_END;
    return (this.#value = grant.access_token);
  }
}
