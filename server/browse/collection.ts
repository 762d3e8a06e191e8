import type { NeedName } from '../oauth/needs.ts';

/** How a column's values are read from a filter, printed on a page, and written to a file. */
export type ColumnType =
  | 'text'
  | 'prose'
  | 'id'
  | 'number'
  | 'bytes'
  | 'megabytes'
  | 'gigabytes'
  | 'money'
  | 'date'
  | 'boolean'
  | 'status'
  | 'list'
  | 'tags';

export interface Column {
  /** Where the value lies in a row; dotted for what lies deeper. */
  readonly field: string;
  readonly header: string;
  /** `text` where nothing is said. */
  readonly type?: ColumnType;
  /** Who can filter by it: Linode, or the portal over all pages. Nobody where nothing is said. */
  readonly filter?: 'linode' | 'portal';
  /** The field to order by in its place; `false` where Linode refuses to order by it. */
  readonly orderBy?: string | false;
  /**
   * `wide`: not on a small screen. `file`: to filter by, and in exported files, but not in the table.
   * `page`: in the table alone, and not on a small screen.
   */
  readonly show?: 'wide' | 'file' | 'page';
  /** What a link says in place of the value. */
  readonly words?: string;
  /** A page of another thing that the value names: a Linode's, or one of another collection. */
  readonly link?: Link;
  /** A catalogue with better words for the value; files keep Linode's own. */
  readonly names?: 'plans' | 'regions';
}

export interface Link {
  /**
   * `linode`, `create` or `search`, else a collection's name. `entity`: the page of whatever Linode
   * says that it is, by the type beside its id.
   */
  readonly to: string;
  /** Not one thing there, but its list filtered by these rows and, by this field, the value. */
  readonly list?: { readonly by: string; readonly rows: readonly Row[] };
  /** The field that names it there; the column's own where nothing is said. */
  readonly id?: string;
  /** Only where this field holds this. */
  readonly where?: readonly [field: string, value: string];
}

/** A filter row as data: field, operator, value, and whether it begins another group of rows. */
export type Row = readonly [field: string, operator: string, value: string, group?: 'new'];

/** A choice of rows with a name, offered as a link above the table. */
export interface Preset {
  readonly text: string;
  readonly rows: readonly Row[];
  /** The column that it is sorted by. */
  readonly sort?: string;
}

/** One of Linode's lists, declared once. Adding another is adding one of these. */
export interface Collection {
  /** As it stands in the address: `/browse/<name>`. */
  readonly name: string;
  readonly title: string;
  /** One of them, in the middle of a sentence. */
  readonly one: string;
  readonly many: string;
  readonly about: string;
  readonly group: 'Resources' | 'Catalogue' | 'Monitoring' | 'Account';
  /** Below the API's base. */
  readonly path: string;
  /** Linode has it in its beta version alone. */
  readonly beta?: true;
  /** Where its page is, when that is not `/browse/<name>`. */
  readonly at?: string;
  /** `null`: Linode asks for no token at all. `any`: for one, whatever its scopes. */
  readonly scope: string | null;
  readonly need?: NeedName;
  readonly columns: readonly [Column, ...Column[]];
  /** Fields that the quick search looks into. */
  readonly search: readonly string[];
  readonly order?: { readonly field: string; readonly direction: 'asc' | 'desc' };
  /** What the portal puts first within that, unless another order is asked for. */
  readonly lead?: { readonly field: string; readonly direction: 'asc' | 'desc' };
  readonly presets?: readonly Preset[];
  /** What is left out unless somebody asks for it. */
  readonly unlessAsked?: readonly Row[];
  /** Linode's document has no page size here: all pages are read at Linode's own size. */
  readonly unpaged?: true;
  /** The list is public and comes from the shared catalogue; `own`: X-Filter for what is not public. */
  readonly catalogue?: { readonly own?: object };
  /** Columns with what other catalogues say of each row. */
  readonly derived?: Derived;
  /** How they come into a row; set for one request. */
  readonly derive?: ((row: ListRow) => ListRow) | undefined;
  /** A page for each row, by its id. */
  readonly detail?: Detail;
  /** Fields that are secrets and never leave the server. */
  readonly secret?: readonly string[];
}

export interface Derived {
  /**
   * `region`: what a plan costs in the region that is chosen, and whether it can be had there;
   * `price`: what a row itself says that it costs there; `plans`: what a region has no room for.
   */
  readonly by: 'region' | 'price' | 'plans';
  readonly columns: readonly Column[];
  /** Columns that they take the place of in the table. */
  readonly instead?: readonly string[];
}

/** Whether its derived columns have nothing to say until a region is chosen. */
export function isOfRegion({ derived }: Pick<Collection, 'derived'>): boolean {
  return derived?.by === 'region' || derived?.by === 'price';
}

export interface Detail {
  /** What Linode's events call such a thing; absent where they tell of none. */
  readonly entity?: string;
  /** What belongs to it: lists below its own path, or within it. */
  readonly parts?: readonly Part[];
}

export type Part = InnerPart | ListPart;

interface AnyPart {
  readonly title: string;
  readonly empty: string;
  readonly columns: readonly [Column, ...Column[]];
}

/** A list that is a field of the thing. */
export interface InnerPart extends AnyPart {
  readonly field: string;
}

/** A list below the thing's own path. It has a page of its own, like every collection. */
export interface ListPart
  extends
    AnyPart,
    Pick<Collection, 'name' | 'one' | 'many' | 'path'>,
    Partial<Pick<Collection, 'scope' | 'need' | 'search' | 'order' | 'unpaged' | 'secret'>> {}

export type ListRow = Readonly<Record<string, unknown>>;

export function typeOf({ type }: Column): ColumnType {
  return type ?? 'text';
}

export function isNumeric(column: Column): boolean {
  return numericTypes.has(typeOf(column));
}

const numericTypes = new Set<ColumnType>([
  'number',
  'bytes',
  'megabytes',
  'gigabytes',
  'money',
  'id',
]);

export const MAX_ID = 100;

/** True for what can name a thing in an address. An image has a kind before its name: `linode/debian12`. */
export function isThingId(id: unknown): id is string {
  return (
    typeof id === 'string' && id.length <= MAX_ID && /^(?:[\w-]+|[a-z]+\/[\w-][\w.-]*)$/.test(id)
  );
}

/** What lies under a dotted field, of a list what lies under each member; undefined for nothing. */
export function valueAt(row: ListRow, field: string): unknown {
  return field.split('.').reduce<unknown>(stepInto, row);
}

/** Of what is said to be null, so is every part. */
function stepInto(at: unknown, name: string): unknown {
  if (isRecord(at)) return at[name];
  if (Array.isArray(at))
    return at.flatMap((one) => (isRecord(one) && name in one ? [one[name]] : []));
  return at === null ? null : undefined;
}

export function isRecord(value: unknown): value is ListRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
