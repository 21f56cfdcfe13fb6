/** Colours of PostgreSQL's SQL. Only words that are keywords wherever they stand are coloured as such. */

import { sql } from "@codemirror/legacy-modes/mode/sql";

const set = (words: string) => Object.fromEntries(words.split(/\s+/).map((word) => [word, true]));

export const postgres = sql({
  client: {},
  keywords: set(
    `add after all alter always analyze and any array as asc authorization before begin between by cascade case cast check
    cluster collate column comment commit concurrently constraint create cross current_date current_role current_time
    current_timestamp current_user data declare default deferrable deferred definer delete desc distinct do domain drop
    each else elsif end enable enforced enum except exclude execute exists exit extension fetch first following for force
    foreign from full function generated grant group having identity if ilike immediate immutable in include index inherit
    inherits initially inner insert instead intersect into invoker is isnull join key language last lateral leakproof left
    like limit list localtime localtimestamp loop materialized modulo natural new next no not notnull nowait null nulls
    of off offset old on only open option or order outer over overlaps overriding owned owner parallel partition perform
    period policy preceding primary privileges procedure raise range recursive references refresh rename replace
    restrict restrictive permissive return returning returns revoke right role row rows rule safe schema security select
    sequence session_user set setof similar some stable start statement storage stored strict system table tablespace temporary
    then to transaction trigger truncate type union unique unlogged update usage user using valid validate values
    view virtual volatile when where while window with within without`,
  ),
  builtin: set(
    `bigint bigserial bit boolean bool box bytea char character cidr circle citext date daterange datemultirange decimal double
    float float4 float8 halfvec hstore inet int int2 int4 int8 int4range int8range integer interval json jsonb line lseg
    ltree macaddr macaddr8 money name numeric numrange oid path pg_lsn point polygon precision real regclass regproc
    regtype serial smallint smallserial text time timestamp timestamptz timetz tsquery tsrange tstzrange tsvector uuid
    varbit varchar varying vector void xml`,
  ),
  atoms: set("false true"),
  operatorChars: /^[*/+\-%<>!=&|^#@?~:]/,
  backslashStringEscapes: false,
  support: set("decimallessFloat zerolessFloat"),
});
