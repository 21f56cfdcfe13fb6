/** What of a script a server takes without psql: no commands of psql, and no rows. */

/** Commands of psql begin with a backslash; rows of COPY follow it up to a line `\.`. Text in dollar quotes stays. */
export function plain(script: string): string {
  const kept: string[] = [];
  let quote: string | null = null;
  let rows = false;
  for (const line of script.split("\n")) {
    if (rows) {
      rows = line.trimEnd() !== "\\.";
      continue;
    }
    if (quote === null && /^\\[a-z]/i.test(line)) continue;
    if (quote === null && /^COPY\s.*\bFROM\s+stdin;?\s*$/i.test(line)) {
      rows = true;
      continue;
    }
    for (const [mark] of line.matchAll(/\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/gu)) {
      if (quote === null) quote = mark;
      else if (quote === mark) quote = null;
    }
    kept.push(line);
  }
  return kept.join("\n");
}
