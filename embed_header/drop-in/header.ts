/** The header in the page: our element, its slots and its custom properties, drawn from what the page wishes. */
import type { ProfileConfig } from "@govflanders/vl-widget-global-header-types";
import { el } from "../src/dom.js";
import fallback from "../src/fallback.css";
import { alertOf } from "./alert.js";
import { brandOf } from "./brand.js";
import { variablesOf } from "./colors.js";
import style from "./drop-in.css";
import { helpOf } from "./help.js";
import { menusOf, wayOf } from "./menu.js";
import { enriched } from "./points.js";
import type { Settings, Values } from "./settings.js";
import { words } from "./words.js";

export const TAG = "citizen-profile-header";

interface CitizenProfileHeader extends HTMLElement {
  setProfile(profile: { [Name in keyof ProfileConfig]?: ProfileConfig[Name] | undefined }): Promise<boolean>;
}

export class Header {
  readonly element: HTMLElement;
  #settings: Settings;
  #sheet = new CSSStyleSheet();
  #language = new MutationObserver(() => this.#draw());

  constructor(settings: Settings, gateway: string) {
    this.#settings = settings;
    this.#sheet.replaceSync(fallback + style);
    this.element = el(TAG as "div", { api: gateway, tier: settings.sessions ? "1" : "0", theme: "light" });
    settings.heard = (change) => this.#changed(change);
    this.#draw();
  }

  /** The contact panel; none while it would be empty. */
  get help(): HTMLDetailsElement | undefined {
    return this.element.querySelector("details") ?? undefined;
  }

  get placed(): boolean {
    return this.element.isConnected;
  }

  place(put: (element: HTMLElement) => void): void {
    this.remove();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
    this.#language.observe(document.documentElement, { attributeFilter: ["lang"] });
    this.#draw();
    put(this.element);
  }

  remove(): void {
    this.#language.disconnect();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
    this.element.remove();
  }

  #changed(change: Partial<Values>): void {
    this.#draw();
    if (change.profile) void this.#tell(change.profile);
  }

  /** Pass on who is there, as soon as the element can hear it; whoever is not there leaves no name behind. */
  async #tell(profile: Partial<ProfileConfig>): Promise<void> {
    await customElements.whenDefined(TAG);
    customElements.upgrade(this.element);
    await (this.element as CitizenProfileHeader).setProfile({ idpData: undefined, ...profile });
  }

  #draw(): void {
    const settings = this.#settings;
    const { navigation, menu, colors, servicePoints } = settings.values;
    this.element.toggleAttribute("data-no-menu", !menu);
    if (navigation) this.element.removeAttribute("variant");
    else this.element.setAttribute("variant", "consent");
    this.#paint(variablesOf(colors));
    const points = navigation ? enriched(settings.in(servicePoints) ?? {}) : enriched({});
    const help = helpOf(points, words(settings).help, Boolean(this.help?.open));
    this.#put([...alertOf(settings), ...brandOf(settings), ...menusOf(settings), ...help, ...wayOf(settings)]);
  }

  #paint(variables: Record<string, string>): void {
    const { style } = this.element;
    for (const name of [...style]) if (!(name in variables)) style.removeProperty(name);
    for (const [name, color] of Object.entries(variables)) style.setProperty(name, color);
  }

  /** Replace what is another than before; what stays the same may have the focus. */
  #put(drawn: HTMLElement[]): void {
    const standing = [...this.element.children];
    const next = drawn.map((fresh) => standing.find((old) => old.isEqualNode(fresh)) ?? fresh);
    if (next.length === standing.length && next.every((one, at) => one === standing[at])) return;
    this.element.replaceChildren(...next);
  }
}
