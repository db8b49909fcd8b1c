import { backend as backendSchema } from '../../config/schema/backend';
import { type BackendSettings } from '../../data-plane/upstream/backend';
import { parseEndpoint } from '../../platform/endpoint';
import { type OwnListeners, ownListenerText } from '../../platform/own-listeners';
import { InvalidRequest } from './invalid-request';

/**
 * The backend that a request describes, read as in the configuration, so that an address has one spelling.
 *
 * @throws InvalidRequest, by rejection, for invalid values, and for a listener of the gateway itself.
 */
export async function toBackendSettings(
  wanted: Partial<BackendSettings> & Pick<BackendSettings, 'url'>,
  ownListeners: OwnListeners,
): Promise<BackendSettings> {
  const settings = readSettings(wanted);
  const listener = await ownListeners.reachedBy(parseEndpoint(settings.url));
  if (listener === undefined) return settings;
  const msg = `${settings.url} ${ownListenerText(listener)}`;
  throw new InvalidRequest([{ loc: ['body', 'url'], msg, type: 'value_error' }]);
}

function readSettings(wanted: Partial<BackendSettings> & Pick<BackendSettings, 'url'>): BackendSettings {
  const { success, data, error } = backendSchema.safeParse({ ...wanted, id: wanted.id ?? undefined });
  if (success) return data;
  throw new InvalidRequest(
    error.issues.map(({ path, message }) => ({
      loc: ['body', ...path.map(String)],
      msg: `allowed: ${message}`,
      type: 'value_error',
    })),
  );
}
