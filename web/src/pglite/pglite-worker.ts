/** PostgreSQL in a worker of its own. One database at a time, which nobody keeps. */

import { PGlite } from "@electric-sql/pglite";
import initdb from "@electric-sql/pglite/initdb.wasm?url";
import data from "@electric-sql/pglite/pglite.data?url";
import server from "@electric-sql/pglite/pglite.wasm?url";
import { extensions } from "./extensions.js";
import type { Reply, Request } from "./protocol.js";

let database: PGlite | undefined;
/** Fetched and compiled once; every database begins with them. */
let parts: Promise<{ pgliteWasmModule: WebAssembly.Module; initdbWasmModule: WebAssembly.Module; fsBundle: Blob }> | undefined;

/** A cluster as initdb makes it, which takes seconds: made once. */
let empty: Blob | undefined;

async function load() {
  const compile = async (url: string) => WebAssembly.compileStreaming(fetch(url));
  const [pgliteWasmModule, initdbWasmModule, fsBundle] = await Promise.all([compile(server), compile(initdb), fetch(data).then((response) => response.blob())]);
  return { pgliteWasmModule, initdbWasmModule, fsBundle };
}

async function fresh(names: readonly string[]): Promise<unknown> {
  await database?.close();
  database = undefined;
  parts ??= load();
  parts.catch(() => (parts = undefined));
  database = await PGlite.create({ ...(await parts), extensions: await extensions(names), ...(empty ? { loadDataDir: empty } : {}) });
  empty ??= await database.dumpDataDir("none");
  const { rows } = await database.query("SELECT current_setting('server_version_num')::int AS version, current_user::text AS user");
  return rows[0];
}

async function answer(request: Request): Promise<unknown> {
  if (request.name === "fresh") return fresh(request.extensions);
  if (database === undefined) throw new Error("no database is open");
  if (request.name === "run") return void (await database.exec(request.sql));
  const texts: string[] = [];
  for (const sql of request.queries) texts.push((await database.query<{ rows: string }>(sql)).rows[0]?.rows ?? "[]");
  return texts;
}

self.onmessage = async ({ data: request }: MessageEvent<Request>) => {
  const say = (reply: Reply) => postMessage(reply);
  try {
    say({ id: request.id, answer: await answer(request) });
  } catch (error) {
    const { message, detail, hint } = error as Error & { detail?: string; hint?: string };
    say({ id: request.id, error: { message: message ?? String(error), ...(detail === undefined ? {} : { detail }), ...(hint === undefined ? {} : { hint }) } });
  }
};
