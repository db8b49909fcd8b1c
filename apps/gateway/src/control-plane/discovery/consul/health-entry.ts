/** As much of an entry of `/v1/health/service/:service` as is read; whatever comes may be otherwise. */
export interface HealthEntry {
  readonly Node?: { readonly Address?: unknown } | null;
  readonly Service?: {
    /** Empty where it is the address of the node. */
    readonly Address?: unknown;
    readonly Port?: unknown;
    readonly Weights?: { readonly Passing?: unknown } | null;
    readonly Meta?: Readonly<Record<string, unknown>> | null;
  } | null;
}

/** An instance, written as under `backends` in the configuration. */
export interface ListedInstance {
  readonly url: string;
  readonly id: unknown;
  readonly weight: unknown;
}

const HEAVIEST = 1_000;

/** Its metadata may say `id` and `weight`; else it has the weight that Consul gives it while its checks pass. */
export function entryOf(entry: HealthEntry | null, scheme: string): ListedInstance {
  const { Node: node, Service: service } = entry ?? {};
  const address = textOf(service?.Address) || textOf(node?.Address);
  const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
  const passing = service?.Weights?.Passing;
  return {
    url: `${scheme}://${host}:${textOf(service?.Port)}`,
    id: service?.Meta?.id ?? undefined,
    weight: service?.Meta?.weight ?? (typeof passing === 'number' ? Math.min(passing, HEAVIEST) : undefined),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
