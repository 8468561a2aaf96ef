/** `<citizen-profile-header>`: attributes in, `cp-` events out. */
import { makeBar } from "./bar.js";
import { type Conversation, converse } from "./conversation.js";
import { el, say } from "./dom.js";
import type { Address } from "./dpop.js";
import { amiss, unread } from "./format.js";
import { gatewayAt } from "./gateway.js";
import barStyle from "./header.css";
import { gatewayOf, linksOf, siteAddress } from "./links.js";
import type { Model, Summary } from "./model.js";
import panelStyle from "./panel.css";
import { makePanel } from "./panel.js";
import { type Profile, choicesOf, summaryOf } from "./profile.js";
import { type Texts, languageOf, textsIn } from "./texts.js";
import { watchPage } from "./watch.js";
import { drawable, load, pinsOf } from "./widgets.js";

declare const VERSION: string;

const SETTLED = 1_000;
/** Whoever changes one of these asks for another conversation; the others are only drawn. */
const WHOM = ["api", "token-url", "tier", "signed-in"];
const LOOKS = ["organisation", "home-url", "login-url", "logout-url", "switch-capacity-url", "variant", "widgets"];
const MAY_BE_STOPPED = ["login", "logout", "notification-open", "capacity-switch", "language-change"];
const sheet = new CSSStyleSheet();
sheet.replaceSync(barStyle + panelStyle);

export class CitizenProfileHeader extends HTMLElement {
  static readonly observedAttributes = [...WHOM, ...LOOKS];

