// Whether a benchmark's figure reaches its aim, as both are printed: `≥ 40×` is about the ratio, anything with
// another unit (`≤ 96 bytes`, `< 5 ms`) about the value itself. Several are joined by commas.

const number = (text) => {
  const found = /\d[\d,]*(\.\d+)?/.exec(text);
  return found ? Number(found[0].replaceAll(',', '')) : NaN;
};

/** `yes`, `no`, or nothing where there is no aim that can be judged by a number. */
export function reached({ value, ratio, aim }) {
  const judged = [...aim.matchAll(/([≥≤<>])\s*([\d.,]*\d)\s*([^\s,]*)/g)].map(([, sign, bound, unit]) => {
    const scale = unit === 's' && / ms\b/.test(value) ? 1000 : 1;
    const seen = number(unit === '×' ? ratio : value) / scale;
    const wanted = number(bound);
    if (Number.isNaN(seen)) return undefined;
    return { '≥': seen >= wanted, '≤': seen <= wanted, '<': seen < wanted, '>': seen > wanted }[sign];
  });
  if (judged.length === 0 || judged.includes(undefined)) return '';
  return judged.every(Boolean) ? 'yes' : 'no';
}
