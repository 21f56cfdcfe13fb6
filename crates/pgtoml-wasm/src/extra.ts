
// What has no Rust type of its own.

/** Formats of `formats(name, options)`. */
export type Format = "svg" | "mermaid" | "dbml" | "dot" | "plantuml" | "d2" | "markdown" | "json";

/** Words in a row; `page` is the path of the page about them. */
export type DocsText = DocsSpan[];
