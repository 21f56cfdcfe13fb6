/** The picture on its sheet: panned, pinched and zoomed, its boxes clicked and dragged. */

import { element } from "../../ui/dom.js";
import { Sheet } from "./sheet.js";
import type { Area, Spot } from "./sheet.js";

/** A key moves the picture by this much. */
const STEP = 60;
/** A pointer that moves less is a click. */
const STILL = 4;

/** Styles of the picture's boxes besides its own; the variables are the page's. */
const STYLES = `
svg{position:absolute;inset:0 auto auto 0;transform-origin:0 0;display:block;max-width:none}
svg.gliding{will-change:transform}
.n{cursor:pointer}
.erd .n.at .c{stroke:var(--accent);stroke-width:2.5}
.erd .n.near .c{stroke:var(--accent)}
.erd .e.lit{stroke:var(--accent);stroke-width:2}
.n.dragged{cursor:grabbing;opacity:.85!important}
.erd .n.found .c{animation:found 1.6s ease-out}
@keyframes found{30%{stroke:var(--accent);stroke-width:7}}
@media (prefers-reduced-motion:reduce){.erd .n.found .c{animation:none}}
`;

export interface Doing {
  /** A box was clicked or chosen by key, at a spot in units of the picture where there was one. */
  tapped(node: SVGGElement, spot: Spot | null): void;
  /** A box was dragged by this much, in units of the picture. */
  dropped(node: SVGGElement, by: Spot): void;
  /** What is seen is another part. */
  moved(): void;
}

export class Surface {
  readonly element: HTMLElement;
  readonly sheet = new Sheet();
  /** Shows how far it is zoomed. */
  readonly level = element("output", { class: "level", "aria-label": "Zoom" });
  /** The picture has styles of its own; here they meet nothing else. */
  readonly #root: ShadowRoot;
  readonly #do: Doing;
  #picture: SVGSVGElement | undefined;
  /** The reader has chosen a part; until then the whole picture is kept in view. */
  #chosen = false;
  /** What is to be centred once there is room for it. */
  #aim: Area | null = null;
  readonly #fingers = new Map<number, Spot>();
  #held: { node: SVGGElement | null; drags: boolean; from: Spot; moved: boolean } | null = null;
  #gliding: ReturnType<typeof setTimeout> | undefined;

  constructor(label: string, doing: Doing) {
    this.#do = doing;
    this.element = element("div", { class: "surface", tabindex: "0", role: "group", "aria-label": label });
    this.#root = this.element.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    this.#root.adoptedStyleSheets = [sheet];
    this.#pointers();
    this.#keys();
    new ResizeObserver(() => {
      this.sheet.view = { width: this.element.clientWidth, height: this.element.clientHeight };
      const aim = this.#aim;
      if (aim && this.sheet.view.width > 0) this.centre(aim);
      else this.settle();
    }).observe(this.element);
  }

  get picture(): SVGSVGElement | undefined {
    return this.#picture;
  }

