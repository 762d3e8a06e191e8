import type { CheckLinodeProps } from '../../../views/check-linode.ts';
import type { CreateLinodeProps } from '../../../views/create-linode.ts';
import type { Text } from './chrome.ts';
import { imageGroups, planGroups, regionGroups } from './options.ts';

export function sampleCreate(text: Text): CreateLinodeProps {
  return {
    requestId: text('r-5f1c'),
    proof: text('proof-create'),
    action: '/linodes/create',
    values: {
      region: 'eu-central',
      type: 'g6-standard-1',
      image: 'linode/debian12',
      label: text('web-13'),
      tags: text('production, web'),
      authorizedUsers: [text('anna')],
    },
    errors: [],
    regions: regionGroups(text),
    plans: planGroups(text),
    images: imageGroups(text),
    keys: [
      { username: text('anna'), labels: [text('laptop'), text('yubikey')] },
      { username: 'ben', labels: [text('desk')] },
      { username: 'carla', labels: [] },
    ],
    price: {
      plan: text('Linode 2 GB'),
      region: text('Frankfurt, DE'),
      price: { monthly: 12, hourly: 0.018 },
      backups: { monthly: 2.5, hourly: 0.004 },
    },
  };
}

export function sampleCreateErrors(text: Text): CreateLinodeProps {
  const { price: _, ...form } = sampleCreate(text);
  const empty = { region: '', type: '', image: '', label: '', tags: '', authorizedUsers: [] };
  return {
    ...form,
    values: { ...empty, label: text('x') },
    errors: [
      { field: 'region', text: text('Choose a region') },
      {
        field: 'type',
        text: text('us-east has no room for g6-dedicated-8 now. Choose another plan or region.'),
      },
      { field: 'label', text: text('Label must be 3 to 64 characters') },
      {
        field: 'authorized_users',
        text: text('Choose at least one person, or leave out the image'),
      },
      { text: text('Linode said: limit reached. Open a ticket to raise it.') },
    ],
  };
}

export function sampleCheck(text: Text): CheckLinodeProps {
  return {
    requestId: text('r-5f1c'),
    draftedAt: 1_795_000_000_000,
    proof: text('proof-check'),
    action: '/linodes/create/check',
    rows: [
      { name: 'Label', value: text('web-13') },
      { name: 'Region', value: text('Frankfurt, DE'), note: text('eu-central') },
      { name: 'Plan', value: text('Linode 2 GB'), note: text('1 CPU · 2 GB memory · 50 GB disk') },
      { name: 'Image', value: text('Debian 12') },
      { name: 'Tags', value: text('production, web') },
    ],
    changeHref: '/linodes/create?request=r-5f1c',
    price: { monthly: 12, hourly: 0.018, region: text('Frankfurt, DE') },
    backups: { monthly: 2.5, hourly: 0.004 },
    checks: [
      { outcome: 'pass', text: text('The label is free.') },
      { outcome: 'warn', text: text('This account has 22 of 25 Linodes.') },
    ],
    commands: [
      {
        name: text('curl'),
        text: text(
          'curl -X POST https://api.linode.com/v4/linode/instances \\\n  -H "Authorization: Bearer $TOKEN" \\\n  -d \'{"region":"eu-central","type":"g6-standard-1","root_pass":"\'$ROOT_PASS\'"}\'',
        ),
      },
      {
        name: text('Linode CLI'),
        text: text('linode-cli linodes create --region eu-central --root_pass "$ROOT_PASS"'),
      },
      {
        name: text('Terraform'),
        text: text('resource "linode_instance" "web_13" {\n  region = "eu-central"\n}'),
      },
    ],
    keysOf: [text('anna')],
    passwordWanted: true,
    errors: [],
  };
}
