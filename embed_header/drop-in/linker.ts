/**
 * `window.globalHeaderLinker`: in the Flemish header its entry script queues calls there for a widget that comes later.
 * Ours is there at once, so `update()` carries out whatever a page has queued.
 */
import type { GlobalHeaderClient, Linker } from "@govflanders/vl-widget-global-header-types";

type Method = (argument: unknown) => Promise<unknown>;

export function linkerOf(client: GlobalHeaderClient, queued: Linker["queue"]): Linker {
  const linker: Linker = {
    queue: queued,
    update() {
      for (const { key, args, resolve, reject } of linker.queue.splice(0)) {
        methodOf(client, key)(args).then(resolve as (value: unknown) => void, reject);
      }
    },
  };
  linker.update();
  return linker;
}

/** Find a method by its path, such as `contact.open`. */
function methodOf(client: GlobalHeaderClient, path: string): Method {
  const found = path.split(".").reduce<unknown>(ownFieldOf, client);
  if (typeof found === "function") return found as Method;
  return () => Promise.reject(new Error(`globalHeaderClient has no method ${path}.`));
}

function ownFieldOf(object: unknown, name: string): unknown {
  return Object.getOwnPropertyDescriptor(Object(object), name)?.value;
}
