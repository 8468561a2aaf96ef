/** How long we wait. */

const ANSWER_WITHIN = 8_000;
const LONGEST_PAUSE = 60_000;

/** Abort when there is no answer within 8 s, or when the given signal says so. */
export function inTime(signal?: AbortSignal): AbortSignal {
  const late = AbortSignal.timeout(ANSWER_WITHIN);
  return signal ? AbortSignal.any([signal, late]) : late;
}

/** Wait longer after every failure, never in step with others. */
export function pauseAfter(failures: number, atLeast: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(LONGEST_PAUSE, 1_000 * 2 ** failures);
  const pause = Math.max(atLeast, longest / 2) + (Math.random() * longest) / 2;
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, pause);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
