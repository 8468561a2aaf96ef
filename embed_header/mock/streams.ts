/** Streams of the live count, as the gateway writes them (server-sent events). */
import type { MockOptions } from "./citizen-profile-header-mock.js";

type Writer = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

export interface Streams {
  open(signal: AbortSignal | null | undefined): Response;
  /** Tell all of them what there is now. */
  tell(): void;
  close(): void;
}

export function playStreams(now: () => Required<MockOptions>): Streams {
  const open = new Set<Writer>();

  function tell(stream: Writer): void {
    const { state, unreadCount } = now();
    if (state === "down") return fail(stream, new TypeError("network error"));
    if (state === "slow") return;
    if (state === "in") return write(stream, "count", { unreadCount });
    write(stream, "ended", {});
    stream.close();
    open.delete(stream);
  }

  function fail(stream: Writer, why: unknown): void {
    if (open.delete(stream)) stream.error(why);
  }

  return {
    open(signal) {
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        start(stream) {
          open.add(stream);
          signal?.addEventListener("abort", () => fail(stream, signal.reason));
          tell(stream);
        },
      });
      return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
    },
    tell: () => open.forEach(tell),
    close: () => open.forEach((stream) => fail(stream, new TypeError("network error"))),
  };
}

function write(stream: Writer, event: string, data: object): void {
  stream.enqueue(new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
}
