/** What the page wishes to be shown: at first what is configured, then what it sets. */
import type {
  AccessMenuConfig,
  AlertConfig,
  ApplicationMenuLink,
  BrandingConfig,
  Config,
  ContactConfig,
  Language,
  MainLink,
  ProfileConfig,
  ServicePoints,
  Translatable,
} from "@govflanders/vl-widget-global-header-types";
import { LANGUAGES, preferred, translated } from "./language.js";
import { inLanguage } from "./merge.js";
import { readable } from "./readable.js";

export interface Values {
  level: number;
  colors: NonNullable<BrandingConfig["colors"]>;
  host: Translatable<NonNullable<BrandingConfig["host"]>>;
  umbrella: Translatable<NonNullable<BrandingConfig["umbrella"]>>;
  alert: Translatable<Partial<AlertConfig>>;
  servicePoints: Translatable<ServicePoints>;
  mainLinks: Translatable<MainLink>[];
  menuLinks: Translatable<ApplicationMenuLink>[];
  application: Translatable<string>;
  profile: Partial<ProfileConfig>;
  /** The access menu is there. */
  menu: boolean;
  /** There is somewhere to go; not so on a consent screen. */
  navigation: boolean;
}

export class Settings {
  readonly values: Values;
  /** Service points as they are configured. */
  readonly servicePoints: Translatable<ServicePoints>;
  /** Called after each change. */
  heard: (change: Partial<Values>) => void = () => {};
  #language: Language;

  constructor(readonly config: Config) {
    this.#language = config.i18n?.default ?? config.branding?.i18n?.default ?? "nl";
    this.values = { ...NONE, ...readIn(valuesOf(config)) };
    this.servicePoints = this.values.servicePoints;
  }

  /** Whether citizens log in on this site at all. */
  get sessions(): boolean {
    return pluginOf<AccessMenuConfig>(this.config, "citizen_profile")?.session?.application?.sessionSupport !== false;
  }

  /** Change what is given, as far as it can be read; nothing where one of it cannot be read at all. */
  change(change: Partial<Values>): boolean {
    const read = readIn(change);
    if (Object.keys(read).length < Object.keys(change).length) return false;
    Object.assign(this.values, read);
    this.heard(read);
    return true;
  }

  /** Give a value in the language of the page, else in that of the site, else in any. */
  in<T>(value: Translatable<T>): T | undefined {
    return translated(value, preferred(this.#language));
  }
}

/** What is there where nothing is configured, or nothing that can be read. */
const NONE: Values = {
  level: 4,
  colors: {},
  host: {},
  umbrella: {},
  alert: {},
  servicePoints: {},
  mainLinks: [],
  menuLinks: [],
  application: "",
  profile: {},
  menu: false,
  navigation: true,
};

function valuesOf(config: Config): Partial<Values> {
  const branding = each((language) => inLanguage(inLanguage(config, language).branding ?? {}, language));
  const menu = each((language) => pluginOf<AccessMenuConfig>(config, "citizen_profile", language));
  const contact = each((language) => pluginOf<ContactConfig & Points>(config, "contact", language));
  return {
    level: config.branding?.level ?? NONE.level,
    colors: config.branding?.colors ?? {},
    host: each((language) => branding[language].host ?? {}),
    umbrella: each((language) => branding[language].umbrella ?? {}),
    alert: each((language) => inLanguage(config, language).alert ?? {}),
    servicePoints: each((language) => contact[language]?.servicePoints ?? {}),
    mainLinks: byPlace(each((language) => listIn(menu[language]?.mainLinks))),
    menuLinks: byPlace(each((language) => listIn(menu[language]?.applicationMenu))),
    application: each((language) => menu[language]?.application?.name ?? ""),
    menu: menu.nl !== undefined,
  };
}

/** Leave out what cannot be read. */
function readIn(values: Partial<Values>): Partial<Values> {
  const names = Object.keys(values) as (keyof Values)[];
  const read = names.map((name) => [name, readable(name, values[name])] as const);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

function listIn<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? value : [];
}

/** Ours: the Flemish header asks a contact service for them, which is not to be had elsewhere. */
interface Points {
  servicePoints?: ServicePoints;
}

function pluginOf<T>(config: Config, id: string, language: Language = "nl"): T | undefined {
  const plugin = listIn(inLanguage(config, language).extensions).find((one) => one?.pluginTypeId === id);
  return plugin && (inLanguage(plugin, language) as T);
}

function each<T>(make: (language: Language) => T): Record<Language, T> {
  return Object.fromEntries(LANGUAGES.map((language) => [language, make(language)])) as Record<Language, T>;
}

/** Turn a list per language into a list of which each entry is in all its languages. */
function byPlace<T>(lists: Record<Language, readonly T[]>): Translatable<T>[] {
  const longest = Math.max(...LANGUAGES.map((language) => lists[language].length));
  return Array.from({ length: longest }, (_, at) => {
    const entry = LANGUAGES.flatMap((language) => (at in lists[language] ? [[language, lists[language][at]]] : []));
    return Object.fromEntries(entry) as Partial<Record<Language, T>>;
  });
}
