/** What the header knows, and nothing else: the shape of its one document. */

export interface Item {
  id: string;
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

/** `loading`: nobody has told us yet. `ended`: there was a session in this page and now there is none. */
export type Phase = "loading" | "out" | "in" | "ended";

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

export interface Links {
  organisation: string;
  home: string;
  login: string;
  logout: string;
  profile: string;
  item: (id: string) => string;
  /** An address of the gateway itself; a path that leads elsewhere becomes the profile page. */
  entry: (path: string) => string;
}
