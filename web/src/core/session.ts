/** From keystrokes to views: the newest text is read, then the view that is looked at is asked for. */

import { Core, Refused, Stopped } from "./client.js";
import type { Script, Summary, Theme } from "./protocol.js";

/** What the core draws. */
export type View = "erd" | "sql" | "migration";

/** What the page shows. */
export interface Screen {
  readonly text: string;
  readonly base: string;
  /** `null`: none of them is looked at. */
  readonly view: View | null;
  readonly theme: Theme;
  /** Width through height of the place for the diagram. */
  readonly aspect: number;
  summary(summary: Summary, took: number): void;
  erd(svg: string): void;
  sql(script: Script): void;
  migration(script: Script): void;
  /** Why the view is not about the text as it stands; `null`: it is. */
  behind(why: Behind | null): void;
}

export type Behind =
  /** The text has errors; the view shows the last text without any, or what could be understood, or nothing. */
  | { because: "errors"; shown: "before" | "parts" | "nothing" }
  | { because: "slow" | "broken" | "unloadable" | "refused"; detail: string };

export class Session {
  readonly #core = new Core();
  readonly #screen: Screen;
  /** The last text without errors. */
  #good: string | undefined;
  /** What each view was drawn from. */
  readonly #drawn = new Map<View, string>();
  #again = false;
  #errands: (() => Promise<void>)[] = [];
  #running = false;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** The text, the base, the view or the theme is another. */
  changed(): void {
    this.#again = true;
    void this.#run();
  }

  /** Another document: what is shown has nothing to do with it. */
  forget(): void {
    this.#good = undefined;
    this.#drawn.clear();
  }

  /** The diagram as a file, which follows its reader's theme. */
  picture(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#errands.push(async () => {
        try {
          await this.#core.ask("open", { text: this.#good ?? this.#screen.text });
          resolve(await this.#core.ask("erd", { theme: "auto" }));
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
    const { text } = this.#screen;
    const begun = performance.now();
    const summary = await this.#core.ask("open", { text });
    // A newer text makes the rest of this one worthless.
    if (this.#again) return;
    this.#screen.summary(summary, performance.now() - begun);
    if (!summary.errors) this.#good = text;

    const { view } = this.#screen;
    if (view === null) return;
    if (this.#good === undefined) {
      // Nothing to hold on to: a picture of what could be understood is a start.
      if (view === "erd") {
        const { theme, aspect } = this.#screen;
        this.#screen.erd(await this.#core.ask("erd", { theme, aspect }));
      }
      this.#screen.behind({ because: "errors", shown: view === "erd" ? "parts" : "nothing" });
      return;
    }
    await this.#draw(view, this.#good, text);
    // For the tests and the browser's own tools: from the edit to the view that shows it.
    performance.measure(`pgtoml ${view}`, { start: begun });
    this.#screen.behind(summary.errors ? { because: "errors", shown: "before" } : null);
  }

  async #draw(view: View, text: string, opened: string): Promise<void> {
    const { theme, aspect, base } = this.#screen;
    const from = view === "erd" ? `${theme} ${aspect}\n${text}` : view === "sql" ? text : `${base.length}\n${base}\n${text}`;
    if (this.#drawn.get(view) === from) return;
    if (text !== opened) await this.#core.ask("open", { text });
    if (view === "erd") this.#screen.erd(await this.#core.ask("erd", { theme, aspect }));
    else if (view === "sql") this.#screen.sql(await this.#core.ask("sql", {}));
    else this.#screen.migration(await this.#core.ask("migration", { from: base }));
    this.#drawn.set(view, from);
  }
}
