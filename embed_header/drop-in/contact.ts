/** `globalHeaderClient.contact`. */
import type {
  ContactMethods,
  EnrichedServicePoints,
  ServicePoints,
  Translatable,
} from "@govflanders/vl-widget-global-header-types";
import type { Header } from "./header.js";
import { enriched } from "./points.js";
import type { Settings } from "./settings.js";

export class Contact implements ContactMethods {
  constructor(
    private readonly settings: Settings,
    private readonly header: Header,
  ) {}

  /** Give those that are shown. */
  readonly getServicePoints = async (): Promise<EnrichedServicePoints> =>
    enriched(this.settings.in(this.settings.values.servicePoints) ?? {});

  readonly setServicePoints = async (
    servicePoints: Translatable<ServicePoints>,
  ): Promise<Translatable<ServicePoints>> => {
    this.settings.change({ servicePoints });
    return servicePoints;
  };

  readonly resetServicePoints = async (): Promise<boolean> =>
    this.settings.change({ servicePoints: this.settings.servicePoints });

  /** Open the overview; for `mail` with the focus on the first mailbox. There is no chat: it leads to all ways. */
  readonly open = async (channel?: "chat" | "mail"): Promise<boolean> => {
    const { help } = this.header;
    if (help) help.open = true;
    if (channel === "mail") help?.querySelector<HTMLElement>('a[href^="mailto:"]')?.focus();
    return Boolean(help);
  };

  readonly close = async (): Promise<boolean> => {
    const { help } = this.header;
    if (help) help.open = false;
    return true;
  };

  readonly toggle = async (): Promise<boolean> =>
    (await this.isOpen()) ? !(await this.close()) : this.open();

  readonly isOpen = async (): Promise<boolean> => Boolean(this.header.help?.open);
}
