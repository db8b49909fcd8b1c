import { type ItemsApiConfig } from '../../../apps/items-api/src/config/items-api.config';
import { readConfig } from '../../../apps/items-api/src/config/read-config';
import { type RunningItemsApi, startItemsApi } from '../../../apps/items-api/src/items-api.application';
import { type Answer, Client, type Sending } from './client';

/** An instance under test, and a client that talks to it. */
export interface ItemsApi extends RunningItemsApi {
  readonly port: number;
  send(method: string, path: string, sending?: Sending): Promise<Answer>;
}

/** Starts an instance on a free port through the bootstrap that main.ts uses. Close it with `stop`. */
export async function anItemsApi(changes: Partial<ItemsApiConfig> = {}): Promise<ItemsApi> {
  const running = await startItemsApi({ ...readConfig({}), port: 0, ...changes });
  const client = new Client(running.url);
  return {
    ...running,
    port: Number(new URL(running.url).port),
    send: (method, path, sending) => client.send(method, path, sending),
    stop: async () => {
      client.close();
      await running.stop();
    },
  };
}
