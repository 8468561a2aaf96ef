/** Our two questions to the gateway: the one document, and the live count. Never with cookies. */
import query from "../document.graphql";
import { type Address, boundToKey } from "./dpop.js";
import type { Summary } from "./model.js";
import { Unreachable, answered } from "./refusals.js";
import { inTime } from "./time.js";
import { headerToken } from "./token.js";

export interface Gateway {
  summary(language: string): Promise<Summary>;
  /** Open the stream of counts; it stays open until `signal` closes it. */
  live(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** Drop the token: the next question asks for another. */
  forget(): void;
}

export function gatewayAt(origin: string, tokenAddress: Address): Gateway {
  const bound = boundToKey();
  const token = headerToken(tokenAddress, `${origin}/sso/token`, bound);

  /** Post with a token, and once more with a new one when that is refused. */
  async function post(path: string, request: RequestInit): Promise<Response> {
    const send = async () =>
      bound(origin + path, origin + path, { ...request, credentials: "omit", cache: "no-store" }, await token.current());
    const answer = await send();
    if (answer.status !== 401) return answered(answer);
    void answer.body?.cancel();
    token.drop();
    return answered(await send());
  }

  return {
    async summary(language) {
      const answer = await post("/graphql", {
        headers: { Accept: "application/graphql-response+json", "Content-Type": "application/json" },
        body: JSON.stringify({ query, variables: { language } }),
        signal: inTime(),
      });
      const { data } = (await answer.json()) as { data?: { header?: { summary: Summary } | null } };
      if (!data?.header) throw new Unreachable("unanswered");
      return data.header.summary;
    },
    async live(signal) {
      const { body } = await post("/header/v1/live", { headers: { Accept: "text/event-stream" }, signal });
      if (!body) throw new Unreachable("empty");
      return body;
    },
    forget: token.drop,
  };
}
