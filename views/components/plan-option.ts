import { monthlyWords, type Price } from './price.ts';
import type { Option, OptionGroup } from './select.ts';
import { cpuWords, sizeWords } from './size.ts';

export interface PlanOption extends Option {
  readonly vcpus: number;
  readonly memoryMb: number;
  readonly diskMb: number;
  readonly price: Price;
}

/** Plans whose one line carries what one compares by: size and price. */
export function planOptions(groups: readonly OptionGroup<PlanOption>[]): readonly OptionGroup[] {
  return groups.map(({ label, options }) => ({
    label,
    options: options.map((plan) => ({ ...plan, label: planWords(plan) })),
  }));
}

function planWords({ label, vcpus, memoryMb, diskMb, price }: PlanOption): string {
  const size = [cpuWords(vcpus), sizeWords(memoryMb), sizeWords(diskMb)];
  return [label, ...size, monthlyWords(price.monthly)].join(' · ');
}
