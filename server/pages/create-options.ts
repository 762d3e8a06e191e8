import type {
  CreateLinodeProps,
  Option,
  OptionGroup,
  PlanOption,
} from '../../views/create-linode.ts';
import { priceIn, type Image, type Plan, type Region } from '../linode/catalogue-shapes.ts';
import type { Answers, Offer } from '../provisioning/answers.ts';
import { isAgeing, isEndOfLife, isSoldOut } from '../provisioning/offer.ts';

/** What the create form offers, in the form's groups and words. */
export function toOptions(
  offer: Offer,
  answers: Answers,
): Pick<CreateLinodeProps, 'regions' | 'plans' | 'images' | 'price'> {
  return {
    regions: grouped(offer.regions, countryOf, toRegionOption),
    plans: grouped(byPrice(offer.plans), classOf, (plan) =>
      toPlanOption(plan, offer, answers.region),
    ),
    images: ownFirst(grouped(offer.images.filter(isOffered), vendorOf, toImageOption)),
    price: chosenPrice(offer, answers),
  };
}

const OWN_IMAGES = 'Your images';
const UNSTATED = 'Other';

const classes: ReadonlyMap<string, string> = new Map([
  ['nanode', 'Shared CPU'],
  ['standard', 'Shared CPU'],
  ['dedicated', 'Dedicated CPU'],
  ['premium', 'Premium CPU'],
  ['highmem', 'High memory'],
  ['gpu', 'GPU'],
  ['accelerated', 'Accelerated'],
]);

const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

function grouped<Item, Made>(
  items: readonly Item[],
  groupOf: (item: Item) => string,
  toOption: (item: Item) => Made,
): OptionGroup<Made>[] {
  const groups = new Map<string, Made[]>();
  for (const item of items) {
    const label = groupOf(item);
    groups.set(label, [...(groups.get(label) ?? []), toOption(item)]);
  }
  return [...groups].map(([label, options]) => ({ label, options }));
}

function countryOf({ country }: Region): string {
  const code = country.toUpperCase();
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : UNSTATED;
}

function toRegionOption({ id, label, status }: Region): Option {
  const note = status === 'outage' ? 'outage reported' : undefined;
  return { value: id, label: label === '' ? id : `${label} (${id})`, note };
}

function classOf(plan: Plan): string {
  if (plan.class === '') return UNSTATED;
  return classes.get(plan.class) ?? plan.class;
}

function byPrice(plans: readonly Plan[]): Plan[] {
  const order = [...classes.keys()];
  const rank = (plan: Plan) =>
    order.includes(plan.class) ? order.indexOf(plan.class) : order.length;
  return [...plans].sort(
    (one, other) =>
      rank(one) - rank(other) || (one.price?.monthly ?? 0) - (other.price?.monthly ?? 0),
  );
}

function toPlanOption(plan: Plan, { availability }: Offer, region: string): PlanOption {
  const isGone = region !== '' && isSoldOut(availability, plan.id, region);
  return {
    value: plan.id,
    label: plan.label === '' ? plan.id : plan.label,
    vcpus: plan.vcpus ?? 0,
    memoryMb: plan.memory ?? 0,
    diskMb: plan.disk ?? 0,
    price: priceIn(plan, region),
    unavailable: isGone ? `no room in ${region} now` : undefined,
  };
}

function isOffered(image: Image): boolean {
  return !isEndOfLife(image) && ['', 'available'].includes(image.status);
}

function vendorOf({ vendor, is_public: isPublic, id }: Image): string {
  if (!isPublic && id.startsWith('private/')) return OWN_IMAGES;
  return vendor === '' ? UNSTATED : vendor;
}

function toImageOption(image: Image): Option {
  const note = isAgeing(image) ? 'deprecated' : undefined;
  return { value: image.id, label: image.label === '' ? image.id : image.label, note };
}

function ownFirst(groups: OptionGroup[]): OptionGroup[] {
  const own = groups.filter(({ label }) => label === OWN_IMAGES);
  return [...own, ...groups.filter(({ label }) => label !== OWN_IMAGES)];
}

function chosenPrice(offer: Offer, answers: Answers): CreateLinodeProps['price'] {
  const plan = offer.plans.find(({ id }) => id === answers.type);
  const region = offer.regions.find(({ id }) => id === answers.region);
  if (plan === undefined || region === undefined) return undefined;
  const backups = plan.addons?.backups;
  return {
    plan: plan.label,
    region: region.label,
    price: priceIn(plan, region.id),
    ...(backups && { backups: priceIn(backups, region.id) }),
  };
}
