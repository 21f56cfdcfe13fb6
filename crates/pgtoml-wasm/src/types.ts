/** What is known of a text at once. */
export interface Summary {
  /** `[project] name`. */
  name: string | null;
  /** Whether a problem stops planning. */
  errors: boolean;
  /** Problems, in the order of their places. */
  diagnostics: Problem[];
  /** Objects by what SQL calls their kind, in lower case. */
  counts: Record<string, number>;
}

/** A problem of a text. Offsets count UTF-16 code units. */
export interface Problem {
  start: number | null;
  end: number | null;
  severity: "error" | "warning" | "note";
  /** Stable name of the problem: `unknown-key`. */
  code: string;
  message: string;
  /** What to do. */
  hint?: string;
  /** TOML that sets it right when it is merged into the file. */
  fix?: string;
}

/** A script and what is to be said about it. */
export interface Script {
  /** What psql runs; empty if there is nothing to do. */
  sql: string;
  /** One line: `create 3 tables`. */
  headline: string;
  report: Report;
}

/** A plan, ready to show. */
export interface Report {
  /** Objects made, altered and dropped, by what SQL calls their kind. */
  summary: Record<"create" | "alter" | "drop", Record<string, number>>;
  steps: Step[];
  /** What no correct step exists for. */
  refused?: { object: string; reason: string }[];
  /** What only a server can compare. */
  undetermined?: string[];
}

/** One step. */
export interface Step {
  /** The object, in words. */
  object: string;
  kind: string;
  /** What is done to it. */
  action: string;
  mark: "+" | "~" | "-";
  /** The statement. */
  sql: string;
  effects: Effects;
  /** The name by which a destructive step is allowed. */
  allow?: string;
  /** Number of the transaction it runs in, from 1. */
  segment: number;
}

/** What a step does besides what it is for. */
export interface Effects {
  /** The strongest lock that it takes. */
  lock: string;
  /** Writes the whole table anew. */
  rewrites: boolean;
  /** Reads the whole table while it holds the lock. */
  scans: boolean;
  /** What is gone for good afterwards. */
  loss?: string;
  /** Who may see or do more than before. */
  widens?: string;
}
