import { type ConfigWarning, type LocatedIssue } from '../../config/located-issue';

/** How a reload ended. */
export type ReloadReport =
  | {
      readonly outcome: 'applied';
      /** The file that was read, or `defaults`. */
      readonly source: string;
      /** Keys that keep their old values until the gateway is started again. */
      readonly needsRestart: readonly string[];
      /** Warnings about the configuration. */
      readonly warnings: readonly ConfigWarning[];
    }
  /** The gateway continues with the configuration it has. */
  | { readonly outcome: 'refused'; readonly findings: readonly LocatedIssue[] };
