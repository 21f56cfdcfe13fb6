/** A database that a script makes, read with the core's own queries. */

import type { Reading } from "../core/protocol.js";
import type { Session } from "../core/session.js";
import { Engine, ServerError } from "./engine.js";
import { isKnown } from "./extensions.js";
import type { Server } from "./protocol.js";

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** What a script takes for granted, as its errors tell. */
class Wants {
  readonly roles: string[] = [];
  readonly extensions: string[] = [];

  /** What an error says is missing, if it can be had and was not there. */
  learn(error: unknown): "role" | "extension" | null {
    const message = error instanceof ServerError ? error.failure.message : "";
    // A script names no more roles than that.
    const role = this.roles.length < 100 ? /^role "(.+)" does not exist$/.exec(message)?.[1] : undefined;
    if (role !== undefined && !this.roles.includes(role)) {
      this.roles.push(role);
      return "role";
    }
    const extension = /^extension "(.+)" is not available$/.exec(message)?.[1];
    if (extension !== undefined && isKnown(extension) && !this.extensions.includes(extension)) {
      this.extensions.push(extension);
      return "extension";
    }
    return null;
  }
}

export class Databases {
  readonly #engine = new Engine();
  readonly #session: Session;
  #server: Server = { version: 0, user: "" };
  #wants = new Wants();

  constructor(session: Session) {
    this.#session = session;
  }

  async fresh(wants = new Wants()): Promise<void> {
    this.#wants = wants;
    this.#server = await this.#engine.fresh(wants.extensions);
    for (const role of wants.roles) await this.#engine.run(`CREATE ROLE ${quoted(role)}`);
  }

  /** Runs something in a new database; what it misses is made before, and it begins anew. */
  async anew<T>(run: (send: (sql: string) => Promise<void>) => Promise<T>): Promise<T> {
    const wants = new Wants();
    for (;;) {
      await this.fresh(wants);
      try {
        return await run((sql) => this.#engine.run(sql));
      } catch (error) {
        if (wants.learn(error) === null) throw error;
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
    for (;;) {
      let missing: "role" | "extension" | null;
      await this.#engine.run("BEGIN");
      try {
        await this.#engine.run(sql);
        return { ...this.#server, answers: await this.#engine.texts(queries) };
      } catch (error) {
        missing = this.#wants.learn(error);
        if (missing === null) throw error;
      } finally {
        await this.#engine.run("ROLLBACK");
      }
      // Neither can be had within a transaction.
      if (missing === "extension") await this.fresh(this.#wants);
      else await this.#engine.run(`CREATE ROLE ${quoted(this.#wants.roles.at(-1) ?? "")}`);
    }
  }
}
