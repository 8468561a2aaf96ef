/** What the header knows, and nothing else: the shape of its one document. */

export interface Item {
  id: string;
  block: string;
  name: string;
  sender: { name: string };
  date: string;
}

export interface Entry {
  block: string;
  label: string;
  path: string;
  count: number;
}

export interface Summary {
  name: string;
  role: { code: string; name: string };
  unreadCount: number;
  items: Item[];
  entries: Entry[];
}

/**
 * `loading`: nobody has told us yet. `ended`: there was a session in this page and now there is none.
 * `links`: this site logs nobody in; there are only links.
 */
export type Phase = "links" | "loading" | "out" | "in" | "ended";

export type Trouble = "slow" | "offline" | "down";

export interface Model {
  phase: Phase;
  trouble: Trouble | undefined;
  summary: Summary | undefined;
  unreadCount: number;
  /** When the summary was last confirmed. */
  seenAt: Date;
  open: boolean;
}

/** A role that the citizen can change to. */
export interface Choice {
  name: string;
  href: string;
  hint: string;
}

export interface Links {
  organisation: string;
  home: string;
  login: string;
  logout: string;
  /** Where the citizen changes role; empty where the site offers none. */
  roles: string;
  profile: string;
  item: (id: string) => string;
  /** An address of the gateway itself; a path that leads elsewhere becomes the profile page. */
  entry: (path: string) => string;
}
