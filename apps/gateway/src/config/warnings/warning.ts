import { type GatewayConfig } from '../gateway-config';
import { type Path, valueAt } from '../path';

/** Something that is allowed, but does something else than it seems to. */
export interface Warning {
  readonly path: Path;
  /** Stands at the key itself, rather than at its value. */
  readonly atKey?: boolean;
  /** The effect, and a better setting. */
  readonly message: string;
}

/** The configuration that is checked for warnings. */
export class Subject {
  constructor(
    /** Complete and checked. */
    readonly config: GatewayConfig,
    /** The values of the file and the environment, without defaults. */
    private readonly written: unknown,
    /** Wall time, in milliseconds since 1970. */
    readonly now: number,
  ) {}

  /** True if the file or the environment sets the value, so that it is not a default. */
  says(...path: Path): boolean {
    return valueAt(this.written, path) !== undefined;
  }
}

/** A family of warnings; each is a file of its own. */
export type WarningFamily = (subject: Subject) => Iterable<Warning>;
