/** Images that the map draws with: made here, so that no sprite has to be fetched. */
import type { Map as MapLibreMap } from 'maplibre-gl';

const ratio = 2;

function draw(size: number, paint: (context: CanvasRenderingContext2D, side: number) => void): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * ratio;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no 2D canvas');
  context.scale(ratio, ratio);
  paint(context, size);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** "Not assessed". Lines run over the edges, so that tiles of the pattern join. */
const hatch = (): ImageData =>
  draw(8, (context, side) => {
    context.fillStyle = '#f0eee9';
    context.fillRect(0, 0, side, side);
    context.strokeStyle = '#a3a099';
    context.lineWidth = 1;
    for (const shift of [-side, 0, side]) {
      context.beginPath();
      context.moveTo(shift - 1, side + 1);
      context.lineTo(shift + side + 1, -1);
      context.stroke();
    }
  });

/** "No figure recorded here". */
const dots = (): ImageData =>
  draw(8, (context, side) => {
    context.fillStyle = '#f1efea';
    context.fillRect(0, 0, side, side);
    context.fillStyle = '#b4b1aa';
    context.fillRect(side / 2 - 0.6, side / 2 - 0.6, 1.3, 1.3);
  });

/** Side of the square images in pixels; `icon-size` is relative to it. */
export const squareSide = 48;

/** How thick the outline is, for squares of at least so many pixels. */
export const squareKinds = [
  { name: 'square-small', from: 0, line: 9 },
  { name: 'square-medium', from: 12, line: 5 },
  { name: 'square-large', from: 28, line: 2.5 },
] as const;

/** Hollow, so that a ward-level row does not look like a place. */
const square = (colour: string, line: number): ImageData =>
  draw(squareSide, (context, side) => {
    context.fillStyle = colour;
    context.globalAlpha = 0.16;
    context.fillRect(0, 0, side, side);
    context.globalAlpha = 0.95;
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.strokeRect(line / 2, line / 2, side - line, side - line);
  });

export function addPatterns(map: MapLibreMap): void {
  map.addImage('hatch', hatch(), { pixelRatio: ratio });
  map.addImage('dots', dots(), { pixelRatio: ratio });
}

/** Squares take the colour of the theme. */
export function setSquares(map: MapLibreMap, colour: string): void {
  for (const { name, line } of squareKinds) {
    const image = square(colour, line);
    if (map.hasImage(name)) map.updateImage(name, image);
    else map.addImage(name, image, { pixelRatio: ratio });
  }
}
