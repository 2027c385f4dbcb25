import { SubjectError, type FaultKind } from '../../errors.ts';
import type { FaultCount, FaultFinding, SurvivesFaultsDetails } from './details.ts';
import { KINDS, type FaultSettings } from './settings.ts';

/** Adds up what the runs show. */
export class Tally {
  readonly #settings: FaultSettings;
  readonly #findings: FaultFinding[] = [];
  readonly #faults: Record<FaultKind, FaultCount> = {
    kernel: { calls: 0, failed: 0 },
    memory: { calls: 0, failed: 0 },
    io: { calls: 0, failed: 0 },
  };
  #recovered = 0;
  #withoutCause = 0;
  #tensors = 0;
  #leaking = 0;
  #halfChanged = 0;

  constructor(settings: FaultSettings) {
    this.#settings = settings;
  }

  addCalls(kind: FaultKind, calls: number): void {
    const { failed, calls: before } = this.#faults[kind];
    this.#faults[kind] = { calls: before + calls, failed };
  }

  add(
    kind: FaultKind,
    leftByTensorFlow: number,
    isHalf: boolean,
    { recovered, withoutCause }: { readonly recovered: boolean; readonly withoutCause: boolean },
    findings: readonly FaultFinding[],
  ): void {
    const { failed, calls } = this.#faults[kind];
    this.#faults[kind] = { calls, failed: failed + 1 };
    this.#tensors += leftByTensorFlow;
    this.#leaking += Number(leftByTensorFlow > 0);
    this.#halfChanged += Number(isHalf);
    this.#recovered += Number(recovered);
    this.#withoutCause += Number(withoutCause);
    this.#findings.push(...findings);
  }

  /** @throws SubjectError where nothing was made to fail, so that nothing is shown */
  requireFaults(where: string): void {
    if (Object.values(this.#faults).some(({ failed }) => failed > 0)) return;
    const wanted = Object.entries(KINDS)
      .filter(([, kind]) => this.#settings[kind] > 0)
      .map(([name]) => name);
    const none = wanted.length === 0 ? 'nothing is asked to fail' : `it has no calls of ${wanted.join(', ')}`;
    throw new SubjectError(`${where}: there is nothing that could be made to fail: ${none}.`, {
      argument: 'received',
      expected: 'a function that runs kernels, makes tensors or works on files',
      actual: none,
    });
  }

  details(): SurvivesFaultsDetails {
    return {
      findings: this.#findings,
      faults: this.#faults,
      recovered: this.#recovered,
      withoutCause: this.#withoutCause,
      tensorflow: { tensors: this.#tensors, leaking: this.#leaking, halfChanged: this.#halfChanged },
      atomic: this.#settings.atomic,
      seed: this.#settings.seed,
    };
  }
}
