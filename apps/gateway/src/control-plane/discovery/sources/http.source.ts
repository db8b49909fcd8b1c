import { type Clock } from '../../../platform/clock';
import { type Random } from '../../../platform/random';
import { type BackendSource } from '../backend.source';
import { JsonClient } from '../http/json-client';
import { ListQuery, type ListSettings } from '../http/list-query';
import { PolledSource } from '../polled.source';
import { type ShrinkSettings } from '../shrink-protection';

export interface HttpSourceSettings extends ListSettings {
  readonly type: 'http';
  /** Certificates that are trusted instead of the public ones. */
  readonly ca?: string | undefined;
  readonly shrinkProtection: ShrinkSettings;
}

/** Failures are asked again after a second at first, and then as rarely as successes. */
const FIRST_RETRY_MS = 1_000;

/** Backends from a JSON list that a service tells over HTTP. */
export function httpSource(settings: HttpSourceSettings, clock: Clock, random: Random): BackendSource {
  const query = new ListQuery(settings, new JsonClient(clock, settings.ca));
  const pace = { least: FIRST_RETRY_MS, most: Math.max(FIRST_RETRY_MS, settings.interval) };
  return new PolledSource(nameOf(settings.url), query, pace, clock, random);
}

/** Without whatever may be secret. */
function nameOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
