import type { Column, Link } from '../collection.ts';

/** Columns that many lists have. Who can filter by them is said where they stand. */
export const label: Column = { field: 'label', header: 'Label', filter: 'linode' };
export const status: Column = {
  field: 'status',
  header: 'Status',
  type: 'status',
  filter: 'portal',
};
export const region: Column = {
  field: 'region',
  header: 'Region',
  names: 'regions',
  show: 'wide',
};
export const tags: Column = { field: 'tags', header: 'Tags', type: 'tags', show: 'wide' };
export const created: Column = { field: 'created', header: 'Created', type: 'date', show: 'wide' };
export const updated: Column = { field: 'updated', header: 'Updated', type: 'date', show: 'file' };
export const id: Column = { field: 'id', header: 'ID', type: 'id', show: 'file' };

export const byLabel = { field: 'label', direction: 'asc' } as const;

export const toLinode: Link = { to: 'linode', id: 'linode_id' };
