/** What a test of a site imports: the real element, and a region that is played in the page. */
import { CitizenProfileHeader } from "../src/element.js";
import type * as Told from "./citizen-profile-header-mock.js";
import { playRegion } from "./region.js";

const NAME = "citizen-profile-header";

/** Answer what the header asks. Only its requests carry a proof (`DPoP`); all others go where they went. */
export const installMock: typeof Told.installMock = (options = {}) => {
  const region = playRegion(options);
  const really = globalThis.fetch;

  const played: typeof fetch = (input, init) => {
    const asked = input instanceof Request ? input : { url: String(input), headers: undefined, signal: undefined };
    const headers = new Headers(init?.headers ?? asked.headers);
    if (!headers.has("DPoP")) return really(input, init);
    const { pathname } = new URL(asked.url, document.baseURI);
    return region.answer(headers.has("Authorization") ? pathname : "", init?.signal ?? asked.signal);
  };

  globalThis.fetch = played;
  if (!customElements.get(NAME)) customElements.define(NAME, CitizenProfileHeader);
  return {
    set(changes) {
      region.set(changes);
      for (const header of document.querySelectorAll<CitizenProfileHeader>(NAME)) void header.refresh();
    },
    remove() {
      region.close();
      if (globalThis.fetch === played) globalThis.fetch = really;
    },
  };
};
