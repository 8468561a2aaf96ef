/** The header token: asked of the site's own server, bound to this page's key, held in memory only. */
import type { Proofs } from "./dpop.js";
import { SignedOut, Unreachable } from "./refusals.js";
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
  #nonce: string | undefined;

  constructor(
    private readonly address: string,
    private readonly tokenEndpoint: string,
    private readonly proofs: Proofs,
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
    const answer = (await this.#post()) ?? (await this.#post());
    if (!answer) throw new Unreachable("nonce");
    if (answer.status === 401) throw new SignedOut();
    if (!answer.ok) throw Unreachable.of(answer);
    const grant = (await answer.json()) as Grant;
    this.#until = asked + grant.expires_in * 1000 - RENEW_BEFORE_END;
    return (this.#value = grant.access_token);
  }

  /** Ask once; nothing means: ask again with the nonce that came back (RFC 9449 section 8). */
  async #post(): Promise<Response | undefined> {
    const proof = await this.proofs.for(this.tokenEndpoint, this.#nonce);
    const answer = await fetch(this.address, {
      method: "POST",
      headers: { DPoP: proof },
      credentials: "same-origin",
      signal: inTime(),
    });
    const nonce = answer.headers.get("dpop-nonce");
    if (nonce) this.#nonce = nonce;
    if (answer.status === 401) void answer.body?.cancel();
    if (answer.status !== 400) return answer;
    const { error } = (await answer.json()) as { error?: string };
    if (error !== "use_dpop_nonce") throw Unreachable.of(answer);
    return undefined;
  }
}