  /** `drift`: by how much all of it lies elsewhere than in the picture before; what was looked at stays in view. */
  show(picture: SVGSVGElement, drift: Spot = { x: 0, y: 0 }): void {
    const { x, y, width, height } = picture.viewBox.baseVal;
    const { picture: old, at } = this.sheet;
    if (this.#picture) this.sheet.move((x - old.x - drift.x) * at.scale, (y - old.y - drift.y) * at.scale);
    this.sheet.picture = { x, y, width, height };
    if (this.#picture) this.#picture.replaceWith(picture);
    else this.#root.append(picture);
    this.#picture = picture;
    this.settle();
  }

  /** Keeps the whole picture in view, until the reader has chosen a part. */
  settle(): void {
    if (!this.#chosen) this.sheet.fit();
    this.#draw();
  }

  fit(): void {
    this.#chosen = false;
    this.settle();
  }

  release(): void {
    this.#chosen = false;
  }

  /** An area of the picture into the middle. */
  centre(area: Area): void {
    this.#aim = this.sheet.view.width === 0 ? area : null;
    if (this.#aim) return;
    this.#chosen = true;
    this.sheet.centre(area);
    this.#draw();
  }

  /** Zooms around a spot, by default the middle. */
  zoom(by: number, spot?: Spot): void {
    this.#chosen = true;
    this.sheet.zoom(by, spot);
    this.#draw();
  }

  move(x: number, y: number): void {
    this.#chosen = true;
    this.sheet.move(x, y);
    this.#glide();
    this.#draw();
  }

  #draw(): void {
    const { x, y, scale } = this.sheet.at;
    if (this.#picture) this.#picture.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    this.level.textContent = `${Math.round(scale * 100)} %`;
    this.#do.moved();
  }

  /** A picture on the move is a layer of its own, which is moved without being painted; one at rest is sharp. */
  #glide(): void {
    this.#picture?.classList.add("gliding");
    clearTimeout(this.#gliding);
    this.#gliding = setTimeout(() => this.#picture?.classList.remove("gliding"), 250);
  }

  #spot(event: { clientX: number; clientY: number }): Spot {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #pointers(): void {
    const on = this.element;
    on.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        if (event.deltaY === 0) return;
        const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
        // A pinch on a trackpad comes as small steps with Ctrl.
        const speed = event.ctrlKey ? 0.01 : 0.0018;
        this.zoom(Math.exp(-Math.max(-300, Math.min(300, event.deltaY * lines)) * speed), this.#spot(event));
      },
      { passive: false },
    );
    on.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      on.setPointerCapture(event.pointerId);
      this.#fingers.set(event.pointerId, this.#spot(event));
      const node = boxOf(event);
      // A finger on a box pans, as there may be no other room for it.
      this.#held = this.#fingers.size > 1 ? null : { node, drags: node !== null && event.pointerType !== "touch", from: this.#spot(event), moved: false };
      on.classList.add("held");
    });
    on.addEventListener("pointermove", (event) => {
      const before = this.#fingers.get(event.pointerId);
      if (before === undefined) return;
      const now = this.#spot(event);
      const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
      this.#fingers.set(event.pointerId, now);
      if (other !== undefined) {
        const [far, near] = [distance(now, other), distance(before, other)];
        if (near > 0) this.zoom(far / near, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
        return;
      }
      const held = this.#held;
      if (held && !held.moved && distance(now, held.from) < STILL) return;
      if (held) held.moved = true;
      if (held?.drags && held.node) this.#drag(held.node, held.from, now);
      else this.move(now.x - before.x, now.y - before.y);
    });
    on.addEventListener("pointerup", (event) => {
      const held = this.#held;
      if (held?.node == null || this.#fingers.size > 1) return;
      const now = this.#spot(event);
      if (!held.moved) this.#do.tapped(held.node, this.sheet.inside(now));
      else if (held.drags) this.#do.dropped(held.node, this.#by(held.from, now));
    });
    on.addEventListener("lostpointercapture", (event) => {
      this.#fingers.delete(event.pointerId);
      if (this.#fingers.size > 0) return;
      on.classList.remove("held");
      this.#held?.node?.classList.remove("dragged");
      this.#held = null;
    });
    on.addEventListener("dblclick", (event) => {
      if (boxOf(event) === null) this.zoom(1.6, this.#spot(event));
    });
  }

  #by(from: Spot, to: Spot): Spot {
    const { scale } = this.sheet.at;
    return { x: (to.x - from.x) / scale, y: (to.y - from.y) / scale };
  }

  #drag(node: SVGGElement, from: Spot, to: Spot): void {
    const { x, y } = this.#by(from, to);
    const own = node.transform.baseVal.consolidate()?.matrix;
    node.classList.add("dragged");
    node.style.transform = `translate(${(own?.e ?? 0) + x}px, ${(own?.f ?? 0) + y}px)`;
  }

  #keys(): void {
    const on = this.element;
    on.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey) return;
      const node = boxOf(event);
      if (event.altKey) {
        const by = { ArrowLeft: [-20, 0], ArrowRight: [20, 0], ArrowUp: [0, -20], ArrowDown: [0, 20] }[event.key];
        if (by === undefined || node === null) return;
        event.preventDefault();
        this.#do.dropped(node, { x: by[0] ?? 0, y: by[1] ?? 0 });
        return;
      }
      const run = {
        ArrowLeft: () => this.move(STEP, 0),
        ArrowRight: () => this.move(-STEP, 0),
        ArrowUp: () => this.move(0, STEP),
        ArrowDown: () => this.move(0, -STEP),
        "+": () => this.zoom(1.25),
        "=": () => this.zoom(1.25),
        "-": () => this.zoom(1 / 1.25),
        "0": () => this.fit(),
        Enter: () => node && this.#do.tapped(node, null),
      }[event.key];
      if (run === undefined) return;
      event.preventDefault();
      run();
    });
    // A box that the keyboard reaches comes into view.
    this.#root.addEventListener("focusin", (event) => {
      if (this.#fingers.size > 0) return;
      const box = (event.target as Element).getBoundingClientRect();
      const sheet = on.getBoundingClientRect();
      const out = box.left < sheet.left || box.right > sheet.right || box.top < sheet.top || box.bottom > sheet.bottom;
      if (!out) return;
      const middle = (low: number, high: number) => (low + high) / 2;
      this.move(
        middle(sheet.left, sheet.right) - middle(box.left, box.right),
        middle(sheet.top, sheet.bottom) - middle(box.top, box.bottom),
      );
    });
  }
}

/** The box that something happened to. */
function boxOf(event: Event): SVGGElement | null {
  const found = event.composedPath().find((one) => one instanceof SVGGElement && one.classList.contains("n"));
  return (found as SVGGElement | undefined) ?? null;
}

function distance(a: Spot, b: Spot): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
