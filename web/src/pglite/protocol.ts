/** What the page and the worker with PostgreSQL say to each other. */

export type Request =
  /** A new, empty database, in which these extensions can be made. */
  | { id: number; name: "fresh"; extensions: readonly string[] }
  /** Statements without an answer. */
  | { id: number; name: "run"; sql: string }
  /** Queries that give one row with one text `rows` each. */
  | { id: number; name: "texts"; queries: string[] };

/** A server, as the core wants to know it. */
export interface Server {
  /** `server_version_num`. */
  version: number;
  user: string;
}

export interface Failure {
  message: string;
  detail?: string;
  hint?: string;
}

export type Reply = { id: number; answer: unknown } | { id: number; error: Failure };
