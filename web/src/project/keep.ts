/** Work that outlives the page: kept in the browser, a record for each of its tabs. */

import { isProject } from "./project.js";
import type { Project } from "./project.js";

/** What a migration starts from. */
export interface Base {
  label: string;
  project: Project;
}

export interface Work {
  project: Project;
  /** The file that is edited. */
  active: string;
  base: Base;
  snapshots: Base[];
}

interface Record extends Work {
  id: string;
  at: number;
}

/** Records of tabs that are closed and forgotten. */
const MOST = 8;

export class Keep {
  readonly #id: string;
  readonly #open: Promise<IDBDatabase | null>;

  constructor() {
    let id: string | null = null;
    try {
      id = sessionStorage.getItem("pgtoml.tab");
      if (id === null) sessionStorage.setItem("pgtoml.tab", (id = crypto.randomUUID()));
    } catch {
      // Then every visit is a tab of its own.
    }
    this.#id = id ?? crypto.randomUUID();
    this.#open = open();
  }

  /** What this tab had, else what was written last. */
  async load(): Promise<Work | null> {
    const all = (await this.#run<Record[]>("readonly", (store) => store.getAll())) ?? [];
    all.sort((a, b) => b.at - a.at);
    const found = all.find(({ id }) => id === this.#id) ?? all[0];
    for (const { id } of all.slice(MOST)) void this.#run("readwrite", (store) => store.delete(id));
    return found && isProject(found.project) && isProject(found.base?.project) ? found : null;
  }

  async save(work: Work): Promise<boolean> {
    const done = await this.#run<IDBValidKey>("readwrite", (store) => store.put({ ...work, id: this.#id, at: Date.now() }));
    return done !== undefined;
  }

  async #run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<T | undefined> {
    const database = await this.#open;
    if (database === null) return undefined;
    return new Promise((resolve) => {
      try {
        const request = ask(database.transaction("work", mode).objectStore("work"));
        request.onsuccess = () => resolve(request.result as T);
        request.onerror = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
    });
  }
}

/** `null` where the browser keeps nothing, as in some private windows. */
function open(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open("pgtoml", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("work", { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}
