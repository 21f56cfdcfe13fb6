/** Extensions that PostgreSQL in the page can have: those that its makers publish, each fetched when a schema wants it. */

import type { Extension } from "@electric-sql/pglite";

const KNOWN: Record<string, () => Promise<Extension>> = {
  btree_gin: async () => (await import("@electric-sql/pglite/contrib/btree_gin")).btree_gin,
  btree_gist: async () => (await import("@electric-sql/pglite/contrib/btree_gist")).btree_gist,
  citext: async () => (await import("@electric-sql/pglite/contrib/citext")).citext,
  cube: async () => (await import("@electric-sql/pglite/contrib/cube")).cube,
  earthdistance: async () => (await import("@electric-sql/pglite/contrib/earthdistance")).earthdistance,
  fuzzystrmatch: async () => (await import("@electric-sql/pglite/contrib/fuzzystrmatch")).fuzzystrmatch,
  hstore: async () => (await import("@electric-sql/pglite/contrib/hstore")).hstore,
  intarray: async () => (await import("@electric-sql/pglite/contrib/intarray")).intarray,
  isn: async () => (await import("@electric-sql/pglite/contrib/isn")).isn,
  ltree: async () => (await import("@electric-sql/pglite/contrib/ltree")).ltree,
  pg_stat_statements: async () => (await import("@electric-sql/pglite/contrib/pg_stat_statements")).pg_stat_statements,
  pg_trgm: async () => (await import("@electric-sql/pglite/contrib/pg_trgm")).pg_trgm,
  pgcrypto: async () => (await import("@electric-sql/pglite/contrib/pgcrypto")).pgcrypto,
  seg: async () => (await import("@electric-sql/pglite/contrib/seg")).seg,
  tablefunc: async () => (await import("@electric-sql/pglite/contrib/tablefunc")).tablefunc,
  unaccent: async () => (await import("@electric-sql/pglite/contrib/unaccent")).unaccent,
  "uuid-ossp": async () => (await import("@electric-sql/pglite/contrib/uuid_ossp")).uuid_ossp,
  vector: async () => (await import("@electric-sql/pglite-pgvector")).vector,
};

export const isKnown = (name: string): boolean => Object.hasOwn(KNOWN, name);

/** What a database with these extensions is made with. */
export async function extensions(names: readonly string[]): Promise<Record<string, Extension>> {
  const loaded = names.map(async (name) => [name, await KNOWN[name]?.()] as const);
  return Object.fromEntries((await Promise.all(loaded)).filter((one): one is [string, Extension] => one[1] !== undefined));
}
