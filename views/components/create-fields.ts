import { html, type SafeHtml } from '@remix-run/html-template';
import type { CreateLinodeProps } from '../create-linode.ts';
import { errorOf } from './error-summary.ts';
import { textField } from './field.ts';
import { planOptions } from './plan-option.ts';
import { selectField } from './select.ts';

/** What is created: where, how large, with what on its disk, under which name. */
export function createFields(props: CreateLinodeProps): SafeHtml {
  const { values, errors, regions, plans, images } = props;
  const about = (name: string) => ({ name, error: errorOf(errors, name) });
  return html`${selectField({
    ...about('region'),
    label: 'Region',
    hint: 'Choose the one nearest to the people who use it. Plans and prices follow the region.',
    value: values.region,
    prompt: 'Choose a region',
    groups: regions,
  })}
  ${selectField({
    ...about('type'),
    label: 'Plan',
    hint: 'CPUs, memory, disk and the price in the chosen region.',
    value: values.type,
    prompt: 'Choose a plan',
    groups: planOptions(plans),
  })}
  ${selectField({
    ...about('image'),
    label: 'Image',
    hint: 'What is put on the disk before the first boot.',
    value: values.image,
    prompt: 'Choose an image',
    groups: images,
  })}
  ${textField({
    ...about('label'),
    label: 'Label',
    hint: '3 to 64 letters, digits, hyphens, underscores or periods. Unique in the account.',
    value: values.label,
  })}
  ${textField({
    ...about('tags'),
    label: 'Tags',
    hint: 'Optional. Separate several with commas.',
    value: values.tags,
  })}`;
}
