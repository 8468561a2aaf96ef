/** `<citizen-profile-header>`: attributes in, `cp-` events out. */
import { Bar } from "./bar.js";
import { Conversation } from "./conversation.js";
import { el, say } from "./dom.js";
import { unread } from "./format.js";
import barStyle from "./header.css";
import { gatewayOf, linksOf, siteAddress } from "./links.js";
import type { Model, Phase, Summary } from "./model.js";
import panelStyle from "./panel.css";
import { Panel } from "./panel.js";
import { languageOf, textsIn } from "./texts.js";
import { watchPage } from "./watch.js";

const SETTLED = 1_000;
const sheet = new CSSStyleSheet();
sheet.replaceSync(barStyle + panelStyle);

export class CitizenProfileHeader extends HTMLElement {
  static readonly observedAttributes = ["api", "token-url", "organisation", "home-url", "login-url", "logout-url"];

  #bar = new Bar();
  #panel = new Panel();
  #said = el("p", { class: "unseen", role: "status" });
  #frame = el("nav", {}, this.#bar.node, this.#panel.node, this.#said);
  #root = this.attachShadow({ mode: "open" });
  #talk: Conversation | undefined;
  #gone: AbortController | undefined;
  #ready = false;
  #saying: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#frame);
    this.#bar.toggle.addEventListener("click", () => this.#talk?.open(!this.#talk.model.open));
    for (const { retry } of [this.#bar, this.#panel]) retry.addEventListener("click", () => this.refresh());
    this.#bar.login.addEventListener("click", (event) => this.#tell("login") || event.preventDefault());
    this.#panel.logout.addEventListener("click", (event) => this.#tell("logout") || event.preventDefault());
    this.#panel.node.addEventListener("click", (event) => this.#chosen(event));
    this.#frame.addEventListener("keydown", ({ key }) => key === "Escape" && this.closePanel());
    this.#frame.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !this.#frame.contains(relatedTarget as Node)) void this.closePanel();
    });
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
      translated: () => (this.#draw(), void this.refresh()),
    }, signal);
    this.#begin();
  }

  disconnectedCallback(): void {
    this.#gone?.abort();
    this.#talk?.close();
    this.#talk = undefined;
    clearTimeout(this.#saying);
  }

  attributeChangedCallback(name: string): void {
    if (!this.#talk) return;
    if (name === "api" || name === "token-url") this.#begin();
    else this.#draw();
  }

  /** How many messages are unread (100 stands for more than 99); null while nobody is logged in. */
  get unreadCount(): number | null {
    return this.session ? (this.#talk?.model.unreadCount ?? null) : null;
  }

  /** Who is logged in on this site and in which role; null for nobody. */
  get session(): Pick<Summary, "name" | "role"> | null {
    const summary = this.#talk?.model.summary;
    return summary ? { name: summary.name, role: summary.role } : null;
  }

  async refresh(): Promise<void> {
    await this.#talk?.refresh();
  }

  async openPanel(): Promise<void> {
    this.#talk?.open(true);
  }

  async closePanel(): Promise<void> {
    this.#talk?.open(false);
  }

  async signIn(): Promise<void> {
    if (this.#tell("login")) location.assign(this.#bar.login.href);
  }

  async signOut(): Promise<void> {
    if (this.#tell("logout")) location.assign(this.#panel.logout.href);
  }

  #begin(): void {
    this.#talk?.close();
    this.#ready = false;
    const tokenAddress = siteAddress(this, "token-url", "/citizen-profile/header-token");
    this.#talk = new Conversation(gatewayOf(this), tokenAddress, () => languageOf(document), {
      changed: (before) => this.#changed(before),
      failed: (code) => this.#tell("error", { code }),
    });
    this.#draw();
    void this.refresh();
  }

  #changed(before: Model): void {
    const { phase, trouble, unreadCount, open } = this.#talk!.model;
    this.#draw();
    if (!this.#ready && (phase !== "loading" || (trouble && trouble !== "slow"))) {
      this.#ready = true;
      this.#tell("ready", { phase });
    }
    if (phase !== before.phase) this.#tell("session-change", { phase });
    if (unreadCount !== before.unreadCount) this.#tell("unread-change", { unreadCount });
    if (open !== before.open) this.#tell(open ? "panel-open" : "panel-close");
    this.#announce(before, phase, unreadCount);
  }

  /** Tell a screen reader that there is more to read, once it has settled, and that the session ended. */
  #announce(before: Model, phase: Phase, unreadCount: number): void {
    const texts = textsIn(languageOf(document));
    if (phase === "ended") return say(this.#said, texts.ended);
    if (before.phase !== "in" || unreadCount === before.unreadCount) return;
    clearTimeout(this.#saying);
    if (unreadCount < before.unreadCount) return say(this.#said, "");
    this.#saying = setTimeout(() => say(this.#said, unread(unreadCount, texts)), SETTLED);
  }

  #chosen(event: Event): void {
    const id = (event.target as Element).closest<HTMLElement>("[data-id]")?.dataset["id"];
    if (id && !this.#tell("notification-open", { id })) event.preventDefault();
  }

  #draw(): void {
    const { model } = this.#talk!;
    const focused = this.#root.activeElement;
    const language = languageOf(document);
    const texts = textsIn(language);
    const links = linksOf(this);
    this.#frame.lang = language;
    this.#frame.ariaLabel = texts.header;
    this.#frame.ariaBusy = String(model.phase === "loading" && !model.trouble);
    this.#bar.show(model, links, texts);
    this.#panel.show(model, links, texts, language);
    if (focused && !this.#root.activeElement?.checkVisibility()) {
      (model.phase === "in" ? this.#bar.toggle : this.#bar.login).focus();
    }
  }

  /** Dispatch; say whether the page lets us go on (only what asks for something can be cancelled). */
  #tell(name: string, detail: Record<string, unknown> = {}): boolean {
    const cancelable = ["login", "logout", "notification-open"].includes(name);
    return this.dispatchEvent(new CustomEvent(`cp-${name}`, { detail, cancelable, bubbles: true, composed: true }));
  }
}
