/** Where boxes were dragged to: kept beside the model, for each project. */

import type { Picture } from "../../core/protocol.js";
import { memory } from "../../ui/dom.js";
import type { Spot } from "./sheet.js";

export type Positions = Record<string, Spot>;

export class Places {
  #key = "";
  #dragged: Positions | null = null;

  /** Another project. */
  turn(project: string): void {
    this.#key = `places.${project}`;
    this.#dragged = null;
    try {
      const kept: unknown = JSON.parse(memory.get(this.#key) ?? "null");
      if (typeof kept === "object" && kept !== null) this.#dragged = positions(Object.entries(kept));
    } catch {
      // What can't be read was never there.
    }
  }

  /** `null`: nobody has dragged anything. */
  get dragged(): Positions | null {
    return this.#dragged;
  }

  /** A box was dragged: from now on the others keep their places too. */
  drop(picture: Picture, id: string, to: Spot): void {
    const all = positions(picture.boxes.map((box) => [box.id, { x: box.x, y: box.y }]));
    all[id] = to;
    this.#dragged = { ...this.#dragged, ...all };
    memory.set(this.#key, JSON.stringify(this.#dragged));
  }

  reset(): void {
    this.#dragged = null;
    memory.set(this.#key, null);
  }
}

/** Names are a person's: `__proto__` is one like any other. */
function positions(entries: [string, unknown][]): Positions {
  const made = Object.create(null) as Positions;
  for (const [id, spot] of entries) {
    const { x, y } = (spot ?? {}) as Partial<Spot>;
    if (Number.isFinite(x) && Number.isFinite(y)) made[id] = { x: x as number, y: y as number };
  }
  return made;
}
