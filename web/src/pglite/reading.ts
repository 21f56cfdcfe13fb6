/** A database that a script makes, read with the core's own queries. */

import type { Reading } from "../core/protocol.js";
import type { Session } from "../core/session.js";
import { Engine, ServerError } from "./engine.js";
import type { Server } from "./protocol.js";

/** A role that a script takes for granted: every cluster has its own. */
const ROLE = /^role "(.+)" does not exist$/;
/** A script names no more roles than this. */
const ROLES = 100;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

export class Databases {
  readonly #engine = new Engine();
  readonly #session: Session;
  #server: Server = { version: 0, user: "" };

  constructor(session: Session) {
    this.#session = session;
  }

  async fresh(): Promise<void> {
    this.#server = await this.#engine.fresh();
  }

  /** Runs something in a new database; roles that it misses are made before, and it begins anew. */
  async anew<T>(run: (send: (sql: string) => Promise<void>) => Promise<T>): Promise<T> {
    const roles: string[] = [];
    for (;;) {
      this.#server = await this.#engine.fresh();
      for (const role of roles) await this.#engine.run(`CREATE ROLE ${quoted(role)}`);
      try {
        return await run((sql) => this.#engine.run(sql));
      } catch (error) {
        const role = missing(error);
        if (role === undefined || roles.includes(role) || roles.length >= ROLES) throw error;
        roles.push(role);
      }
    }
  }

  /** The catalogs as they are. */
  async read(): Promise<Reading> {
    const queries = await this.#session.ask("queries", this.#server);
    await this.#engine.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = pg_catalog");
    try {
      return { ...this.#server, answers: await this.#engine.texts(queries) };
    } finally {
      await this.#engine.run("ROLLBACK");
    }
  }

  /** What a script makes, which is then undone. */
  async trial(sql: string): Promise<Reading> {
    const queries = await this.#session.ask("queries", this.#server);
    // A role can't be made inside: so the script is tried until it misses none.
    for (let made = 0; ; made++) {
      await this.#engine.run("BEGIN");
      let role: string | undefined;
      try {
        await this.#engine.run(sql);
        return { ...this.#server, answers: await this.#engine.texts(queries) };
      } catch (error) {
        role = missing(error);
        if (role === undefined || made >= ROLES) throw error;
      } finally {
        await this.#engine.run("ROLLBACK");
      }
      await this.#engine.run(`CREATE ROLE ${quoted(role)}`);
    }
  }
}

/** The role for want of which a statement failed. */
function missing(error: unknown): string | undefined {
  return error instanceof ServerError ? ROLE.exec(error.failure.message)?.[1] : undefined;
}
