/** The header as it is, on a page of your tests: a region is played in the page, and nothing goes over the network. */

/** What the region says when the header asks. */
export type MockState =
  /** A citizen is logged in. */
  | "in"
  /** Nobody is. */
  | "out"
  /** Nobody answers until another state is set; after three seconds the header says so, after eight it gives up. */
  | "slow"
  /** Your own server answers, the region does not. */
  | "down"
  /** The citizen was logged in on this page and logged out elsewhere. */
  | "ended";

export interface MockItem {
  id: string;
  /** The block that it is of; `notifications` when left out. */
  block?: string;
  name: string;
  sender: { name: string };
  /** RFC 3339. */
  date: string;
}

export interface MockEntry {
  block: string;
  label: string;
  /** A path of the gateway. */
  path: string;
  count: number;
}

export interface MockOptions {
  state?: MockState;
  citizen?: { name: string; role: { code: string; name: string } };
  /** 100 stands for more than 99. */
  unreadCount?: number;
  items?: MockItem[];
  entries?: MockEntry[];
}

export interface Mock {
  /** Change what is played; what is left out stays. The headers of the page are told at once. */
  set(changes: MockOptions): void;
  /** Play no longer: give the page its own `fetch` again. */
  remove(): void;
}

/** Play a region from now on, and define the element where the page has not. */
export declare function installMock(options?: MockOptions): Mock;
