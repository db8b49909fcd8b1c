import { type Exchange } from '../../exchange/exchange';
import { KeySource } from './key.source';

/** The key is the trusted address of the client. */
export class ClientAddressSource extends KeySource {
  readonly names = ['clientAddress'];
  override readonly namesTarget = false;

  read({ client, head }: Exchange): string | undefined {
    return client.clientAddress(head.forwardedFor);
  }
}
