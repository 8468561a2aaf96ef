/** What a site with a login of its own tells us (tier 1), in the shape of the Flemish global header's `ProfileConfig`. */
import type { Choice, Summary } from "./model.js";

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

/** Say who is there; `self` is the word for a citizen who acts for nobody else. */
export function summaryOf({ idpData }: Profile, self: string, nobody: string): Summary {
  const entity = idpData?.activeIdentity?.onBehalfOf;
  return {
    name: nameOf(idpData?.user) || nobody,
    role: { code: entity?.code ?? "BUR", name: nameOf(entity) || self },
    unreadCount: 0,
    items: [],
    entries: [],
  };
}

/** Give the roles that the citizen can change to at `address`, each with the hint that asks for it. */
export function choicesOf({ idpData }: Profile, address: string, self: string): Choice[] {
  const others = address ? (idpData?.identities?.filter?.(Boolean) ?? []) : [];
  return others.map(({ onBehalfOf, loginHint = "" }) => {
    const href = new URL(address);
    if (loginHint) href.searchParams.set("login_hint", loginHint);
    return { name: nameOf(onBehalfOf) || self, href: href.href, hint: loginHint };
  });
}

function nameOf(entity: Partial<Entity> | undefined): string {
  return [entity?.firstName, entity?.name].filter(Boolean).join(" ");
}
