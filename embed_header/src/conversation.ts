/** What the header knows and how it comes to know it: ask once, then follow the live count. */
import { Gateway } from "./gateway.js";
import type { Model } from "./model.js";
import { SignedOut, codeOf } from "./refusals.js";
import { Live } from "./stream.js";

const SLOW_AFTER = 3_000;

export interface Hearer {
  /** The model is another one than before; `before` is the old one. */
  changed(before: Model): void;
  failed(code: string): void;
}

export class Conversation {
  model: Model = {
    phase: "loading",
    trouble: undefined,
    summary: undefined,
    unreadCount: 0,
    seenAt: new Date(),
    open: false,
  };
  #gateway: Gateway;
  #live: Live;
  #asking: Promise<void> | undefined;
  #news = 0;
  #over = false;

  constructor(
    origin: string,
    tokenAddress: string,
    private readonly language: () => string,
    private readonly hearer: Hearer,
  ) {
    this.#gateway = new Gateway(origin, tokenAddress);
    this.#live = new Live(this.#gateway, {
      counted: (unreadCount) => this.#counted(unreadCount),
      ended: () => this.#signedOut(),
      lost: (failure, times) => times > 1 && this.#failed(failure),
    });
  }

  /** Ask for the summary; never throws: what fails becomes part of the model. */
  refresh(): Promise<void> {
    return (this.#asking ??= this.#ask().finally(() => (this.#asking = undefined)));
  }

  open(open: boolean): void {
    if (open === this.model.open || this.model.phase !== "in") return;
    this.#become({ open });
  }

  offline(): void {
    this.rest();
    this.#failed(undefined);
  }

  /** Close the stream; the next `refresh` opens it again. */
  rest(): void {
    this.#live.stop();
  }

  close(): void {
    this.#over = true;
    this.rest();
  }

  async #ask(): Promise<void> {
    const slow = setTimeout(() => this.model.phase === "loading" && this.#become({ trouble: "slow" }), SLOW_AFTER);
    try {
      const language = this.language();
      const news = this.#news;
      const summary = await this.#gateway.summary(language);
      if (language !== this.language() || news !== this.#news) return await this.#ask(); // it is old already
      const { unreadCount } = summary;
      this.#become({ phase: "in", trouble: undefined, summary, unreadCount, seenAt: new Date() });
    } catch (failure) {
      if (failure instanceof SignedOut) return this.#signedOut();
      this.#failed(failure);
    } finally {
      clearTimeout(slow);
    }
    if (!this.#over && !document.hidden && navigator.onLine) this.#live.start();
  }

  /** Ask anew as soon as there is news: a list that changed only when it is opened would change under a finger. */
  #counted(unreadCount: number): void {
    const { phase, trouble } = this.model;
    const news = unreadCount !== this.model.unreadCount;
    if (news) this.#become({ unreadCount });
    this.#news += Number(news);
    if (phase !== "in" || trouble || news) void this.refresh();
  }

  #signedOut(): void {
    this.rest();
    this.#gateway.forget();
    const phase = this.model.summary || this.model.phase === "ended" ? "ended" : "out";
    this.#become({ phase, trouble: undefined, summary: undefined, unreadCount: 0, open: false });
  }

  #failed(failure: unknown): void {
    if (this.#over) return;
    if (this.model.phase === "in" || this.model.phase === "loading") {
      this.#become({ trouble: navigator.onLine ? "down" : "offline" });
    }
    if (failure) this.hearer.failed(codeOf(failure));
  }

  #become(change: Partial<Model>): void {
    if (this.#over) return;
    const before = this.model;
    this.model = { ...before, ...change };
    this.hearer.changed(before);
  }
}
