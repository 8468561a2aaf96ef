/** A region in the page: the site's token endpoint, the one document and the live count, as each state answers. */
import type { Summary } from "../src/model.js";
import type { MockOptions } from "./citizen-profile-header-mock.js";
import { playStreams } from "./streams.js";

const SUMMARY = "/graphql";
const LIVE = "/header/v1/live";
const TOKEN = { access_token: "mock", token_type: "DPoP", expires_in: 300 };

const USUALLY: Required<MockOptions> = {
  state: "in",
  citizen: { name: "Lotte Vermeulen", role: { code: "BUR", name: "Voor mezelf" } },
  unreadCount: 1,
  items: [{ id: "mock-1", name: "Herinnering", sender: { name: "Stad Gent" }, date: new Date().toISOString() }],
  entries: [{ block: "notifications", label: "Berichten", path: "/me/inbox", count: 1 }],
};

export interface Region {
  /** Answer what is asked at a path of the gateway, or at the site's token endpoint (no path). */
  answer(path: string, signal: AbortSignal | null | undefined): Promise<Response>;
  set(changes: MockOptions): void;
  close(): void;
}

export function playRegion(options: MockOptions): Region {
  let told = { ...USUALLY, ...options };
  let wasIn = false;
  const waiting = new Set<() => void>();
  const streams = playStreams(() => told);

  /** Hold the answer while the region is slow. */
  async function taken(signal: AbortSignal | null | undefined): Promise<void> {
    while (told.state === "slow") {
      await new Promise<void>((resolve, reject) => {
        waiting.add(resolve);
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
    }
  }

  /** Whose session ended must have had one: in that state the first answer is still a citizen. */
  function isOut(): boolean {
    return told.state === "out" || (told.state === "ended" && wasIn);
  }

  return {
    async answer(path, signal) {
      await taken(signal);
      if (path && told.state === "down") throw new TypeError("Failed to fetch");
      if (path === LIVE && told.state === "ended") return streams.open(signal);
      if (isOut()) return Response.json({ error: "no_session" }, { status: 401 });
      if (path === LIVE) return streams.open(signal);
      if (path !== SUMMARY) return Response.json(TOKEN);
      wasIn = true;
      return Response.json({ data: { header: { summary: summaryOf(told) } } });
    },
    set(changes) {
      told = { ...told, ...changes };
      streams.tell();
      waiting.forEach((resolve) => resolve());
      waiting.clear();
    },
    close: () => streams.close(),
  };
}

function summaryOf({ citizen, unreadCount, items, entries }: Required<MockOptions>): Summary {
  return { ...citizen, unreadCount, items: items.map((item) => ({ block: "notifications", ...item })), entries };
}
