/** What the header knows and how it comes to know it: ask once, then follow the live count; or be told by the site. */
import type { Gateway } from "./gateway.js";
import type { Model, Phase, Summary } from "./model.js";
import { SignedOut, codeOf } from "./refusals.js";
import { liveCount } from "./stream.js";

const SLOW_AFTER = 3_000;

export interface Hearer {
  /** The model is another one than before; `before` is the old one. */
  changed(before: Model): void;
  failed(code: string): void;
}

export interface Conversation {
  model: Model;
  /** Take from the site who is there (tier 1), or that nobody is. */
  told(summary: Summary | undefined): void;
  /** Ask for the summary; never throws: what fails becomes part of the model. */
  refresh(): Promise<void>;
  open(open: boolean): void;
  offline(): void;
  /** Close the stream; the next `refresh` opens it again. */
  rest(): void;
  close(): void;
}

/** `gateway` is left out where nobody is to be asked: then `phase` stays what it is until the site tells. */
export function converse(
  phase: Phase,
  gateway: Gateway | undefined,
  language: () => string,
  hearer: Hearer,
): Conversation {
  let asking: Promise<void> | undefined;
  let news = 0;
  let over = false;
  const live = gateway && liveCount(gateway, {
    counted,
    ended: signedOut,
    lost: (failure, times) => times > 1 && failed(failure),
  });
  const talk: Conversation = {
    model: { phase, trouble: undefined, summary: undefined, unreadCount: 0, seenAt: new Date(), open: false },
    told: (summary) => become(summary ? { phase: "in", summary } : { phase: "out", summary, open: false }),
    refresh: async () => gateway && (asking ??= ask(gateway).finally(() => (asking = undefined))),
    open: (open) => open !== talk.model.open && talk.model.phase === "in" && become({ open }),
    offline() {
      talk.rest();
      if (gateway) failed(undefined);
    },
    rest: () => live?.stop(),
    close() {
      over = true;
      talk.rest();
    },
  };
  return talk;

  async function ask(gateway: Gateway): Promise<void> {
    const slow = setTimeout(() => talk.model.phase === "loading" && become({ trouble: "slow" }), SLOW_AFTER);
    try {
      const spoken = language();
      const known = news;
      const summary = await gateway.summary(spoken);
      if (spoken !== language() || known !== news) return await ask(gateway); // it is old already
      const { unreadCount } = summary;
      become({ phase: "in", trouble: undefined, summary, unreadCount, seenAt: new Date() });
    } catch (failure) {
      if (failure instanceof SignedOut) return signedOut();
      failed(failure);
    } finally {
      clearTimeout(slow);
    }
    if (!over && !document.hidden && navigator.onLine) live?.start();
  }

  /** Ask anew as soon as there is news: a list that changed only when it is opened would change under a finger. */
  function counted(unreadCount: number): void {
    const { phase, trouble } = talk.model;
    const isNews = unreadCount !== talk.model.unreadCount;
    if (isNews) become({ unreadCount });
    news += Number(isNews);
    if (phase !== "in" || trouble || isNews) void talk.refresh();
  }

  function signedOut(): void {
    talk.rest();
    gateway?.forget();
    const phase = talk.model.summary || talk.model.phase === "ended" ? "ended" : "out";
    become({ phase, trouble: undefined, summary: undefined, unreadCount: 0, open: false });
  }

  function failed(failure: unknown): void {
    if (over) return;
    if (talk.model.phase === "in" || talk.model.phase === "loading") {
      become({ trouble: navigator.onLine ? "down" : "offline" });
    }
    if (failure) hearer.failed(codeOf(failure));
  }

  function become(change: Partial<Model>): void {
    if (over) return;
    const before = talk.model;
    talk.model = { ...before, ...change };
    hearer.changed(before);
  }
}
