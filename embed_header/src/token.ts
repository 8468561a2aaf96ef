/** The header token: asked of the site's own server, bound to this page's key, held in memory only. */
import type { Address, Post } from "./dpop.js";
import { SignedOut, answered } from "./refusals.js";
import { inTime } from "./time.js";

const RENEW_BEFORE_END = 30_000;

interface Grant {
  access_token: string;
  expires_in: number;
}

export interface HeaderToken {
  /** Give a token that lives for 30 s more, or for half of its life; throw SignedOut where the site knows no citizen. */
  current(): Promise<string>;
  drop(): void;
}

/** `address` is the site's (or what asks it), which relays the proof to the `tokenEndpoint` that it is for. */
export function headerToken(address: Address, tokenEndpoint: string, post: Post): HeaderToken {
  let value: string | undefined;
  let until = 0;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const asked = performance.now();
    const answer = await post(address, tokenEndpoint, { credentials: "same-origin", signal: inTime() });
    if (answer.status === 401) throw new SignedOut();
    const grant = (await answered(answer).json()) as Grant;
    until = asked + Math.max(grant.expires_in * 1000 - RENEW_BEFORE_END, grant.expires_in * 500);
    return (value = grant.access_token);
  }

  return {
    async current() {
      if (value && performance.now() < until) return value;
      return (asking ??= ask().finally(() => (asking = undefined)));
    },
    drop: () => (value = undefined),
  };
}
