import type { CheckLinodeProps } from '../../views/check-linode.ts';
import { priceIn } from '../linode/catalogue-shapes.ts';
import { splitTags, toNewLinode, type Offer } from '../provisioning/answers.ts';
import { commandsFor } from '../provisioning/commands.ts';
import { isAgeing } from '../provisioning/offer.ts';
import type { RequestRecord } from '../provisioning/request-record.ts';

/** A request in the words of the check page: what, for how much, with which misgivings, and by which call. */
export function summarise(
  { answers }: RequestRecord,
  offer: Offer,
  apiUrl: string,
): Pick<CheckLinodeProps, 'rows' | 'price' | 'backups' | 'checks' | 'commands'> {
  const plan = offer.plans.find(({ id }) => id === answers.type);
  const region = offer.regions.find(({ id }) => id === answers.region);
  const image = offer.images.find(({ id }) => id === answers.image);
  const backups = plan?.addons?.backups;
  const tags = splitTags(answers.tags);
  const hasPassword = answers.authorizedUsers.length === 0;
  return {
    rows: [
      { name: 'Label', value: answers.label },
      { name: 'Region', value: region?.label ?? '', note: answers.region },
      { name: 'Plan', value: plan?.label ?? '', note: answers.type },
      { name: 'Image', value: image?.label ?? '', note: answers.image },
      { name: 'Tags', value: tags.length > 0 ? tags.join(', ') : 'None' },
      { name: 'SSH keys of', value: answers.authorizedUsers.join(', ') || 'Nobody' },
    ],
    ...(plan && {
      price: { ...priceIn(plan, answers.region), region: region?.label ?? answers.region },
    }),
    ...(backups && { backups: priceIn(backups, answers.region) }),
    checks: [
      { outcome: 'pass', text: 'The plan is available in this region now.' },
      ...(region?.status === 'outage'
        ? [{ outcome: 'warn' as const, text: 'Linode reports an outage in this region.' }]
        : []),
      ...(image !== undefined && isAgeing(image)
        ? [
            {
              outcome: 'warn' as const,
              text: 'This image is deprecated: its vendor ends support, or has ended it.',
            },
          ]
        : []),
    ],
    commands: commandsFor(toNewLinode(answers), { apiUrl, hasPassword }),
  };
}
