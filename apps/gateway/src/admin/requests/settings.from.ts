import { backend as backendSchema } from '../../config/schema/backend';
import { type BackendSettings } from '../../upstream/backend';
import { InvalidRequest } from './invalid.request';

/**
 * What a request says of a backend, read as the configuration is, so that an address has one spelling wherever it is written.
 *
 * @throws InvalidRequest for what is of no use.
 */
export function settingsFrom(
  wanted: Partial<BackendSettings> & Pick<BackendSettings, 'url'>,
): BackendSettings {
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
