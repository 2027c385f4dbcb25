/** What can be wrong with what a model is fed, as data. */
export type InputProblem =
  /** NaN or infinities. */
  | { readonly kind: 'not finite'; readonly count: number }
  /** Every value is the same. */
  | { readonly kind: 'constant'; readonly value: number }
  /** All samples are the same, bit for bit. */
  | { readonly kind: 'samples alike' }
  /** Far larger than what initial weights are made for. */
  | { readonly kind: 'large'; readonly rms: number; readonly least: number; readonly greatest: number }
  /** So small that a model sees next to nothing. */
  | { readonly kind: 'tiny'; readonly greatest: number }
  /** One feature is so much larger than the others that they do not count, or so much smaller that it does not. */
  | {
      readonly kind: 'uneven features';
      readonly feature: number;
      /** Its root mean square. */
      readonly rms: number;
      /** That of the feature in the middle. */
      readonly usual: number;
      readonly of: number;
    }
  /** Ids that an embedding has no row for. */
  | {
      readonly kind: 'no such id';
      readonly first: number;
      readonly count: number;
      readonly rows: number;
    }
  /** Whole numbers where a layer computes with fractions: what an integer division leaves. */
  | { readonly kind: 'integers'; readonly least: number; readonly greatest: number }
  /** Features that are the same for every sample. */
  | { readonly kind: 'constant features'; readonly features: number; readonly of: number };

/** What can be wrong with targets, as data. */
export type LabelProblem =
  | { readonly kind: 'not finite'; readonly count: number }
  /** Rows that should say which class it is, and do not sum to one. */
  | {
      readonly kind: 'row sums';
      readonly rows: number;
      readonly of: number;
      readonly first: number;
      readonly sum: number;
    }
  /** Class numbers that the model has no output for. */
  | {
      readonly kind: 'out of range';
      readonly value: number;
      readonly classes: number;
      readonly count: number;
    }
  /** All samples are of one class. */
  | { readonly kind: 'one class'; readonly samples: number }
  /** Numbers to learn that are the same for every sample. */
  | { readonly kind: 'constant target'; readonly value: number }
  /** Samples that are the same, bit for bit, with different labels. */
  | { readonly kind: 'contradictions'; readonly samples: number };

/** One thing that stands out. */
export interface DataFinding {
  /** `xs` or `ys`, with the name of the part where there are several. */
  readonly name: string;
  readonly problem: InputProblem | LabelProblem;
  /** Whether it is a mistake whatever was meant; what is not certain is told and does not fail. */
  readonly isCertain: boolean;
}

/** What a look at a batch found, as data. */
export interface SaneInputsDetails {
  readonly samples: number;
  readonly findings: readonly DataFinding[];
}
