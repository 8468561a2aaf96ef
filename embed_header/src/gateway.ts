/** Our two questions to the gateway: the one document, and the live count. Never with cookies. */
import question from "../document.graphql";
import { Proofs } from "./dpop.js";
import type { Summary } from "./model.js";
import { SignedOut, Unreachable } from "./refusals.js";
import { inTime } from "./time.js";
import { HeaderToken } from "./token.js";

export class Gateway {
  #proofs = new Proofs();
  #token: HeaderToken;
  #nonce: string | undefined;

  constructor(private readonly origin: string, tokenAddress: string) {
    this.#token = new HeaderToken(tokenAddress, `${origin}/sso/token`, this.#proofs);
  }

  async summary(language: string): Promise<Summary> {
    const body = JSON.stringify({ query: question, variables: { language } });
    const answer = await this.#post("/graphql", "application/graphql-response+json", inTime(), body);
    const { data } = (await answer.json()) as { data?: { header?: { summary: Summary } | null } };
    if (!data?.header) throw new Unreachable("unanswered");
    return data.header.summary;
  }

  /** Open the stream of counts; it stays open until `signal` closes it. */
  async live(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const answer = await this.#post("/header/v1/live", "text/event-stream", signal);
    if (!answer.body) throw new Unreachable("empty");
    return answer.body;
  }

  forget(): void {
    this.#token.drop();
  }

  /** Post with token and proof; a new nonce and a new token are each tried once. */
  async #post(path: string, accept: string, signal: AbortSignal, body?: string): Promise<Response> {
    let answer = await this.#try(path, accept, signal, body);
    if (answer.status === 401 && asksNonce(answer)) answer = await this.#try(path, accept, signal, body);
    if (answer.status === 401) {
      this.#token.drop();
      answer = await this.#try(path, accept, signal, body);
    }
    if (!answer.ok) throw Unreachable.of(answer);
    return answer;
  }

  async #try(path: string, accept: string, signal: AbortSignal, body?: string): Promise<Response> {
    const address = this.origin + path;
    const token = await this.#token.current();
    const headers: Record<string, string> = {
      Accept: accept,
      Authorization: `DPoP ${token}`,
      DPoP: await this.#proofs.for(address, this.#nonce, token),
    };
    if (body) headers["Content-Type"] = "application/json";
    const answer = await fetch(address, {
      method: "POST",
      headers,
      body: body ?? null,
      credentials: "omit",
      cache: "no-store",
      signal,
    });
    this.#nonce = answer.headers.get("dpop-nonce") ?? this.#nonce;
    if (!answer.ok) void answer.body?.cancel();
    return answer;
  }
}

function asksNonce(answer: Response): boolean {
  return answer.headers.get("www-authenticate")?.includes("use_dpop_nonce") ?? false;
}

/** Say in a word what went wrong, for `cp-error`. */
export function codeOf(failure: unknown): string {
  if (failure instanceof SignedOut) return "signed-out";
  if (failure instanceof Unreachable) return failure.code;
  return failure instanceof DOMException && failure.name === "TimeoutError" ? "timeout" : "network";
}
