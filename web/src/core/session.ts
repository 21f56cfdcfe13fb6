/** From keystrokes to views: the newest files are read, then the view that is looked at is asked for. */

import type { Sources } from "../project/project.js";
import { Core, Refused, Stopped } from "./client.js";
import type { Ask, Name, Questions, Summary } from "./protocol.js";

/** A view of what the core makes of the files. */
export interface Panel {
  readonly name: string;
  /** Whether it has something to show of files with errors. */
  readonly partial?: boolean;
  /** What it shows depends on this besides the files. */
  key(): string;
  draw(ask: Ask): Promise<void>;
}

/** What the page shows. */
export interface Screen {
  readonly sources: Sources;
  /** `null`: none is looked at. */
  readonly panel: Panel | null;
  summary(summary: Summary, took: number): void;
  /** Why the view is not about the files as they stand; `null`: it is. */
  behind(why: Behind | null): void;
}

export type Behind =
  /** The files have errors; the view shows the last ones without any, or what could be understood, or nothing. */
  | { because: "errors"; shown: "before" | "parts" | "nothing" }
  | { because: "slow" | "broken" | "unloadable" | "refused"; detail: string };

export class Session {
  readonly #core = new Core();
  readonly #screen: Screen;
  /** The last files without errors. */
  #good: Sources | undefined;
  /** What each view was drawn from. */
  readonly #drawn = new Map<string, string>();
  #again = false;
  #errands: (() => Promise<void>)[] = [];
  #running = false;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** The files, the view or what it depends on is another. */
  changed(): void {
    this.#again = true;
    void this.#run();
  }

  /** Another project: what is shown has nothing to do with it. */
  forget(): void {
    this.#good = undefined;
    this.#drawn.clear();
  }

  /** The files that views are about: the newest without errors, if any were. */
  get shown(): Sources {
    return this.#good ?? this.#screen.sources;
  }

  /** Something besides the views: about the files that views are about, or about the newest even if it has errors. */
  ask<N extends Name>(name: N, ask: Questions[N]["ask"], about: "shown" | "newest" = "shown"): Promise<Questions[N]["answer"]> {
    return this.errand((core) => core(name, ask), about);
  }

  /** Several questions in a row. */
  errand<T>(run: (ask: Ask) => Promise<T>, about: "shown" | "newest" = "shown"): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#errands.push(async () => {
        try {
          await this.#core.ask("open", about === "shown" ? this.shown : this.#screen.sources);
          resolve(await run((name, ask) => this.#core.ask(name, ask)));
        } catch (error) {
          reject(error);
        }
      });
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#again || this.#errands.length > 0) {
        await this.#errands.shift()?.();
        if (this.#again) await this.#once();
      }
    } finally {
      this.#running = false;
    }
  }

  async #once(): Promise<void> {
    this.#again = false;
    try {
      await this.#follow();
    } catch (error) {
      if (error instanceof Stopped) this.#screen.behind({ because: error.why, detail: error.message });
      else if (error instanceof Refused) this.#screen.behind({ because: "refused", detail: error.message });
      else throw error;
    }
  }

  async #follow(): Promise<void> {
    const { sources } = this.#screen;
    const begun = performance.now();
    const summary = await this.#core.ask("open", sources);
    // Newer files make the rest of these worthless.
    if (this.#again) return;
    this.#screen.summary(summary, performance.now() - begun);
    if (!summary.errors) this.#good = sources;

    const { panel } = this.#screen;
    if (panel === null) return;
    if (this.#good === undefined) {
      // Nothing to hold on to: a picture of what could be understood is a start.
      if (panel.partial) await panel.draw((name, ask) => this.#core.ask(name, ask));
      this.#screen.behind({ because: "errors", shown: panel.partial ? "parts" : "nothing" });
      return;
    }
    const from = `${this.#good.id} ${panel.key()}`;
    if (this.#drawn.get(panel.name) !== from) {
      if (this.#good !== sources) await this.#core.ask("open", this.#good);
      await panel.draw((name, ask) => this.#core.ask(name, ask));
      this.#drawn.set(panel.name, from);
    }
    // For the tests and the browser's own tools: from the edit to the view that shows it.
    performance.measure(`pgtoml ${panel.name}`, { start: begun });
    this.#screen.behind(summary.errors ? { because: "errors", shown: "before" } : null);
  }
}
