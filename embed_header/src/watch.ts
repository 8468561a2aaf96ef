/** What happens to the page around us, until `gone`. */

const LONG_HIDDEN = 60_000;

export interface Watcher {
  /** Seen again, back from the history, or online again: what we know may be old. */
  returned(): void;
  /** Hidden for a minute, or on its way into the history. */
  left(): void;
  offline(): void;
  /** The page speaks another language now. */
  translated(): void;
}

export function watchPage(watcher: Watcher, gone: AbortSignal): void {
  let hidden: ReturnType<typeof setTimeout>;
  const until = { signal: gone };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hidden);
    if (document.hidden) hidden = setTimeout(() => watcher.left(), LONG_HIDDEN);
    else watcher.returned();
  }, until);
  addEventListener("pagehide", () => watcher.left(), until);
  addEventListener("pageshow", ({ persisted }) => persisted && watcher.returned(), until);
  addEventListener("online", () => watcher.returned(), until);
  addEventListener("offline", () => watcher.offline(), until);
  const language = new MutationObserver(() => watcher.translated());
  language.observe(document.documentElement, { attributeFilter: ["lang"] });
  gone.addEventListener("abort", () => (language.disconnect(), clearTimeout(hidden)));
}
