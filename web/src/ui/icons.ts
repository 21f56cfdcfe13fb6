/** Signs for buttons that have no room for words. */

import { drawn } from "./dom.js";

const PATHS = {
  open: "M3 6V4.5h5l1.500 2H17v9H3zM3 8.500h14",
  share: "M8 11.500l4-3M8 8.500l4 3M6 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4M14 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4M14 15a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
  search: "M9 14.500a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11M13 13l4 4",
  more: "M4.500 10h.01M10 10h.01M15.500 10h.01",
  add: "M10 4.500v11M4.500 10h11",
  close: "M5.500 5.500l9 9M14.500 5.500l-9 9",
  save: "M10 3.500v9M6.500 9.500l3.500 3.500 3.500-3.500M4 16.500h12",
  list: "M7 5.500h9M7 10h9M7 14.500h9M4 5.500h.01M4 10h.01M4 14.500h.01",
} as const;

export function icon(name: keyof typeof PATHS): SVGElement {
  return drawn("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "sign-icon" }, drawn("path", { d: PATHS[name] }));
}
