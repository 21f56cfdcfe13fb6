/** A picture on an endless sheet: pan, pinch, zoom, fit. */

import { element } from "../ui/dom.js";

const [LEAST, MOST] = [0.05, 4];
/** Small pictures are not blown up further than this. */
const FIT_MOST = 1.15;
const MARGIN = 8;
/** A key moves the picture by this much. */
const STEP = 60;

interface Spot {
  x: number;
  y: number;
}

export class Surface {
  readonly element: HTMLElement;
  /** Shows how far it is zoomed. */
  readonly level = element("output", { class: "level", "aria-label": "Zoom" });
  /** The picture has styles of its own; here they meet nothing else. */
  readonly #root: ShadowRoot;
  #picture: SVGSVGElement | undefined;
  #size = { width: 0, height: 0 };
  /** Of the sheet. Remembered: to ask for it after a new picture would wait for that picture's layout. */
  #sheet = { width: 0, height: 0 };
  #at = { x: 0, y: 0, scale: 1 };
  /** The reader has chosen a part; until then the whole picture is kept in view. */
  #chosen = false;
  readonly #fingers = new Map<number, Spot>();

  constructor(label: string) {
    this.element = element("div", { class: "surface", tabindex: "0", role: "group", "aria-label": label });
    this.#root = this.element.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("svg{position:absolute;inset:0 auto auto 0;transform-origin:0 0;display:block;max-width:none}");
    this.#root.adoptedStyleSheets = [sheet];
    this.#listen();
    new ResizeObserver(() => {
      this.#sheet = { width: this.element.clientWidth, height: this.element.clientHeight };
      this.settle();
    }).observe(this.element);
  }

  show(picture: SVGSVGElement): void {
    const { width, height } = picture.viewBox.baseVal;
    this.#size = { width, height };
    if (this.#picture) this.#picture.replaceWith(picture);
    else this.#root.append(picture);
    this.#picture = picture;
    this.settle();
  }

  /** Keeps the whole picture in view, until the reader has chosen a part. */
  settle(): void {
    if (this.#chosen) this.#draw();
    else this.fit();
  }

  fit(): void {
    this.#chosen = false;
    const { width, height } = this.#sheet;
    if (width === 0 || this.#size.width === 0) return;
    const most = Math.min((width - 2 * MARGIN) / this.#size.width, (height - 2 * MARGIN) / this.#size.height, FIT_MOST);
    const scale = Math.max(most, LEAST);
    this.#at = { scale, x: (width - this.#size.width * scale) / 2, y: (height - this.#size.height * scale) / 2 };
    this.#draw();
  }

  release(): void {
    this.#chosen = false;
  }

  /** Zooms around a spot, by default the middle. */
  zoom(by: number, spot: Spot = { x: this.#sheet.width / 2, y: this.#sheet.height / 2 }): void {
    const scale = Math.min(MOST, Math.max(LEAST, this.#at.scale * by));
    const grown = scale / this.#at.scale;
    this.#chosen = true;
    this.#at = { scale, x: spot.x - (spot.x - this.#at.x) * grown, y: spot.y - (spot.y - this.#at.y) * grown };
    this.#draw();
  }

  #move(x: number, y: number): void {
    this.#chosen = true;
    this.#at = { ...this.#at, x: this.#at.x + x, y: this.#at.y + y };
    this.#draw();
  }

  #draw(): void {
    const { x, y, scale } = this.#at;
    if (this.#picture) this.#picture.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    this.level.textContent = `${Math.round(scale * 100)} %`;
  }

  #spot(event: { clientX: number; clientY: number }): Spot {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #listen(): void {
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
      on.classList.add("held");
    });
    on.addEventListener("pointermove", (event) => {
      const before = this.#fingers.get(event.pointerId);
      if (before === undefined) return;
      const now = this.#spot(event);
      const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
      this.#fingers.set(event.pointerId, now);
      if (other === undefined) {
        this.#move(now.x - before.x, now.y - before.y);
        return;
      }
      const [far, near] = [distance(now, other), distance(before, other)];
      if (near > 0) this.zoom(far / near, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    });
    on.addEventListener("lostpointercapture", (event) => {
      this.#fingers.delete(event.pointerId);
      if (this.#fingers.size === 0) on.classList.remove("held");
    });
    on.addEventListener("dblclick", (event) => this.zoom(1.6, this.#spot(event)));
    on.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const run = {
        ArrowLeft: () => this.#move(STEP, 0),
        ArrowRight: () => this.#move(-STEP, 0),
        ArrowUp: () => this.#move(0, STEP),
        ArrowDown: () => this.#move(0, -STEP),
        "+": () => this.zoom(1.25),
        "=": () => this.zoom(1.25),
        "-": () => this.zoom(1 / 1.25),
        "0": () => this.fit(),
      }[event.key];
      if (run === undefined) return;
      event.preventDefault();
      run();
    });
    // A box that the keyboard reaches comes into view.
    this.#root.addEventListener("focusin", (event) => {
      const box = (event.target as Element).getBoundingClientRect();
      const sheet = on.getBoundingClientRect();
      const out = box.left < sheet.left || box.right > sheet.right || box.top < sheet.top || box.bottom > sheet.bottom;
      if (!out || this.#fingers.size > 0) return;
      const middle = (low: number, high: number) => (low + high) / 2;
      this.#move(
        middle(sheet.left, sheet.right) - middle(box.left, box.right),
        middle(sheet.top, sheet.bottom) - middle(box.top, box.bottom),
      );
    });
  }
}

function distance(a: Spot, b: Spot): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
