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

export class Live {
  #running: AbortController | undefined;

  constructor(
    private readonly gateway: Gateway,
    private readonly listener: Listener,
  ) {}

  start(): void {
    if (this.#running) return;
    this.#running = new AbortController();
    void this.#follow(this.#running.signal);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  async #follow(stopped: AbortSignal): Promise<void> {
    let failures = 0;
    while (!stopped.aborted) {
      let wait = 0;
      try {
        await this.#listen(stopped, () => (failures = 0));
        // The server ends a stream when its token ends: once more, with the next one.
      } catch (failure) {
        if (stopped.aborted) return;
        if (failure instanceof SignedOut) return this.listener.ended();
        if (failure instanceof Unreachable) wait = failure.wait;
        failures += 1;
        this.listener.lost(failure, failures);
      }
      await pauseAfter(failures, wait, stopped);
    }
  }

  /** Read one stream to its end; one that is silent for 40 s (the server breathes every 15) is dead. */
  async #listen(stopped: AbortSignal, heard: () => void): Promise<void> {
    const silent = new AbortController();
    let events = 0;
    let watch = setTimeout(() => silent.abort(), SILENCE);
    try {
      const bytes = await this.gateway.live(AbortSignal.any([stopped, silent.signal]));
      const chunks = bytes.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
      for (let rest = "", chunk = await chunks.read(); !chunk.done; chunk = await chunks.read()) {
        clearTimeout(watch);
        watch = setTimeout(() => silent.abort(), SILENCE);
        const blocks = (rest + chunk.value).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) if (this.#tell(block)) heard(), (events += 1);
      }
      if (!events) throw new Unreachable("silent");
    } finally {
      clearTimeout(watch);
    }
  }

  /** Pass one event on; say whether it was one that we know. */
  #tell(event: string): boolean {
    const fields = new Map(event.split("\n").map((line) => [line.split(":", 1)[0], line.replace(/^\w*: ?/, "")]));
    if (fields.get("event") === "ended") throw new SignedOut();
    if (fields.get("event") !== "count") return false;
    this.listener.counted((JSON.parse(fields.get("data") ?? "") as { unreadCount: number }).unreadCount);
    return true;
  }
}
