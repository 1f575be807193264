/** The rules of `shading.ts` and `circles.ts` as MapLibre expressions. */
import type { ExpressionSpecification, FilterSpecification } from 'maplibre-gl';
import { growth, growthLevels } from '../circles';
import { rampColour, type Scale } from '../shading';
import type { Theme } from '../themes';
import { squareKinds, squareSide } from './patterns';

type Expression = ExpressionSpecification;

/** Null is an absent key in tiles. */
function hasRate(theme: Theme): Expression {
  if (theme.rateField) return ['has', theme.rateField];
  return ['all', ['has', theme.field], ['>', ['coalesce', ['get', 'population'], 0], 0]];
}

function rate(theme: Theme): Expression {
  if (theme.rateField) return ['get', theme.rateField];
  return ['/', ['*', 1000, ['get', theme.field]], ['get', 'population']];
}

function stepped(value: Expression, breaks: readonly number[], ramp: readonly string[]): Expression | string {
  const colour = (index: number): string => rampColour(ramp, index, breaks.length + 1);
  if (breaks.length === 0) return colour(0);
  const pairs = breaks.flatMap((limit, i) => [limit, colour(i + 1)]);
  return ['step', value, colour(0), ...pairs] as unknown as Expression;
}

/** Whether an area has anything to shade. */
export function hasFigure(theme: Theme): Expression {
  return ['any', hasRate(theme), ['has', theme.field]];
}

export function areaColour(theme: Theme, scale: Scale): Expression {
  return [
    'case',
    hasRate(theme),
    stepped(rate(theme), scale.rate, theme.rateRamp),
    stepped(['get', theme.field], scale.count, theme.countRamp),
  ];
}

export const noFigure = (theme: Theme): FilterSpecification => ['!', hasFigure(theme)];

export function noFigurePattern(theme: Theme): Expression | string {
  if (theme.id === 'origins') return 'dots';
  return ['case', ['==', ['get', 'coverage'], 'none'], 'hatch', 'dots'];
}

/** Zooming multiplies the whole size, so that areas stay in proportion to people at every zoom. */
function scaledByZoom(size: (scale: number) => Expression, fitZoom: number): Expression {
  return [
    'interpolate',
    ['exponential', growth],
    ['zoom'],
    fitZoom - 2,
    size(growth ** -2),
    fitZoom + growthLevels,
    size(growth ** growthLevels),
  ] as unknown as Expression;
}

export function circleRadius(field: string, factor: number, fitZoom: number): Expression {
  return scaledByZoom((scale) => ['*', factor * scale, ['sqrt', ['get', field]]], fitZoom);
}

/** A square of the same area as the circle. */
export function squareSize(field: string, factor: number, fitZoom: number): Expression {
  const side = (factor * Math.sqrt(Math.PI)) / squareSide;
  return scaledByZoom((scale) => ['*', side * scale, ['sqrt', ['get', field]]], fitZoom);
}

/** White rims part large circles; around small ones there would be more rim than circle. */
export function circleRim(field: string, factor: number): Expression {
  return ['step', ['*', factor, ['sqrt', ['get', field]]], 0.25, 2.5, 0.6, 6, 1];
}

export function squareImage(field: string, factor: number): Expression {
  const side: Expression = ['*', factor * Math.sqrt(Math.PI), ['sqrt', ['get', field]]];
  const [first, ...others] = squareKinds;
  const pairs = others.flatMap(({ name, from }) => [from, name]);
  return ['step', side, first.name, ...pairs] as unknown as Expression;
}

export const withPeople = (field: string): Expression => ['>', ['coalesce', ['get', field], 0], 0];
