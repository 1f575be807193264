/** Splits RFC 4180 text into rows of cells. Line ends may be CRLF or LF; a final one is optional. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    row.push(cell);
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    rows.push(row);
    row = [];
  };
  for (let i = text.startsWith('\uFEFF') ? 1 : 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[i + 1] === '"') cell += text.charAt(++i);
      else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === ',') endCell();
    else if (char === '\n') endRow();
    else if (char !== '\r') cell += char;
  }
  if (cell !== '' || row.length > 0) endRow();
  return rows;
}

const numeric = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

/**
 * A table as records. `texts` names the columns that stay text even where they look like
 * numbers (codes are opaque); in the others a number is a number. Empty is null.
 */
export function csvRecords(
  text: string,
  texts: ReadonlySet<string>,
): Record<string, string | number | null>[] {
  const [header, ...rows] = parseCsv(text);
  if (!header) return [];
  return rows.map((cells) =>
    Object.fromEntries(
      header.map((name, i) => {
        const cell = cells[i] ?? '';
        if (cell === '') return [name, null];
        return [name, !texts.has(name) && numeric.test(cell) ? Number(cell) : cell];
      }),
    ),
  );
}
