/** PostgreSQL in the page: reads SQL, settles what texts can't tell, and proves a migration. */

import type { Work } from "../app/work.js";
import { Refused, Stopped } from "../core/client.js";
import type { Ask, Script } from "../core/protocol.js";
import type { Session } from "../core/session.js";
import { single } from "../project/project.js";
import type { Sources } from "../project/project.js";
import { element, plural } from "../ui/dom.js";
import { toast } from "../ui/toast.js";
import { plain } from "./dump.js";
import { ServerError } from "./engine.js";
import { pieces } from "./pieces.js";
import { Databases } from "./reading.js";

export class Database {
  readonly #session: Session;
  readonly #work: Work;
  readonly #databases: Databases;
  #busy = false;

  constructor(session: Session, work: Work) {
    this.#session = session;
    this.#work = work;
    this.#databases = new Databases(session);
  }

  /** SQL files, as a project or as the base of the migration. */
  async load(files: readonly { name: string; text: string }[], what: "project" | "base"): Promise<void> {
    await this.#alone(async () => {
      toast("PostgreSQL is loaded into the page to read the SQL …");
      const name = files.length === 1 ? (files[0]?.name ?? "SQL") : `${files.length} SQL files`;
      try {
        await this.#databases.anew(async (send) => {
          for (const file of files) await send(plain(file.text));
        });
        const { toml, unmodelled } = await this.#session.ask("imported", await this.#databases.read());
        const project = single(name, toml);
        if (what === "project") this.#work.open(project);
        else this.#work.rebase({ label: name, project });
        if (unmodelled.length > 0) toast(`Left out, as pgtoml does not model it: ${unmodelled.join(", ")}.`);
      } catch (error) {
        toast(`${name}: ${reason(error)}`);
      }
    });
  }

  /**
   * Makes the base in an empty database, runs the migration, reads back what came of it, and asks the core what is left
   * to do. `settled` gets the migration if PostgreSQL could say more about it than the texts.
   */
  async prove(says: HTMLElement, from: Sources, to: Sources, settled: (script: Script) => void): Promise<void> {
    await this.#alone(async () => {
      /** What was at work. */
      let at = "";
      const say = (look: string, ...content: (Node | string)[]) => {
        says.className = `proof ${look}`;
        says.replaceChildren(...content);
      };
      try {
        say("", "PostgreSQL starts in the page …");
        const script = await this.#settle(from, to, (text) => say("", text));
        settled(script);
        if ((script.report.refused ?? []).length > 0) return say("failed", element("b", {}, "Refused. "), "There is no migration to prove.");
        const base = await this.#about(from, (ask) => ask("sql", {}));
        const { steps } = script.report;
        await this.#databases.anew(async (send) => {
          let step = 0;
          say("", `${(at = "The base")} is made …`);
          await send(base.sql);
          for (const { object, sql } of pieces(script)) {
            at = object === "" ? at : `Step ${++step} of ${steps.length}: ${object}`;
            say("", `${at} …`);
            await send(sql);
          }
          at = "";
        });
        say("", "What came of it is read back …");
        const left = await this.#left(to);
        if (left.report.steps.length > 0) {
          const objects = [...new Set(left.report.steps.map(({ object }) => object))];
          return say("failed", element("b", {}, "Something is left to do. "), objects.join(", "));
        }
        if ((left.report.undetermined ?? []).length > 0) {
          return say("failed", element("b", {}, "Undetermined. "), (left.report.undetermined ?? []).map(({ text }) => text).join("; "));
        }
        say("proven", element("b", {}, "Proven. "), `${plural(steps.length, "step")} on PostgreSQL in this page; read back, nothing is left to do.`);
      } catch (error) {
        say("failed", element("b", {}, "Not proven. "), at === "" ? reason(error) : `${at}: ${reason(error)}`);
      }
    });
  }

  /** The migration, with what a server says about texts that the core can't compare. */
  async #settle(from: Sources, to: Sources, say: (text: string) => void): Promise<Script> {
    const question = await this.#about(to, (ask) => ask("question", { from }));
    if (question === null) return this.#about(to, (ask) => ask("migration", { from, back: false }));
    say("PostgreSQL compares what the texts can’t tell …");
    await this.#databases.fresh();
    const wanted = await this.#databases.trial(question.wanted);
    const there = await this.#databases.trial(question.there);
    return this.#about(to, (ask) => ask("settled", { from, wanted, there }));
  }

  /** What is left to do in the database as it is. */
  async #left(to: Sources): Promise<Script> {
    const live = await this.#databases.read();
    const question = await this.#about(to, (ask) => ask("leftQuestion", { live }));
    if (question === null) return this.#about(to, (ask) => ask("left", { live }));
    await this.#databases.fresh();
    const wanted = await this.#databases.trial(question.wanted);
    const there = await this.#databases.trial(question.there);
    return this.#about(to, (ask) => ask("left", { live, settled: { wanted, there } }));
  }

  /** Questions about these files, which the views need not be about. */
  #about<T>(files: Sources, run: (ask: Ask) => Promise<T>): Promise<T> {
    return this.#session.errand(async (ask) => {
      await ask("open", files);
      return run(ask);
    });
  }

  async #alone(run: () => Promise<void>): Promise<void> {
    if (this.#busy) return toast("PostgreSQL is at work already.");
    this.#busy = true;
    try {
      await run();
    } finally {
      this.#busy = false;
    }
  }
}

function reason(error: unknown): string {
  if (error instanceof ServerError) {
    const { message, detail, hint } = error.failure;
    if (/extension "[^"]+" is not available/.test(message)) return `${message}: PostgreSQL in this page does not come with it. pgtoml prove does this on a server that has it.`;
    return [message, detail, hint].filter((part) => part !== undefined).join(". ");
  }
  if (error instanceof Stopped) return "The core took too long and was stopped.";
  if (error instanceof Refused || error instanceof Error) return error.message;
  return String(error);
}
