/** `window.globalHeaderClient`: the interface of the Flemish global header, over our element. */
import type { Config, GlobalHeaderClient } from "@govflanders/vl-widget-global-header-types";
import { AccessMenu } from "./access-menu.js";
import { Branding } from "./branding.js";
import { Contact } from "./contact.js";
import { Header, TAG } from "./header.js";
import { Release } from "./release.js";
import { Settings } from "./settings.js";
import type { Started } from "./started.js";

/** Each method is a field, as the interface declares them: so a page may also take one out of its object. */
export class Client implements GlobalHeaderClient {
  readonly contact: Contact;
  readonly accessMenu: AccessMenu;
  readonly branding: Branding;
  #settings: Settings;
  #header: Header;
  #release: Release;
  #wanted = false;

  constructor(started: Started) {
    this.#settings = new Settings(started.config);
    this.#header = new Header(this.#settings, started.gateway);
    this.#release = new Release(started.script, TAG);
    this.contact = new Contact(this.#settings, this.#header);
    this.accessMenu = new AccessMenu(this.#settings);
    this.branding = new Branding(this.#settings);
  }

  readonly setNavigationEnabled = async (navigation: boolean): Promise<boolean> =>
    this.#settings.change({ navigation });

  /** Give what is configured, as it was; what the page set since then is not in it. */
  readonly getConfig = async (): Promise<Config> => structuredClone(this.#settings.config);

  /** A second time is once. Without its script the header is there with its links, and the answer is false. */
  readonly mount = async (element?: HTMLElement): Promise<boolean> => {
    this.#wanted = true;
    if (!element && !document.body) await parsed();
    if (!this.#wanted) return false;
    if (!this.#header.placed) {
      this.#header.place((header) => (element ? element.append(header) : document.body.prepend(header)));
    }
    return (await this.#release.load()) && this.#header.placed;
  };

  readonly unmount = async (): Promise<boolean> => {
    this.#wanted = false;
    const { placed } = this.#header;
    this.#header.remove();
    return placed;
  };
}

function parsed(): Promise<unknown> {
  return new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
}
