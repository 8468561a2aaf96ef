/** The two ways in which an answer can fail us. */

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

  static of(answer: Response): Unreachable {
    return new Unreachable(String(answer.status), Number(answer.headers.get("retry-after") ?? 0) * 1000 || 0);
  }
}
