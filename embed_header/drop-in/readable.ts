/** What a configuration or a page says, as far as it can be read: what is of another kind is as if it were not said. */
import { isTranslated } from "./language.js";
import type { Values } from "./settings.js";

type Kind = "boolean" | "number" | "string";
type Shape = Kind | readonly [Shape] | { readonly [name: string]: Shape };
type Fields = Readonly<Record<string, unknown>>;

const LINK = { label: "string", href: "string", target: "string", isExternal: "boolean" } as const;
const IMAGE = { src: "string", srcSet: ["string"], alt: "string" } as const;
const CHANNEL = { name: "string", url: "string", information: "string" } as const;
const MEDIUM = { icon: "string", text: "string", url: "string" } as const;
const POINT = { ...LINK, type: "string", name: "string", channels: [CHANNEL], social: { media: [MEDIUM] } } as const;
const ENTITY = { code: "string", name: "string", firstName: "string" } as const;
const IDENTITY = { onBehalfOf: ENTITY, mandateGiver: ENTITY, loginHint: "string" } as const;
const WHO = { user: { firstName: "string", name: "string" }, activeIdentity: IDENTITY, identities: [IDENTITY] } as const;
const URLS = { loginUrl: "string", logoutUrl: "string", switchCapacityUrl: "string" } as const;

const SHAPES: { readonly [Name in keyof Values]: Shape } = {
  level: "number",
  colors: { primary: "string", functional: "string" },
  host: { ...LINK, logo: IMAGE },
  umbrella: LINK,
  alert: { enabled: "boolean", message: "string", modifier: "string" },
  servicePoints: { displayMode: "string", groupLabel: "string", contextual: [POINT], defaults: [POINT] },
  mainLinks: [LINK],
  menuLinks: [LINK],
  application: "string",
  profile: { active: "boolean", ...URLS, idpData: WHO },
  menu: "boolean",
  navigation: "boolean",
};

/** Give what can be read of a value; undefined where it is of another kind altogether. Unknown fields are kept. */
export function readable<Name extends keyof Values>(name: Name, value: unknown): Values[Name] | undefined {
  const shape = SHAPES[name];
  const list = Array.isArray(value) ? value : undefined;
  const found = isList(shape) ? list?.flatMap((one) => readInEach(one, shape[0]) ?? []) : readInEach(value, shape);
  return found as Values[Name] | undefined;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readInEach(value: unknown, shape: Shape): unknown {
  if (!isTranslated(value)) return read(value, shape);
  const found = fieldsOf(value, () => shape);
  return Object.values(found).some((one) => one !== undefined) ? found : undefined;
}

function read(value: unknown, shape: Shape): unknown {
  if (typeof shape === "string") return typeof value === shape ? value : undefined;
  if (isList(shape)) return Array.isArray(value) ? value.flatMap((one) => read(one, shape[0]) ?? []) : undefined;
  return isFields(value) ? fieldsOf(value, (name) => (Object.hasOwn(shape, name) ? shape[name] : undefined)) : undefined;
}

/** A field that cannot be read is left out; one that is null is undefined, so that laid over another it takes it away. */
function fieldsOf(value: Fields, shapeOf: (name: string) => Shape | undefined): Fields {
  const fields = Object.entries(value).flatMap(([name, one]): [string, unknown][] => {
    const shape = shapeOf(name);
    if (!shape) return [[name, one]];
    const found = one === null ? undefined : read(one, shape);
    return found === undefined && one !== null && one !== undefined ? [] : [[name, found]];
  });
  return Object.fromEntries(fields);
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
