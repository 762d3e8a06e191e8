import type { Endpoint, PublicEndpoint } from '../endpoint.ts';
import { collection } from '../collection.ts';

type Priced = {
  readonly id: string;
  readonly label: string;
  readonly hourly: number;
  readonly monthly: number | null;
  readonly transfer?: number;
};

const filterable = ['label', 'price.hourly', 'price.monthly', 'transfer'];

/** What is priced by the hour, beside Linodes; two regions are dearer, as with those. */
export const priceEndpoints: readonly Endpoint[] = [
  prices('/volumes/types', [
    { id: 'volume', label: 'Storage Volume', hourly: 0.000_15, monthly: 0.1 },
  ]),
  prices('/nodebalancers/types', [
    { id: 'nodebalancer', label: 'NodeBalancer', hourly: 0.015, monthly: 10 },
  ]),
  prices('/lke/types', [
    { id: 'lke-sa', label: 'LKE Standard Availability', hourly: 0, monthly: 0 },
    { id: 'lke-ha', label: 'LKE High Availability', hourly: 0.09, monthly: 60 },
    { id: 'lke-e', label: 'LKE Enterprise', hourly: 0.45, monthly: 300 },
  ]),
  prices('/network-transfer/prices', [
    { id: 'distributed_network_transfer', label: 'Distributed', hourly: 0.01, monthly: null },
    { id: 'network_transfer', label: 'Network Transfer', hourly: 0.005, monthly: null },
  ]),
  prices('/object-storage/types', [
    {
      id: 'objectstorage',
      label: 'Object Storage',
      hourly: 0.0075,
      monthly: 5,
      transfer: 1000,
    },
    {
      id: 'objectstorage-overage',
      label: 'Object Storage Overage',
      hourly: 0.000_027,
      monthly: 0.02,
    },
  ]),
  prices('/longview/types', [
    { id: 'longview-3', label: 'Longview Pro 3 pack', hourly: 0.03, monthly: 20 },
    { id: 'longview-10', label: 'Longview Pro 10 pack', hourly: 0.06, monthly: 40 },
  ]),
];

function prices(path: string, priced: readonly Priced[]): PublicEndpoint {
  const rows = priced.map(({ id, label, hourly, monthly, transfer = 0 }) => ({
    id,
    label,
    price: { hourly, monthly },
    region_prices: [
      { id: 'id-cgk', ...times(1.2, hourly, monthly) },
      { id: 'br-gru', ...times(1.4, hourly, monthly) },
    ],
    transfer,
  }));
  const handle: PublicEndpoint['handle'] = (call) => collection(call, rows, filterable);
  return { method: 'GET', path, scope: 'public', limit: 'list', handle };
}

function times(factor: number, hourly: number, monthly: number | null) {
  const round = (price: number) => Math.round(price * factor * 1e6) / 1e6;
  return { hourly: round(hourly), monthly: monthly === null ? null : round(monthly) };
}
