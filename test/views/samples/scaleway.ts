import type { SafeHtml } from '@remix-run/html-template';
import type { Chrome } from '../../../views/layout.ts';
import { scalewayConnectPage } from '../../../views/scaleway-connect.ts';
import {
  scalewayServersPage,
  type ScalewayQuery,
  type ScalewayServersProps,
} from '../../../views/scaleway-servers.ts';
import type { Text } from './chrome.ts';

type Make = (chrome: Chrome) => SafeHtml;

const at = '2026-11-22T10:00:00Z';

/** The pages about Scaleway, by path and by the shapes they can take. */
export function scalewaySamples(text: Text): Readonly<Record<string, readonly [string, Make]>> {
  const list = sampleServers(text);
  const proof = text('proof');
  const wrong = [{ field: 'secret_key', text: text('Refused') }, { text: text('Not today') }];
  const path = '/scaleway/servers';
  const empty = { rows: [], total: 0, page: 1, pages: 1, missing: [] };
  const none = { ...list, query: noQuery, list: empty, filtered: false };
  return {
    'scaleway-connect': [path, (chrome) => scalewayConnectPage(chrome, { proof, errors: [] })],
    'scaleway-wrong': [path, (chrome) => scalewayConnectPage(chrome, { proof, errors: wrong })],
    'scaleway-old': [
      path,
      (chrome) => scalewayConnectPage(chrome, { proof, errors: [], notice: text('Again') }),
    ],
    scaleway: [path, (chrome) => scalewayServersPage(chrome, list)],
    'scaleway-none': [path, (chrome) => scalewayServersPage(chrome, none)],
    'scaleway-none-match': [
      path,
      (chrome) => scalewayServersPage(chrome, { ...list, list: empty }),
    ],
    'scaleway-problem': [
      path,
      (chrome) =>
        scalewayServersPage(chrome, { ...list, list: { problem: text('Scaleway failed.') } }),
    ],
  };
}

const noQuery: ScalewayQuery = {
  name: '',
  zone: '',
  state: '',
  tag: '',
  sort: 'name',
  order: 'asc',
  size: 25,
  page: 1,
};

function sampleServers(text: Text): ScalewayServersProps {
  const row = {
    name: text('harbour-web-1'),
    state: 'running',
    zone: text('fr-par-1'),
    type: text('PLAY2-NANO'),
    image: text('Debian Bookworm'),
    addresses: [text('51.15.10.1'), text('2001:bc8:10:1::1')],
    volumes: [text('Local SSD 20 GB'), text('Block storage')],
    tags: [text('production'), text('web')],
  };
  const bare = { name: '', state: '', zone: 'nl-ams-1', type: '', image: '' };
  const lists = { addresses: [], volumes: [], tags: [] };
  return {
    list: {
      rows: [
        row,
        { ...row, state: 'locked' },
        { ...row, state: text('asleep') },
        { ...bare, ...lists },
      ],
      total: 71,
      page: 2,
      pages: 3,
      missing: [text('fr-par-2 did not answer')],
    },
    query: { ...noQuery, name: text('web'), tag: text('production'), sort: 'state', page: 2 },
    zones: ['fr-par-1', 'nl-ams-1'],
    states: [{ value: text('running'), label: text('Running') }],
    filtered: true,
    key: { since: at, proof: text('proof') },
    commands: [{ name: 'curl', text: text('curl -H "X-Auth-Token: $SCW_SECRET_KEY"') }],
  };
}
