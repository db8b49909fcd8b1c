import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayApplication } from '../../../apps/gateway/src/app/gateway-application';
import { StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { ConfigSource } from '../../../apps/gateway/src/runtime/reload/config.source';
import { aFolder, FileGateway, stubs } from '../../reload/support/file-gateway';
import { type BackendDouble } from '../../support/backend.double';
import { closedAfterTest } from '../../support/closing';
import { type StubBackend } from '../../support/stub-backend';

export const EXAMPLES = join(__dirname, '../../../examples');

/** A gateway that runs one of the examples, with real backends instead of those that it names. */
export class RunningExample extends FileGateway {
  /** Backends are named, and answer, by the port that the example gives them. */
  private constructor(
    application: GatewayApplication,
    file: string,
    /** The servers that replace those of the example. */
    readonly servers: readonly BackendDouble[],
  ) {
    super(application, file);
  }

  /** @param servers named by the ports of the example; backends that answer their names when left out. */
  static async start(name: string, servers?: readonly BackendDouble[]): Promise<RunningExample> {
    const text = readFileSync(join(EXAMPLES, name), 'utf8');
    const ports = [...new Set(Array.from(text.matchAll(/127\.0\.0\.1:(\d+)/g), ([, port]) => port))];
    const backends = servers ?? (await stubs(...ports));
    const folder = aFolder();
    for (const other of readdirSync(EXAMPLES).filter((each) => !each.endsWith('.yaml')))
      copyFileSync(join(EXAMPLES, other), join(folder, other));
    const file = join(folder, name);
    const urls = new Map(backends.map(({ name, url }) => [`http://127.0.0.1:${name}`, url]));
    writeFileSync(
      file,
      text.replace(/http:\/\/127\.0\.0\.1:\d+/g, (url) => urls.get(url)!),
    );
    const env = { PORT: '0', HOST: '127.0.0.1', ADMIN_PORT: '0' };
    const source = new ConfigSource({ env, cwd: '/', file });
    const application = await GatewayApplication.start(source.load().config, false, source);
    return closedAfterTest(new RunningExample(application, file, backends));
  }

  backend(port: number): StubBackend {
    return this.servers.find(({ name }) => name === String(port)) as StubBackend;
  }

  /** How many sticky sessions there are. */
  async sessions(): Promise<number> {
    return (await this.application.app.get(StickySessionStore).list(undefined, {})).items.length;
  }

  /** Who answers so many GETs of a path. */
  async sequence(count: number, path: string, headers = {}): Promise<string[]> {
    const names: string[] = [];
    while (names.length < count) names.push((await this.fetch(path, { headers })).text);
    return names;
  }
}
