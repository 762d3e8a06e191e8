import { readData } from '../data/read-data.ts';
import { toTimestamp } from './clock.ts';

type ImageData = {
  readonly id: string;
  readonly label: string;
  readonly vendor: string | null;
  readonly size: number;
  readonly cloudInit: boolean;
  readonly deprecated?: boolean;
  readonly monthsOld: number;
  /** Months from the start of the sandbox to the end of life; negative is past. */
  readonly eolMonths: number | null;
  /** A private image belongs to one account. */
  readonly account?: string;
  readonly createdBy?: string;
  readonly description?: string;
};

export type Image = ReturnType<typeof toImage>;

const monthMs = 30.44 * 24 * 3600 * 1000;

/** The images a caller may see: the public ones and those of its account. */
export function listImages(start: number, account: string | undefined): readonly Image[] {
  return readData<readonly ImageData[]>('images.json')
    .filter((image) => image.account === undefined || image.account === account)
    .map((image) => toImage(image, start));
}

function toImage(image: ImageData, start: number) {
  return {
    id: image.id,
    label: image.label,
    vendor: image.vendor,
    deprecated: image.deprecated ?? false,
    created: toTimestamp(start - image.monthsOld * monthMs),
    updated: toTimestamp(start - image.monthsOld * monthMs),
    created_by: image.createdBy ?? 'linode',
    description: image.description ?? null,
    eol: image.eolMonths === null ? null : toTimestamp(start + image.eolMonths * monthMs),
    expiry: null,
    is_public: image.account === undefined,
    size: image.size,
    total_size: image.account === undefined ? 0 : image.size,
    type: 'manual',
    status: 'available',
    capabilities: image.cloudInit ? ['cloud-init'] : [],
    regions: [],
    tags: [],
  };
}
