/** How an upgrade ended. */
export type UpgradeReport =
  | {
      readonly outcome: 'done';
      /** The process that listens now. */
      readonly pid: number;
      readonly version: string;
    }
  /** The gateway continues as before. */
  | { readonly outcome: 'failed'; readonly reason: string };
