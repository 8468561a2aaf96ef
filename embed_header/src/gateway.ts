/** Our two questions to the gateway: the one document, and the live count. Never with cookies. */
import query from "../document.graphql";
import { Key } from "./dpop.js";
import type { Summary } from "./model.js";
import { Unreachable, answered } from "./refusals.js";
import { inTime } from "./time.js";
import { HeaderToken } from "./token.js";

export class Gateway {
  #key = new Key();
  #token: HeaderToken;

  constructor(
    private readonly origin: string,
    tokenAddress: string,
  ) {
    this.#token = new HeaderToken(tokenAddress, `${origin}/sso/token`, this.#key);
  }

  async summary(language: string): Promise<Summary> {
    const answer = await this.#post("/graphql", {
      headers: { Accept: "application/graphql-response+json", "Content-Type": "application/json" },
      body: JSON.stringify({ query, variables: { language } }),
      signal: inTime(),
    });
    const { data } = (await answer.json()) as { data?: { header?: { summary: Summary } | null } };
    if (!data?.header) throw new Unreachable("unanswered");
    return data.header.summary;
  }

  /** Open the stream of counts; it stays open until `signal` closes it. */
  async live(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.#post("/header/v1/live", { headers: { Accept: "text/event-stream" }, signal });
    if (!body) throw new Unreachable("empty");
    return body;
  }

  forget(): void {
    this.#token.drop();
  }

  /** Post with a token, and once more with a new one when that is refused. */
  async #post(path: string, request: RequestInit): Promise<Response> {
    const address = this.origin + path;
    const bound = { address, htu: address, request: { ...request, credentials: "omit", cache: "no-store" } } as const;
    let answer = await this.#key.post({ ...bound, token: await this.#token.current() });
    if (answer.status === 401) {
      void answer.body?.cancel();
      this.#token.drop();
      answer = await this.#key.post({ ...bound, token: await this.#token.current() });
    }
    return answered(answer);
  }
}
