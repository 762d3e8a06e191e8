import type { Option, OptionGroup, PlanOption } from '../../../views/create-linode.ts';
import type { Text } from './chrome.ts';

export function regionGroups(text: Text): readonly OptionGroup[] {
  return [
    group(text('Europe'), [
      { value: 'eu-central', label: text('Frankfurt, DE') },
      { value: 'eu-west', label: text('London, UK'), note: text('eu-west') },
    ]),
    group(text('North America'), [
      {
        value: 'us-east',
        label: text('Newark, NJ'),
        unavailable: text('No room for this plan now'),
      },
    ]),
  ];
}

export function imageGroups(text: Text): readonly OptionGroup[] {
  return [
    group(text('Your images'), [{ value: text('private/41'), label: text('golden-2026-10') }]),
    group(text('Debian'), [
      { value: 'linode/debian12', label: text('Debian 12') },
      { value: 'linode/debian10', label: text('Debian 10'), note: text('deprecated') },
    ]),
  ];
}

export function planGroups(text: Text): readonly OptionGroup<PlanOption>[] {
  return [
    group(text('Shared CPU'), [
      plan({ value: 'g6-nanode-1', label: text('Nanode 1 GB') }, 1, 5),
      plan({ value: 'g6-standard-1', label: text('Linode 2 GB') }, 2, 12),
    ]),
    group(text('GPU'), [
      plan(
        { value: text('g1-gpu'), label: text('GPU'), unavailable: text('Not in Frankfurt, DE') },
        16,
        null,
      ),
    ]),
  ];
}

function plan(option: Option, gigabytes: number, monthly: number | null): PlanOption {
  const hourly = monthly === null ? null : monthly / 667;
  const size = { vcpus: gigabytes, memoryMb: gigabytes * 1024, diskMb: gigabytes * 25_600 };
  return { ...option, ...size, price: { monthly, hourly } };
}

function group<O>(label: string, options: readonly O[]): OptionGroup<O> {
  return { label, options };
}
