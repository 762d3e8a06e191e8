import {
  databaseTypes,
  databases,
  engines,
  toDatabaseAnswer,
  toInstanceAnswer,
} from '../../world/database.ts';
import type { Engine } from '../../world/database.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { catalogue, plainList, plainReads } from '../plain-reads.ts';
import { visible } from '../visible.ts';

const scope = 'databases:read_only';
const filterable = ['engine', 'label', 'platform', 'region', 'status', 'type', 'version'];

export const databaseEndpoints: readonly Endpoint[] = [
  ...catalogue({
    path: '/databases/engines',
    filterable: ['engine', 'version'],
    rows: engines,
  }),
  ...catalogue({ path: '/databases/types', rows: databaseTypes }),
  plainList({
    path: '/databases/instances',
    scope,
    filterable,
    rows: (call) => databasesFor(call).map((database) => toInstanceAnswer(database, call.world)),
  }),
  ...readsOf('mysql'),
  ...readsOf('postgresql'),
];

function readsOf(engine: Engine) {
  return plainReads({
    path: `/databases/${engine}/instances`,
    scope,
    filterable,
    rows: (call) =>
      databasesFor(call)
        .filter((database) => database.engine === engine)
        .map((database) => toDatabaseAnswer(database, call.world)),
  });
}

function databasesFor(call: SignedCall) {
  return visible(call, databases, 'database');
}
