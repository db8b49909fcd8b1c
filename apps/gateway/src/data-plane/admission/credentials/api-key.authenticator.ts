import { type Watched } from '../../../platform/files/watched-files';
import { type Clock } from '../../../platform/clock';
import { type Exchange } from '../../exchange/exchange';
import { headerValue, isRepeated, queryValue, queryValues } from '../../http/request-values';
import { type Authenticator, type AuthenticationResult } from './authenticator';
import { type ApiKey } from './key-file';
import { PresentedKeys } from './presented-keys';

/** Where the key stands in a request: in a header, its name in lower case, or in a query parameter. */
export type KeyPlace = { readonly header: string } | { readonly query: string };

/** A longer text is no key, and not worth hashing. */
const MAX_KEY_LENGTH = 512;

/**
 * API keys, known by their SHA-256 only. They are looked up by digest, so that the time of a look-up says nothing of the
 * keys there are: who does not know a key cannot choose its digest.
 */
export class ApiKeyAuthenticator implements Authenticator {
  readonly challenge: string;
  readonly wanted: string;
  private readonly shown = new PresentedKeys();

  constructor(
    private readonly place: KeyPlace,
    private readonly keys: Watched<ReadonlyMap<string, ApiKey>>,
    private readonly clock: Clock,
  ) {
    const where = 'header' in place ? `the header ${place.header}` : `the query parameter ${place.query}`;
    this.wanted = `an API key in ${where}`;
    this.challenge = 'ApiKey realm="load-distributer"';
  }

  check(exchange: Exchange): AuthenticationResult {
    const key = this.keyIn(exchange);
    if (key === undefined || key === '') return 'absent';
    // A backend might take the other one of two.
    if (key.length > MAX_KEY_LENGTH || this.isRepeatedIn(exchange)) return 'invalid';
    const known = this.shown.find(key, this.keys.value);
    if (known === undefined) return 'invalid';
    return known.expires > this.clock.wallTime() ? known.identity : 'invalid';
  }

  strip(exchange: Exchange): void {
    if ('header' in this.place) exchange.head.withhold(this.place.header);
    else exchange.withholdParameter(this.place.query);
  }

  open(): void {
    this.keys.watch();
  }

  close(): void {
    this.keys.close();
  }

  private keyIn({ head, request }: Exchange): string | undefined {
    const { place } = this;
    return 'header' in place
      ? headerValue(request.rawHeaders, place.header)
      : queryValue(head.path, place.query);
  }

  private isRepeatedIn({ head, request }: Exchange): boolean {
    const { place } = this;
    return 'header' in place
      ? isRepeated(request.rawHeaders, place.header)
      : queryValues(head.path, place.query).length > 1;
  }
}
