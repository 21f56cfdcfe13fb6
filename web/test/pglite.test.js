/** PostgreSQL in the page: SQL is read, texts are compared, a migration is proven. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { hand, page } from "./person.js";
import { SMALL, WAIT, paste } from "./site.js";

/** It is loaded, compiled and started for every database. */
const LONG = { timeout: 90_000 };

const DUMP = String.raw`\restrict abc
SET client_encoding = 'UTF8';
CREATE TYPE public.mood AS ENUM ('calm', 'busy');
CREATE TABLE public.people (
    id bigint NOT NULL,
    name text NOT NULL,
    mood public.mood DEFAULT 'calm'::public.mood
);
ALTER TABLE public.people OWNER TO somebody;
ALTER TABLE public.people ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.people_id_seq);
CREATE FUNCTION public.loud(t text) RETURNS text LANGUAGE plpgsql AS $$
begin
  -- \not a command
  return upper(t);
end$$;
COPY public.people (id, name) FROM stdin;
1	Ada
2	\N
\.
ALTER TABLE ONLY public.people ADD CONSTRAINT people_pkey PRIMARY KEY (id);
CREATE INDEX people_name ON public.people USING btree (lower(name));
ALTER TABLE public.people ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON public.people TO reader USING ((name = CURRENT_USER));
GRANT SELECT ON TABLE public.people TO reader;
\unrestrict abc
`;

/** @param {string} name @param {string} text @param {string} where */
async function drop(name, text, where) {
  const box = await page.locator(where).boundingBox();
  assert.ok(box);
  await page.evaluate(
    ({ name, text, x, y }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name));
      for (const type of ["dragover", "drop"]) {
        document.elementFromPoint(x, y)?.dispatchEvent(new DragEvent(type, { dataTransfer, clientX: x, clientY: y, bubbles: true, cancelable: true }));
      }
    },
    { name, text, x: box.x + box.width / 2, y: box.y + box.height / 2 },
  );
}

test("pg_dump becomes a schema.toml; wrong SQL says what PostgreSQL said", async () => {
  await drop("dump.sql", DUMP, "#editor");
  await hand.box("people").waitFor(LONG);
  await hand.says("No problems");
  assert.match(await hand.text(), /mood/);
  await hand.choose("SQL");
  await page.locator("#view-sql .cm-content", { hasText: "CREATE POLICY own" }).waitFor(WAIT);
  await drop("wrong.sql", "create tabl x;", "#editor");
  await page.locator("#toast", { hasText: 'syntax error at or near "tabl"' }).waitFor(LONG);
  assert.match(await hand.text(), /people/);
});

const VIEW = (/** @type {string} */ query) => `${SMALL}columns.pages = "int"\n\n[views]\nlong = "${query}"\n`;

test("a migration is settled and proven; what differs in words only is no step", async (context) => {
  await paste(page, VIEW("select id from authors where pages in (1, 2)"));
  await hand.box("long").waitFor(WAIT);
  await hand.choose("Migration");
  await page.getByRole("button", { name: /^From:/ }).click();
  await page.getByRole("menuitem", { name: /^Compare from here/ }).click();
  await paste(page, VIEW("select authors.id from authors where authors.pages = any (array[1, 2])").replace("[views]", 'columns.name = "text not null default \'\'"\n\n[views]'));
  await page.locator(".notice", { hasText: "Undetermined without a server" }).waitFor(WAIT);
  const begun = performance.now();
  await page.getByRole("button", { name: "Prove" }).click();
  await page.locator(".proof.proven", { hasText: "nothing is left to do" }).waitFor(LONG);
  context.diagnostic(`figure: settled and proven with PostgreSQL in the page in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  assert.equal(await page.locator(".notice", { hasText: "Undetermined" }).count(), 0);
  await page.locator(".steps", { hasText: "ADD COLUMN name" }).waitFor(WAIT);
  assert.equal(await page.locator(".steps", { hasText: "VIEW" }).count(), 0);
  await hand.shot("proven");
});

test("extensions are fetched when a schema wants them; what PostgreSQL in the page lacks is said", async () => {
  // The example has a column of type vector.
  await hand.type('\n[tables.prizes]\ncolumns.id = "int primary key"\n');
  await hand.choose("Migration");
  await page.locator(".steps", { hasText: "CREATE TABLE public.prizes" }).waitFor(WAIT);
  await page.getByRole("button", { name: "Prove" }).click();
  await page.locator(".proof.proven", { hasText: "nothing is left to do" }).waitFor(LONG);
  await hand.shot("proven-vector");
  await drop("trigram.sql", "create extension pg_trgm; create table words (word text); create index words_idx on words using gin (word gin_trgm_ops);", "#editor");
  await page.locator("#editor .cm-line", { hasText: "gin_trgm_ops" }).first().waitFor(LONG);
  await drop("places.sql", "create extension postgis;", "#editor");
  await page.locator("#toast", { hasText: /extension "postgis" is not available.*does not come with it/ }).waitFor(LONG);
  assert.match(await hand.text(), /gin_trgm_ops/);
});
