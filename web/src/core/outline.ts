/** Everything in the files that has a name, asked for when somebody wants it. */

import type { OutlineItem } from "./protocol.js";
import type { Session } from "./session.js";

export class Outline {
  readonly #session: Session;
  #about = -1;
  #items: readonly OutlineItem[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  async items(): Promise<readonly OutlineItem[]> {
    const { id } = this.#session.shown;
    if (this.#about !== id) {
      const items = await this.#session.ask("outline", {});
      this.#about = id;
      this.#items = items;
    }
    return this.#items;
  }

  /** The declaration that a place of a file is in. */
  async at(file: string, offset: number): Promise<OutlineItem | undefined> {
    let found: OutlineItem | undefined;
    for (const item of await this.items()) {
      const { place } = item;
      if (place?.file !== file || place.start > offset) continue;
      if (found?.place == null || place.start >= found.place.start) found = item;
    }
    return found;
  }
}
