import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { Response } from 'express';
import type { CsvRow } from './csv.ts';

export interface Export<Row> {
  /** The file's name, without its ending. */
  readonly name: string;
  readonly rows: AsyncIterator<Row>;
  /** Names of the columns, and a row as they stand in it: for CSV. */
  readonly columns: readonly string[];
  readonly toCells: (row: Row) => CsvRow;
}

/**
 * Sends all rows as they come, no faster than the reader takes them. What fails before the first row
 * is an answer with its own status; what fails later ends the connection before the file's end, which
 * a browser reports as a failed download and curl as a transfer closed with data outstanding: half a
 * list never looks like a whole one.
 */
export async function sendExport<Row>(
  res: Response,
  format: 'csv' | 'json',
  { name, rows, columns, toCells }: Export<Row>,
): Promise<void> {
  const first = await rows.next();
  // A pipeline listens at six places, and others watch the answer, too: that is no leak.
  res.setMaxListeners(res.getMaxListeners() + 6);
  const all = Readable.from(rejoined(first, rows));
  res.attachment(`${name}.${format}`).set('Cache-Control', 'no-store');
  if (format === 'json') {
    res.type('application/json');
    await pipeline(all, toJsonArray(), res);
    return;
  }
  res.type('text/csv');
  const cells = new Transform({
    objectMode: true,
    transform: (row: Row, _encoding, done) => done(null, toCells(row)),
  });
  const options = {
    header: true,
    columns: [...columns],
    escape_formulas: true,
    bom: true,
    // A line with nothing in it would be taken for no row at all.
    quoted_empty: columns.length === 1,
  };
  await pipeline(all, cells, stringify(options), res);
}

async function* rejoined<Row>(
  first: IteratorResult<Row>,
  rest: AsyncIterator<Row>,
): AsyncGenerator<Row> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function toJsonArray(): Transform {
  let before = '[\n';
  return new Transform({
    writableObjectMode: true,
    transform(row: unknown, _encoding, done) {
      const text = before + JSON.stringify(row);
      before = ',\n';
      done(null, text);
    },
    flush(done) {
      done(null, before === '[\n' ? '[]\n' : '\n]\n');
    },
  });
}
