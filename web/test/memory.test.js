/** How much memory the module takes. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Schema, initSync } from "../src/wasm/pgtoml_wasm.js";
import { generated } from "./schemas.js";

const { memory } = initSync({ module: readFileSync(new URL("../src/wasm/pgtoml_wasm_bg.wasm", import.meta.url)) });

test("1,000 tables, edited, with a base and a diagram", (context) => {
  const text = generated(1000);
  const base = new Schema("schema.toml", text);
  const edited = new Schema("schema.toml", `${text}columns.extra = "text"\n`);
  edited.summary();
  edited.sql();
  edited.migration(base);
  edited.picture("{}");
  edited.outline();
  const mb = memory.buffer.byteLength / 1e6;
  context.diagnostic(`figure: 1,000 tables, read twice and drawn: ${mb.toFixed(0)} MB of memory (budget 300 MB)`);
  assert.ok(mb < 300);
});
