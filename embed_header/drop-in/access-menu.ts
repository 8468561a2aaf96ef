/** `globalHeaderClient.accessMenu`. */
import type {
  AccessMenuMethods,
  ApplicationMenuLink,
  MainLink,
  ProfileConfig,
  Translatable,
} from "@govflanders/vl-widget-global-header-types";
import { readable } from "./readable.js";
import type { Settings } from "./settings.js";

type MenuLinks = Translatable<ApplicationMenuLink>[];

export class AccessMenu implements AccessMenuMethods {
  constructor(private readonly settings: Settings) {}

  readonly setMainLinks = async (mainLinks: Translatable<MainLink>[]): Promise<boolean> =>
    this.settings.change({ mainLinks });

  readonly addApplicationMenuLink = async (link: Translatable<ApplicationMenuLink>): Promise<MenuLinks> =>
    this.addApplicationMenuLinks([link]);

  readonly addApplicationMenuLinks = async (links: MenuLinks): Promise<MenuLinks> =>
    this.setApplicationMenuLinks([...this.settings.values.menuLinks, ...(Array.isArray(links) ? links : [])]);

  readonly setApplicationMenuLinks = async (links: MenuLinks): Promise<MenuLinks> => {
    this.settings.change({ menuLinks: links });
    return [...this.settings.values.menuLinks];
  };

  /** What is left out, or cannot be read, stays as it was told; but who it was is forgotten as soon as nobody is there. */
  readonly setProfile = async (profile: Partial<ProfileConfig>): Promise<boolean> => {
    const told = readable("profile", profile);
    if (!told) return false;
    const { idpData, ...known } = { ...this.settings.values.profile, ...told };
    return this.settings.change({ profile: known.active && idpData ? { ...known, idpData } : known });
  };

  readonly getProfile = async (): Promise<Partial<ProfileConfig>> => ({ ...this.settings.values.profile });

  readonly getApplicationName = async (): Promise<string> => this.settings.in(this.settings.values.application) ?? "";

  readonly setApplicationName = async (application: Translatable<string>): Promise<boolean> =>
    this.settings.change({ application });

  readonly setVisibility = async (menu: boolean): Promise<boolean> => this.settings.change({ menu });
}
