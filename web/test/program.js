/** The program, run into a folder that goes with the test. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

export const root = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const program = process.env["PGTOML_BINARY"] ?? resolve(root, process.env["CARGO_TARGET_DIR"] ?? "target", "debug/pgtoml");
export const folder = mkdtempSync(join(tmpdir(), "pgtoml-web-"));

before(() => assert.ok(existsSync(program), `${program} is not there: cargo build -p pgtoml-cli`));
after(() => rmSync(folder, { recursive: true }));

/** What it prints. @param {string[]} words */
export const pgtoml = (...words) => execFileSync(program, words, { encoding: "utf8" });