  readonly version = VERSION;
  /** What asks the site's server for a header token, in place of `token-url`; may be set before we are defined. */
  declare tokenProvider: Exclude<Address, string> | undefined;
  /** The site's own words, in place of ours; may be set before we are defined, and `refresh` shows what is set after. */
  declare messages: Partial<Texts> | undefined;
  #bar = makeBar();
  #panel = makePanel();
  #said = el("p", { class: "unseen", role: "status" });
  #frame = el("nav", {}, this.#bar.node, this.#panel.node, this.#bar.more, this.#said);
  #root = this.attachShadow({ mode: "open" });
  #talk: Conversation | undefined;
  #gone: AbortController | undefined;
  #ready = false;
  #saying: ReturnType<typeof setTimeout> | undefined;
  #told: Profile = {};
  /** Who asked last for the panel; whoever closes it meanwhile asks for none. */
  #wish: object | undefined;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(el("slot", { name: "alert" }), this.#frame);
    this.#bar.toggle.addEventListener("click", () => (this.#talk?.model.open ? this.closePanel() : this.openPanel()));
    for (const { retry } of [this.#bar, this.#panel]) retry.addEventListener("click", () => this.refresh());
    this.addEventListener("click", (event) => this.#asked(event));
    this.addEventListener("keydown", ({ key }) => key === "Escape" && this.closePanel());
    // What is open would cover what the focus goes to, within the header as well.
    this.addEventListener("focusout", ({ relatedTarget: to }) =>
      to && (this.contains(to as Node) ? this.#talk?.open(false) : this.closePanel()));
  }

  connectedCallback(): void {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    document.addEventListener("pointerdown", (event) => {
      if (!event.composedPath().includes(this)) void this.closePanel();
    }, { signal });
    watchPage({
      returned: () => void this.refresh(),
      left: () => this.#talk?.rest(),
      offline: () => this.#talk?.offline(),
      translated: () => void this.refresh(),
    }, signal);
    this.#begin();
  }

  disconnectedCallback(): void {
    this.#gone?.abort();
    this.#talk?.close();
    this.#talk = undefined;
    clearTimeout(this.#saying);
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.#talk || before === now) return;
    if (WHOM.includes(name)) this.#begin();
    else this.#draw();
    if (this.#frame.inert) void this.closePanel();
  }

  /** How many messages are unread (100 stands for more than 99); null while nobody is logged in, or none is known. */
  get unreadCount(): number | null {
    return this.session && this.#tier === 2 ? (this.#talk?.model.unreadCount ?? null) : null;
  }

  /** Who is logged in on this site and in which role; null for nobody. */
  get session(): Pick<Summary, "name" | "role"> | null {
    const summary = this.#talk?.model.summary;
    return summary ? { name: summary.name, role: summary.role } : null;
  }

  async refresh(): Promise<void> {
    this.#show();
    await this.#talk?.refresh();
  }

  async openPanel(): Promise<void> {
    const blocks = this.#talk?.model.summary?.entries.map(({ block }) => block) ?? [];
    const wish = (this.#wish = {});
    await load(blocks, pinsOf(this), () => this.#talk && this.#draw());
    if (wish === this.#wish && !this.#frame.inert) this.#talk?.open(true);
  }

  async closePanel(): Promise<void> {
    this.#wish = undefined;
    for (const shown of this.querySelectorAll("details")) {
      if (shown.open && shown.contains(document.activeElement)) shown.querySelector("summary")?.focus();
      shown.open = false;
    }
    this.#talk?.open(false);
  }

  async signIn(): Promise<void> {
    if (this.#tell("login")) location.assign(this.#bar.login.href);
  }

  async signOut(): Promise<void> {
    if (this.#tell("logout")) location.assign(this.#panel.logout.href);
  }

  /** Tell who is logged in, on a site with a login of its own (tier 1). What is left out stays, but for who it was at a logout. */
  async setProfile(profile: Profile): Promise<boolean> {
    this.#told = { ...this.#told, ...profile };
    if (profile.active === false) delete this.#told.idpData; // the next one here is somebody else
    this.#show();
    return this.#tier === 1;
  }

  async getProfile(): Promise<Profile> {
    return { ...this.#told };
  }

  async getConfig(): Promise<{ version: string; gateway: string; tier: number; language: string; widgets: string[] }> {
    const widgets = [...pinsOf(this).keys()];
    return { version: VERSION, gateway: gatewayOf(this), tier: this.#tier, language: languageOf(document), widgets };
  }

  get #tier(): number {
    return Number(this.getAttribute("tier") || 2);
  }

  #texts(): Texts {
    return { ...textsIn(languageOf(document)), ...this.messages };
  }

  #begin(): void {
    this.#talk?.close();
    this.#ready = false;
    const asks = this.#tier === 2 && this.getAttribute("signed-in") !== "false";
    const address = siteAddress(this.getAttribute("token-url"), "/citizen-profile/header-token");
    const token = (proof: string) => this.tokenProvider!(proof);
    const gateway = asks ? gatewayAt(gatewayOf(this), this.tokenProvider ? token : address) : undefined;
    this.#talk = converse(asks ? "loading" : this.#tier ? "out" : "links", gateway, () => languageOf(document), {
      changed: (before) => this.#changed(before),
      failed: (code) => this.#tell("error", { code }),
    });
    void this.refresh();
    this.#settle();
  }

  /** Draw, in the words of today; where it is the site's to tell who is there (tier 1), with what it told. */
  #show(): void {
    const { self, header } = this.#texts();
    if (this.#tier === 1) this.#talk?.told(this.#told.active ? summaryOf(this.#told, self, header) : undefined);
    else if (this.#talk) this.#draw();
  }

  /** Say once that we know whether somebody is there. */
  #settle(): void {
    const { phase, trouble } = this.#talk!.model;
    if (this.#ready || (phase === "loading" && (!trouble || trouble === "slow"))) return;
    this.#ready = true;
    this.#tell("ready", { phase });
  }

  #changed(before: Model): void {
    const { model } = this.#talk!;
    const { phase, unreadCount, open } = model;
    this.#draw();
    this.#settle();
    if (phase !== before.phase) this.#tell("session-change", { phase });
    if (unreadCount !== before.unreadCount) this.#tell("unread-change", { unreadCount });
    if (open !== before.open) this.#tell(open ? "panel-open" : "panel-close");
    this.#announce(before, model);
  }

  /** Tell a screen reader that there is more to read, once it has settled, that the session ended, and what is amiss. */
  #announce(before: Model, model: Model): void {
    const texts = this.#texts();
    const { unreadCount } = model;
    if (before.phase === "in" && unreadCount !== before.unreadCount) {
      clearTimeout(this.#saying);
      if (unreadCount < before.unreadCount) say(this.#said, "");
      else this.#saying = setTimeout(() => say(this.#said, unread(unreadCount, texts)), SETTLED);
    }
    const word = amiss(model, texts);
    if (word !== amiss(before, texts)) say(this.#said, word);
  }

  /** Ask the page before a link is followed that means something to it. */
  #asked(event: Event): void {
    const link = event.composedPath().find((one): one is HTMLAnchorElement => one instanceof HTMLAnchorElement);
    if (!link) return;
    const { id, hint } = link.dataset;
    const goesOn =
      link === this.#bar.login ? this.#tell("login")
      : link === this.#panel.logout ? this.#tell("logout")
      : id ? this.#tell("notification-open", { id })
      : hint !== undefined ? this.#tell("capacity-switch", { loginHint: hint })
      : link.slot || !link.hreflang || this.#tell("language-change", { language: link.hreflang });
    if (!goesOn) event.preventDefault();
  }

  #draw(): void {
    const { model } = this.#talk!;
    const focused = this.#root.activeElement;
    const language = languageOf(document);
    const texts = this.#texts();
    const links = linksOf(this, this.#told);
    this.#frame.lang = language;
    this.#frame.ariaLabel = texts.header;
    this.#frame.ariaBusy = String(model.phase === "loading" && !model.trouble);
    this.#frame.inert = this.getAttribute("variant") === "consent";
    this.#bar.show(model, links, texts);
    this.#panel.show(model, links, texts, language, choicesOf(this.#told, links.roles, texts.self), drawable(pinsOf(this)));
    if (focused && !this.#root.activeElement?.checkVisibility()) {
      (model.phase === "in" ? this.#bar.toggle : this.#bar.login).focus();
    }
  }

  /** Dispatch; say whether the page lets us go on (only what asks for something can be cancelled). */
  #tell(name: string, detail: Record<string, unknown> = {}): boolean {
    const cancelable = MAY_BE_STOPPED.includes(name);
    return this.dispatchEvent(new CustomEvent(`cp-${name}`, { detail, cancelable, bubbles: true, composed: true }));
  }
}
