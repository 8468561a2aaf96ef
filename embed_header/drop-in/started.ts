/** What the gateway starts us with: the JSON at the end of the script that a page loads. */
import type { Config } from "@govflanders/vl-widget-global-header-types";

/** The element's script, of the release that this gateway pins. */
export interface Pinned {
  src: string;
  integrity: string;
}

export interface Started {
  gateway: string;
  script: Pinned;
  /** Mount at once, where the script stands. */
  embed: boolean;
  config: Config;
}
