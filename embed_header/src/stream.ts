/** The live count: a fetch stream of server-sent events that comes back by itself. */
import type { Gateway } from "./gateway.js";
import { SignedOut, Unreachable } from "./refusals.js";
import { pauseAfter } from "./time.js";

const SILENCE = 40_000;

export interface Listener {
  counted(unreadCount: number): void;
  ended(): void;
  /** `times` in a row that the stream could not be had. */
  lost(failure: unknown, times: number): void;
}

export interface Live {
  start(): void;
  stop(): void;
}

export function liveCount(gateway: Gateway, listener: Listener): Live {
  let running: AbortController | undefined;

  async function follow(stopped: AbortSignal): Promise<void> {
    let failures = 0;
    while (!stopped.aborted) {
      let wait = 0;
      try {
        await listen(stopped, () => (failures = 0));
        // The server ends a stream when its token ends: once more, with the next one.
      } catch (failure) {
        if (stopped.aborted) return;
        if (failure instanceof SignedOut) return listener.ended();
        if (failure instanceof Unreachable) wait = failure.wait;
        listener.lost(failure, ++failures);
      }
      await pauseAfter(failures, wait, stopped);
    }
  }

  /** Read one stream to its end; one that is silent for 40 s (the server breathes every 15) is dead. */
  async function listen(stopped: AbortSignal, heard: () => void): Promise<void> {
    const silent = new AbortController();
    const watched = () => setTimeout(() => silent.abort(), SILENCE);
    let events = 0;
    let watch = watched();
    try {
      const bytes = await gateway.live(AbortSignal.any([stopped, silent.signal]));
      const chunks = bytes.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
      for (let rest = "", chunk = await chunks.read(); !chunk.done; chunk = await chunks.read()) {
        clearTimeout(watch);
        watch = watched();
        const blocks = (rest + chunk.value).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) if (tell(block)) heard(), (events += 1);
      }
      if (!events) throw new Unreachable("silent");
    } finally {
      clearTimeout(watch);
    }
  }

  /** Pass one event on; say whether it was one that we know. */
  function tell(event: string): boolean {
    const [, name, data] = /^event: (\w+)\ndata: (.*)/.exec(event) ?? [];
    if (name === "ended") throw new SignedOut();
    if (name !== "count") return false;
    listener.counted((JSON.parse(data!) as { unreadCount: number }).unreadCount);
    return true;
  }

  return {
    start() {
      if (running) return;
      running = new AbortController();
      void follow(running.signal);
    },
    stop() {
      running?.abort();
      running = undefined;
    },
  };
}
