/** The one shape that pages, JSON answers and event streams share; assets/live.js reads it too. */
export interface LiveMessage {
  readonly state: string;
  readonly word: string;
  readonly percent: number | null;
  /** ISO instant of the last answer from Linode. */
  readonly checkedAt: string;
  /** Nothing more will come: whoever watches may stop. */
  readonly final: boolean;
  readonly steps?: readonly LiveStep[] | undefined;
}

export interface LiveStep {
  readonly name: string;
  readonly state: 'done' | 'now' | 'waiting' | 'failed';
  readonly at: string | null;
}

export interface RequestRow {
  readonly id: string;
  readonly label: string;
  readonly state: string;
  readonly word: string;
  readonly by: string;
  readonly at: string;
}
