/** The two ways in which an answer can fail us. */

/** We come back within the hour, whatever we are asked. */
const LONGEST = 3_600_000;

/** The site knows no citizen in this browser, or our session of that citizen has ended. */
export class SignedOut extends Error {}

/** Nobody answered, or not with what we asked. `code` is an HTTP status, or a word of ours. */
export class Unreachable extends Error {
  constructor(
    readonly code: string,
    /** Milliseconds that the other side asked us to wait (`Retry-After`). */
    readonly wait = 0,
  ) {
    super(code);
  }
}

/** Pass on an answer that is one; anything else is thrown. */
export function answered(answer: Response): Response {
  if (answer.ok) return answer;
  void answer.body?.cancel();
  throw new Unreachable(String(answer.status), Math.min(Number(answer.headers.get("retry-after")) * 1000 || 0, LONGEST));
}

/** Say in a word what went wrong, for `cp-error`. */
export function codeOf(failure: unknown): string {
  if (failure instanceof Unreachable) return failure.code;
  return (failure as Error).name === "TimeoutError" ? "timeout" : "network";
}
