/** What the migration starts from: where the work began, an earlier text that was kept, an example, a file. */

import type { Base } from "./keep.js";
import { equal, sources } from "./project.js";
import type { Project, Sources } from "./project.js";

/** Older ones are forgotten. */
const KEPT = 20;

export class BaseChoice {
  #base: Base;
  #sources: Sources;
  #snapshots: Base[];

  constructor(base: Base, snapshots: Base[] = []) {
    this.#base = base;
    this.#sources = sources(base.project);
    this.#snapshots = snapshots;
  }

  get base(): Base {
    return this.#base;
  }

  get label(): string {
    return this.#base.label;
  }

  get sources(): Sources {
    return this.#sources;
  }

  get snapshots(): Base[] {
    return this.#snapshots;
  }

  set(base: Base): void {
    this.#base = base;
    this.#sources = sources(base.project);
  }

  /** Keeps a project as it is, to go back to or to compare with. */
  keep(project: Project, label: string): Base {
    const last = this.#snapshots[0];
    if (last && equal(last.project, project)) return last;
    const base = { label, project: { name: project.name, main: project.main, files: project.files } };
    this.#snapshots = [base, ...this.#snapshots].slice(0, KEPT);
    return base;
  }

  replace(base: Base, snapshots: Base[]): void {
    this.set(base);
    this.#snapshots = snapshots;
  }
}
