/** Where a picture lies on an endless sheet: arithmetic, and nothing of the DOM. */

export interface Spot {
  x: number;
  y: number;
}

export interface Area extends Spot {
  width: number;
  height: number;
}

const [LEAST, MOST] = [0.05, 4];
/** Small pictures are not blown up further than this. */
const FIT_MOST = 1.15;
const MARGIN = 8;
/** What is looked for must be readable. */
const READABLE = 0.8;

export class Sheet {
  /** The picture in its own units; it may begin left of and above zero. */
  picture: Area = { x: 0, y: 0, width: 0, height: 0 };
  /** The place for it, in pixels. */
  view = { width: 0, height: 0 };
  /** Of the picture's corner, in pixels. */
  at = { x: 0, y: 0, scale: 1 };

  fit(): void {
    const { width, height } = this.view;
    if (width === 0 || this.picture.width === 0) return;
    const most = Math.min((width - 2 * MARGIN) / this.picture.width, (height - 2 * MARGIN) / this.picture.height, FIT_MOST);
    const scale = Math.max(most, LEAST);
    this.at = { scale, x: (width - this.picture.width * scale) / 2, y: (height - this.picture.height * scale) / 2 };
  }

  zoom(by: number, { x, y }: Spot = this.middle): void {
    const scale = Math.min(MOST, Math.max(LEAST, this.at.scale * by));
    const grown = scale / this.at.scale;
    this.at = { scale, x: x - (x - this.at.x) * grown, y: y - (y - this.at.y) * grown };
  }

  move(x: number, y: number): void {
    this.at = { ...this.at, x: this.at.x + x, y: this.at.y + y };
  }

  /** An area of the picture into the middle. */
  centre({ x, y, width, height }: Area): void {
    const { view } = this;
    const scale = Math.min(MOST, Math.max(this.at.scale, Math.min(READABLE, view.width / (width + 40))));
    const middle = { x: x - this.picture.x + width / 2, y: y - this.picture.y + Math.min(height / 2, (view.height / scale) * 0.4) };
    this.at = { scale, x: view.width / 2 - middle.x * scale, y: view.height / 2 - middle.y * scale };
  }

  /** Whether an area of the picture can be seen as a whole, or as much of it as there is room for. */
  shows({ x, y, width, height }: Area): boolean {
    const { view, at } = this;
    const left = at.x + (x - this.picture.x) * at.scale;
    const top = at.y + (y - this.picture.y) * at.scale;
    return left >= 0 && top >= 0 && left + width * at.scale <= view.width && top + Math.min(height * at.scale, view.height) <= view.height;
  }

  /** What is seen, in units of the picture. */
  get seen(): Area {
    const { view, at, picture } = this;
    return { x: picture.x - at.x / at.scale, y: picture.y - at.y / at.scale, width: view.width / at.scale, height: view.height / at.scale };
  }

  get middle(): Spot {
    return { x: this.view.width / 2, y: this.view.height / 2 };
  }

  /** A spot of the view in units of the picture. */
  inside({ x, y }: Spot): Spot {
    return { x: this.picture.x + (x - this.at.x) / this.at.scale, y: this.picture.y + (y - this.at.y) / this.at.scale };
  }
}
