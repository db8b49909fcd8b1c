import { type GatewayConfig } from '../gateway-config';
import { type Path, valueAt } from '../path';

/** Something that is allowed, but does something else than it seems to. */
export interface Warning {
  readonly path: Path;
  /** Stands at the key itself, rather than at its value. */
  readonly atKey?: boolean;
  /** What happens, and what to write instead. */
  readonly message: string;
}

/** What warnings are looked for in. */
export class Subject {
  constructor(
    /** Complete and checked. */
    readonly config: GatewayConfig,
    /** What the file and the environment say themselves, without defaults. */
    private readonly written: unknown,
    /** Wall time, in milliseconds since 1970. */
    readonly now: number,
  ) {}

  /** Whether the file or the environment says something there, so that it is no default. */
  says(...path: Path): boolean {
    return valueAt(this.written, path) !== undefined;
  }
}

/** A family of warnings; each is a file of its own. */
export type WarningFamily = (subject: Subject) => Iterable<Warning>;
