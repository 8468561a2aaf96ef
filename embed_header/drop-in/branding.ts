/** `globalHeaderClient.branding`. */
import type {
  BrandingConfigColors,
  BrandingConfigHost,
  BrandingConfigUmbrella,
  BrandingMethods,
} from "@govflanders/vl-widget-global-header-types";
import { OURS, hexOf, variablesOf } from "./colors.js";
import type { Settings } from "./settings.js";

const LEVELS = [1, 2, 3, 4];

export class Branding implements BrandingMethods {
  constructor(private readonly settings: Settings) {}

  readonly getLevel = async (): Promise<number> => this.settings.values.level;

  readonly setLevel = async (level: number): Promise<boolean> =>
    LEVELS.includes(level) && this.settings.change({ level });

  readonly getColors = async (): Promise<BrandingConfigColors> => ({ ...OURS, ...this.settings.values.colors });

  readonly getColor = async (type: keyof BrandingConfigColors): Promise<string> => (await this.getColors())[type];

  /** Nothing changes where one of them is no colour. */
  readonly setColors = async (colors: Partial<BrandingConfigColors>): Promise<boolean> =>
    Object.values(colors ?? {}).every(hexOf) &&
    this.settings.change({ colors: { ...this.settings.values.colors, ...colors } });

  readonly setColor = async (color: { type: keyof BrandingConfigColors; value: string }): Promise<boolean> =>
    Object.hasOwn(OURS, color?.type) && this.setColors({ [color.type]: color.value });

  readonly getHost = async (): Promise<Partial<BrandingConfigHost>> =>
    this.settings.in(this.settings.values.host) ?? {};

  /** Change what is given; in every language of the page. */
  readonly setHost = async (host: Partial<BrandingConfigHost>): Promise<boolean> =>
    this.settings.change({ host: { ...(await this.getHost()), ...host } });

  readonly getUmbrella = async (): Promise<Partial<BrandingConfigUmbrella>> =>
    this.settings.in(this.settings.values.umbrella) ?? {};

  /** Change what is given; in every language of the page. */
  readonly setUmbrella = async (umbrella: Partial<BrandingConfigUmbrella>): Promise<boolean> =>
    this.settings.change({ umbrella: { ...(await this.getUmbrella()), ...umbrella } });

  readonly getVariables = async (): Promise<Record<string, string>> => variablesOf(this.settings.values.colors);
}
