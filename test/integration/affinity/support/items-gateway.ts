import { BackendStates } from '../../../../apps/gateway/src/data-plane/upstream/backend-states';
import { type Backend } from '../../../../apps/gateway/src/data-plane/upstream/backend';
import { type Pool } from '../../../../apps/gateway/src/data-plane/upstream/pool';
import { PoolTable } from '../../../../apps/gateway/src/data-plane/upstream/pool-table';
import { type Answer } from '../../../support/http-client';
import { Items } from '../../../support/items';
import { aGateway, type GatewayOptions, type TestGateway } from '../../../support/test-gateway';

/** A gateway in front of backends that each keep items of their own. */
export interface ItemsGateway {
  readonly gateway: TestGateway;
  readonly items: Record<string, Items>;
}

export async function aGatewayToItems(
  names = ['a', 'b', 'c'],
  wishes: Partial<GatewayOptions> = {},
): Promise<ItemsGateway> {
  const gateway = await aGateway({ backends: names, ...wishes });
  const items = Object.fromEntries(names.map((name) => [name, Items.of(gateway.backend(name))]));
  return { gateway, items };
}

/** The same with a rule for items that says more than by default. */
export function withRule(rule: object, names = ['a', 'b', 'c'], pool: object = {}): Promise<ItemsGateway> {
  const key = [{ path: '/items/:item_id' }, { query: 'item_id' }];
  return aGatewayToItems(names, { affinity: { items: { key, ...rule } }, pool });
}

export function create(gateway: TestGateway, id: string | number, body = 'item'): Promise<Answer> {
  return gateway.fetch(`/items/?item_id=${encodeURIComponent(id)}`, { method: 'POST', body });
}

/** The code of a problem that the gateway answered itself. */
export function codeOf({ text }: Answer): string {
  return (JSON.parse(text) as { code: string }).code;
}

/** Requests of searches that have reached the backends, as `name method target`, sorted. */
export function probes({ gateway, items }: ItemsGateway): string[] {
  return Object.keys(items)
    .flatMap((name) =>
      gateway
        .backend(name)
        .requests.filter(({ message }) => message.method === 'HEAD')
        .map(({ target }) => `${name} ${target}`),
    )
    .sort();
}

/** Changes what a backend is fit for, as the control plane or an operator would. */
export function changeState(
  { gateway }: ItemsGateway,
  name: string,
  change: (states: BackendStates, pool: Pool, backend: Backend) => void,
): void {
  const { app } = gateway.application;
  const pool = app.get(PoolTable).find('main')!;
  change(app.get(BackendStates), pool, pool.find(name)!);
}
