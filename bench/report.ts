import Table from 'cli-table3';
import { isMet, type Result, ratioOf } from './result.ts';

export function asTable(results: readonly Result[]): string {
  const table = new Table({
    head: ['What', 'Ours', 'Against', 'Theirs', 'Ratio', 'Target', 'Met'],
    colAligns: ['left', 'right', 'left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  table.push(...results.map(rowOf));
  return table.toString();
}

export function asJson(results: readonly Result[]): string {
  return JSON.stringify(
    results.map((result) => ({ ...result, ratio: ratioOf(result), met: isMet(result) })),
    null,
    2,
  );
}

function rowOf(result: Result): string[] {
  const { what, ours, unit, against } = result;
  return [
    what,
    amount(ours, unit),
    against ? `${against.name} (${against.rival})` : '',
    against ? amount(against.value, unit) : '',
    asRatio(ratioOf(result), result),
    targetOf(result),
    isMet(result) ? 'yes' : 'no',
  ];
}

function targetOf(result: Result): string {
  if ('atMost' in result.target) return `≤ ${amount(result.target.atMost, result.unit)}`;
  const { against, target, unit } = result;
  return `≥ ${against === undefined ? amount(target.atLeast, unit) : asRatio(target.atLeast, result)}`;
}

/** A share of a ceiling, a multiple of a peer. */
function asRatio(ratio: number | undefined, { against }: Result): string {
  if (ratio === undefined) return '';
  return against?.rival === 'ceiling' ? `${Math.round(ratio * 100)} %` : `${ratio.toFixed(1)} ×`;
}

function amount(value: number, unit: Result['unit']): string {
  const digits = value < 10 ? 2 : 0;
  return `${value.toFixed(digits)} ${unit}`.replace(' /s', '/s');
}
