/** A script in the pieces in which psql would send it. */

import type { Script } from "../core/protocol.js";

export interface Piece {
  /** What it does, in words; empty for what stands between the steps. */
  object: string;
  sql: string;
}

/**
 * The statements of the steps, and what stands between them: the beginnings and ends of transactions, and search paths.
 * Each goes to the server alone, as some statements can't be in one message with others.
 */
export function pieces({ sql, report }: Script): Piece[] {
  const made: Piece[] = [];
  let at = 0;
  const between = (to: number) => {
    const text = sql.slice(at, to).trim();
    if (text !== "") made.push({ object: "", sql: text });
  };
  for (const step of report.steps) {
    const found = sql.indexOf(`${step.sql};\n`, at);
    // A script that is not made of its steps is sent as it is.
    if (found < 0) return [{ object: "the script", sql }];
    between(found);
    made.push({ object: step.object, sql: step.sql });
    at = found + step.sql.length + 2;
  }
  between(sql.length);
  return made;
}
