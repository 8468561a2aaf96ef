/** Stands in for `src/widgets.ts`: the widget of our own block is here already, and none is asked for. */
import "../../blocks/notifications/widgets/inbox-1.js";

export { drawable, pinsOf, tagOf } from "../src/widgets.js";

export async function load(): Promise<void> {
  // What else a page pins stays a link, unless its test has imported that widget itself.
}
