/** From one picture to the next: boxes travel from where they stood, the rest fades in. */

import type { Picture } from "../../core/protocol.js";
import type { Spot } from "./sheet.js";

const TIME = { duration: 280, easing: "cubic-bezier(.3,.7,.2,1)" };
/** More at once is a flicker, and slow. */
const MOST = 150;

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** By how much the picture as a whole lies elsewhere: half of the boxes moved by less, half by more. */
export function drift(before: Picture | undefined, after: Picture): Spot {
  const old = new Map(before?.boxes.map((box) => [box.id, box]));
  const pairs = after.boxes.flatMap((box) => {
    const from = old.get(box.id);
    return from ? [{ x: box.x - from.x, y: box.y - from.y }] : [];
  });
  const median = (all: number[]) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  return { x: median(pairs.map(({ x }) => x)), y: median(pairs.map(({ y }) => y)) };
}

/** `nodes`: elements of the new picture by the name of the box. */
export function travel(before: Picture | undefined, after: Picture, nodes: ReadonlyMap<string, SVGGElement>, rest: Iterable<Element>): void {
  if (before === undefined || still.matches) return;
  const by = drift(before, after);
  const old = new Map(before.boxes.map((box) => [box.id, { x: box.x + by.x, y: box.y + by.y }]));
  const moved = after.boxes.filter((box) => {
    const from = old.get(box.id);
    return from !== undefined && Math.hypot(from.x - box.x, from.y - box.y) > 1;
  });
  // Only their looks are others: nothing to follow with the eye.
  const fresh = after.boxes.filter(({ id }) => !old.has(id));
  if (moved.length === 0 && (fresh.length === 0 || fresh.length === after.boxes.length)) return;
  if (moved.length > MOST || fresh.length > MOST) return;
  for (const box of moved) {
    const from = old.get(box.id);
    if (from) nodes.get(box.id)?.animate([{ transform: `translate(${from.x}px, ${from.y}px)` }, { transform: `translate(${box.x}px, ${box.y}px)` }], TIME);
  }
  for (const box of fresh) nodes.get(box.id)?.animate([{ opacity: 0 }, { opacity: 1 }], TIME);
  if (moved.length > 0) for (const one of rest) one.animate([{ opacity: 0 }, { opacity: 0, offset: 0.6 }, { opacity: 1 }], TIME);
}
