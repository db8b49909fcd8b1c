import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { aGatewayFrom } from '../reload/support/file-gateway';
import { closedAfterTest } from '../support/closing';
import { type Fields, loaded, type Manifest, manifest, manifests } from './support/manifests';
import { mistakesIn } from './support/typed-manifests';

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

const pod = (): Fields => manifest('Deployment').spec.template as Fields;
const container = (): Fields => (pod().spec as { containers: Fields[] }).containers[0];
const probes = (): Probe[] =>
  ['startupProbe', 'readinessProbe', 'livenessProbe'].map((name) => container()[name] as Probe);
const content = (kind: string, field: string): Record<string, string> =>
  (manifest(kind) as unknown as Record<string, Record<string, string>>)[field];

/** The configuration that the gateway reads from the ConfigMap. */
function config() {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-deploy-'));
  closedAfterTest({ close: () => rmSync(folder, { recursive: true }) });
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, content('ConfigMap', 'data')['gateway.yaml']);
  return loaded(file, content('Secret', 'stringData')).config;
}

describe('the manifests for Kubernetes', () => {
  it('have the fields that their kinds have, and no others', () => {
    const others = ['ServiceMonitor', 'Kustomization'];
    const known = manifests().filter(({ kind }) => !others.includes(kind));
    expect(known.length).toBeGreaterThan(7);
    expect(mistakesIn(known)).toEqual([]);
    const misspelt = { ...manifest('Service'), spec: { port: 1 } } as Manifest;
    expect(mistakesIn([misspelt])).toEqual([expect.stringContaining('does not exist in type')]);
  });

  it('are all listed by the kustomization of their folder, but for examples', () => {
    const listed = manifests().flatMap(({ file, kind, ...fields }) =>
      kind === 'Kustomization'
        ? [
            file,
            ...(fields as unknown as { resources: string[] }).resources.map((name) =>
              join(dirname(file), name),
            ),
          ]
        : [],
    );
    const files = [...new Set(manifests().map(({ file }) => file))];
    expect([...listed, 'secret.example.yaml', 'items-api.yaml'].sort()).toEqual(files.sort());
  });

  it('need nothing of the cluster that is not of Kubernetes itself, but for an overlay', () => {
    const foreign = manifests().filter(
      ({ apiVersion }) => apiVersion.includes('.') && !/\.k8s\.io\//.test(apiVersion),
    );
    expect(foreign.map(({ file }) => dirname(file))).toEqual(['prometheus-operator']);
  });

  it('have a configuration without mistakes', () => {
    expect(config()).toMatchObject({
      admin: { token: 'change-me' },
      stores: { cluster: 'redis://redis:6379' },
    });
  });

  it('open the ports that the configuration names, and speak of no others', () => {
    const { listen, admin } = config();
    expect(container().ports).toEqual([
      { name: 'http', containerPort: listen.port },
      { name: 'admin', containerPort: admin.port },
    ]);
    const services = ['load-distributer', 'load-distributer-admin'].map(
      (name) => (manifest('Service', name).spec.ports as { targetPort: string }[])[0].targetPort,
    );
    const ingress = manifest('NetworkPolicy').spec.ingress as { ports: { port: string }[] }[];
    const named = [
      ...probes().map(({ httpGet }) => httpGet.port),
      ...services,
      ...ingress.map(({ ports }) => ports[0].port),
    ];
    expect(named.filter((name) => name !== 'http' && name !== 'admin')).toEqual([]);
    expect(manifest('ServiceMonitor').spec.endpoints[0].port).toBe(
      manifest('Service', 'load-distributer-admin').spec.ports[0].name,
    );
  });

  it('ask for what the gateway answers, without a token where they have none', async () => {
    const gateway = await aGatewayFrom({ admin: { token: 'secret' } });
    for (const { httpGet } of probes())
      expect(await gateway.ask('GET', httpGet.path)).toMatchObject({ status: 200 });
    const path = manifest('ServiceMonitor').spec.endpoints[0].path as string;
    expect(await gateway.ask('GET', path)).toMatchObject({ status: 401 });
    const authorization = 'Bearer secret';
    expect(await gateway.ask('GET', path, { authorization })).toMatchObject({ status: 200 });
  });

  it('leave a pod the time that its configuration takes to stop', () => {
    const { shutdownDelay, shutdown } = config().listen.timeouts;
    expect(shutdownDelay).toBeGreaterThan(0);
    expect(pod().spec.terminationGracePeriodSeconds * 1000).toBeGreaterThan(shutdownDelay + shutdown);
  });

  it('mean the pods of the Deployment', () => {
    const { labels } = pod().metadata;
    const selectors = [
      manifest('Deployment').spec.selector.matchLabels,
      manifest('Service').spec.selector,
      manifest('Service', 'load-distributer-admin').spec.selector,
      manifest('PodDisruptionBudget').spec.selector.matchLabels,
      manifest('NetworkPolicy').spec.podSelector.matchLabels,
    ];
    for (const selector of selectors) expect(labels).toMatchObject(selector as object);
    const admin = manifest('Service', 'load-distributer-admin');
    expect(admin.metadata.labels).toMatchObject(
      manifest('ServiceMonitor').spec.selector.matchLabels as object,
    );
    const { key } = manifest('ServiceMonitor').spec.endpoints[0].authorization.credentials;
    expect(content('Secret', 'stringData')).toHaveProperty(key as string);
  });

  it('find the sample service where it is', () => {
    const [{ discovery }] = config().pools;
    const { metadata, spec } = manifest('Service', 'items-api');
    expect(discovery[0]).toMatchObject({
      record: 'SRV',
      name: `_${spec.ports[0].name}._tcp.${metadata.name}.default.svc.cluster.local`,
    });
    expect(manifest('StatefulSet', 'items-api').spec.serviceName).toBe(metadata.name);
  });
});
