import type { Collection, Column } from '../collection.ts';

const id: Column = { field: 'id', header: 'ID', filter: 'portal', show: 'file' };

const monthly: Column = {
  field: 'price.monthly',
  header: 'A month',
  type: 'money',
  filter: 'linode',
};
const hourly: Column = {
  field: 'price.hourly',
  header: 'An hour',
  type: 'money',
  filter: 'linode',
};

/** What all lists of prices have in common; each row has the prices of dearer regions with it. */
const priced: Pick<
  Collection,
  'group' | 'scope' | 'unpaged' | 'catalogue' | 'columns' | 'derived' | 'search'
> = {
  group: 'Catalogue',
  scope: null,
  unpaged: true,
  catalogue: {},
  columns: [
    { field: 'label', header: 'Label', filter: 'linode' },
    monthly,
    hourly,
    { field: 'transfer', header: 'Transfer', type: 'gigabytes', filter: 'linode', show: 'file' },
    { field: 'region_prices', header: 'Prices by region', type: 'list', show: 'file' },
    id,
  ],
  derived: {
    by: 'price',
    columns: [
      { ...monthly, field: 'in_region.monthly', header: 'A month there', filter: 'portal' },
      { ...hourly, field: 'in_region.hourly', header: 'An hour there', filter: 'portal' },
    ],
    instead: [monthly.field, hourly.field],
  },
  search: ['label', 'id'],
};

/** What things cost, apart from Linodes. */
export const prices: readonly Collection[] = [
  {
    ...priced,
    name: 'volume-types',
    title: 'Volume prices',
    one: 'price',
    many: 'prices',
    about: 'What block storage costs, for each GB.',
    path: '/volumes/types',
  },
  {
    ...priced,
    name: 'nodebalancer-types',
    title: 'NodeBalancer prices',
    one: 'price',
    many: 'prices',
    about: 'What a NodeBalancer costs.',
    path: '/nodebalancers/types',
  },
  {
    ...priced,
    name: 'lke-types',
    title: 'Kubernetes prices',
    one: 'price',
    many: 'prices',
    about: 'What the control plane of a cluster costs; its nodes cost what their plans do.',
    path: '/lke/types',
  },
  {
    ...priced,
    name: 'object-storage-types',
    title: 'Object Storage prices',
    one: 'price',
    many: 'prices',
    about: 'What buckets cost, and what is beyond the included amount.',
    path: '/object-storage/types',
  },
  {
    ...priced,
    name: 'transfer-prices',
    title: 'Transfer prices',
    one: 'price',
    many: 'prices',
    about: 'What network transfer beyond the included amount costs, for each GB.',
    path: '/network-transfer/prices',
  },
  {
    ...priced,
    name: 'longview-types',
    title: 'Longview prices',
    one: 'price',
    many: 'prices',
    about: 'What Longview Pro costs.',
    path: '/longview/types',
  },
  {
    name: 'longview-subscriptions',
    title: 'Longview subscriptions',
    one: 'subscription',
    many: 'subscriptions',
    about: 'How many systems each subscription covers.',
    group: 'Catalogue',
    path: '/longview/subscriptions',
    scope: null,
    catalogue: {},
    columns: [
      { field: 'label', header: 'Label', filter: 'portal' },
      { field: 'clients_included', header: 'Systems', type: 'number', filter: 'portal' },
      { field: 'price.monthly', header: 'A month', type: 'money', filter: 'portal' },
      { field: 'price.hourly', header: 'An hour', type: 'money', filter: 'portal', show: 'wide' },
      id,
    ],
    search: ['label', 'id'],
  },
  {
    name: 'database-types',
    title: 'Database plans',
    one: 'plan',
    many: 'plans',
    about: 'What a node of a Managed Database can be.',
    group: 'Catalogue',
    path: '/databases/types',
    scope: null,
    catalogue: {},
    columns: [
      { field: 'label', header: 'Label', filter: 'portal' },
      { field: 'class', header: 'Class', type: 'status', filter: 'portal' },
      { field: 'vcpus', header: 'CPUs', type: 'number', filter: 'portal', show: 'wide' },
      { field: 'memory', header: 'Memory', type: 'megabytes', filter: 'portal' },
      { field: 'disk', header: 'Disk', type: 'megabytes', filter: 'portal', show: 'wide' },
      { field: 'engines.mysql', header: 'MySQL', type: 'list', show: 'file' },
      { field: 'engines.postgresql', header: 'PostgreSQL', type: 'list', show: 'file' },
      id,
    ],
    search: ['label', 'id'],
  },
  {
    name: 'database-engines',
    title: 'Database engines',
    one: 'engine',
    many: 'engines',
    about: 'Engines of Managed Databases, and their versions.',
    group: 'Catalogue',
    path: '/databases/engines',
    scope: null,
    catalogue: {},
    columns: [
      { field: 'id', header: 'ID', filter: 'portal' },
      { field: 'engine', header: 'Engine', filter: 'linode' },
      { field: 'version', header: 'Version', filter: 'linode' },
    ],
    search: ['id'],
  },
  {
    name: 'kubernetes-versions',
    title: 'Kubernetes versions',
    one: 'version',
    many: 'versions',
    about: 'What a new cluster of the standard tier can run.',
    group: 'Catalogue',
    path: '/lke/versions',
    scope: 'lke:read_only',
    need: 'read-clusters',
    unpaged: true,
    columns: [{ field: 'id', header: 'Version', filter: 'portal' }],
    search: ['id'],
  },
];
