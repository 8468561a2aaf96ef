/** Compiled, never run: the typings say of the element what it is, no more and no less. */
import type { CitizenProfileHeader as Real } from "../src/element.js";
import type { Texts } from "../src/texts.js";
import type { CitizenProfileHeader as Told, Message } from "./citizen-profile-header.js";

type Callbacks = "connectedCallback" | "disconnectedCallback" | "attributeChangedCallback";
type Own<Element> = Omit<Element, keyof HTMLElement | Callbacks>;
type Same<One, Other> = [One, Other] extends [Other, One] ? true : false;

export const members: Same<Own<Real>, Own<Told>> = true;
export const names: Same<keyof Own<Real>, keyof Own<Told>> = true;
export const messages: Same<keyof Texts, Message> = true;

/** A page that uses them, and what it is stopped from. */
export async function used(header: Told): Promise<void> {
  document.addEventListener("cp-unread-change", ({ detail }) => detail.unreadCount.toFixed());
  header.addEventListener("cp-notification-open", (event) => event.detail.id && event.preventDefault());
  header.tokenProvider = (proof) => fetch("/token", { method: "POST", headers: { DPoP: proof } });
  await document.querySelector("citizen-profile-header")?.setProfile({ active: true });
  // @ts-expect-error who is there is not said by writing it
  header.unreadCount = 1;
  // @ts-expect-error there is no such word
  header.messages = { shout: "" };
  // @ts-expect-error that event does not say so
  header.addEventListener("cp-ready", ({ detail }) => detail.name);
}
