/** What a page can say to `<citizen-profile-header>`, and what it hears. The module itself exports nothing. */

/** Who is logged in on this site, and in which role (`BUR` for oneself). */
export interface Session {
  name: string;
  role: { code: string; name: string };
}

/** `links`: this site logs nobody in. `ended`: there was a session in this page and now there is none. */
export type Phase = "links" | "loading" | "out" | "in" | "ended";

export interface Entity {
  code: string;
  name: string;
  firstName?: string;
}

export interface Authorization {
  onBehalfOf?: Entity;
  mandateGiver?: Entity;
  loginHint?: string;
}

/** What a site with a login of its own tells (tier 1), in the shape of the Flemish global header's `ProfileConfig`. */
export interface Profile {
  active?: boolean;
  loginUrl?: string;
  logoutUrl?: string;
  switchCapacityUrl?: string;
  idpData?: {
    user?: { firstName: string; name: string };
    activeIdentity?: Authorization;
    identities?: Authorization[];
  };
}

export interface Config {
  version: string;
  /** Origin of the gateway. */
  gateway: string;
  tier: number;
  language: string;
  /** Blocks that the page lets draw in the panel. */
  widgets: string[];
}

/** The header's words; `#` stands for a number, a time or a name. */
export type Message =
  | "header"
  | "login"
  | "logout"
  | "profile"
  | "one"
  | "many"
  | "unread"
  | "slow"
  | "offline"
  | "down"
  | "stale"
  | "ended"
  | "seen"
  | "retry"
  | "roles"
  | "as"
  | "self";

/** What the header tells. All events bubble and are composed. */
export interface CitizenProfileHeaderEventMap {
  "cp-ready": CustomEvent<{ phase: Phase }>;
  "cp-session-change": CustomEvent<{ phase: Phase }>;
  "cp-unread-change": CustomEvent<{ unreadCount: number }>;
  "cp-panel-open": CustomEvent<Record<string, never>>;
  "cp-panel-close": CustomEvent<Record<string, never>>;
  /** Status of an answer, or `network`, `timeout`, `unanswered`, `empty`, `silent`. */
  "cp-error": CustomEvent<{ code: string }>;
  /** `preventDefault()` stops it, as it does the four below: you go on yourself. */
  "cp-login": CustomEvent<Record<string, never>>;
  "cp-logout": CustomEvent<Record<string, never>>;
  "cp-notification-open": CustomEvent<{ id: string }>;
  "cp-capacity-switch": CustomEvent<{ loginHint: string }>;
  "cp-language-change": CustomEvent<{ language: string }>;
}

export interface CitizenProfileHeader extends HTMLElement {
  readonly version: string;
  /** Who is logged in; null for nobody. */
  readonly session: Session | null;
  /** How many messages are unread (100 stands for more than 99); null while nobody is logged in, and in tier 0 and 1. */
  readonly unreadCount: number | null;
  /** Your own words, in place of the header's; `refresh` shows what is set when it is on the page already. */
  messages: Partial<Record<Message, string>> | undefined;
  /** What asks your server for a header token, in place of `token-url`. */
  tokenProvider: ((proof: string) => Promise<Response>) | undefined;
  refresh(): Promise<void>;
  openPanel(): Promise<void>;
  closePanel(): Promise<void>;
  signIn(): Promise<void>;
  signOut(): Promise<void>;
  /** Tell who is logged in (tier 1); what is left out stays as it was told. False in another tier. */
  setProfile(profile: Profile): Promise<boolean>;
  getProfile(): Promise<Profile>;
  getConfig(): Promise<Config>;
}

declare global {
  interface HTMLElementTagNameMap {
    "citizen-profile-header": CitizenProfileHeader;
  }
  interface HTMLElementEventMap extends CitizenProfileHeaderEventMap {}
  interface DocumentEventMap extends CitizenProfileHeaderEventMap {}
}
