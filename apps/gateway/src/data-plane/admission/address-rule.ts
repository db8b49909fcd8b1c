import { isIP } from 'node:net';
import { ForbiddenError } from '../errors/admission.errors';
import { AddressList } from '../http/address-list';
import { type Exchange } from '../exchange/exchange';
import { type AdmissionStep } from './admission-step';

/** Addresses and ranges; those that are denied are so whatever else allows them. */
export interface AddressSettings {
  /** If left out, every client that is not denied is allowed. */
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

/** Lets clients in by their own address: what proxies say of it is trusted of trusted ones only. */
export class AddressRule implements AdmissionStep {
  private readonly allowed: AddressList | undefined;
  private readonly denied: AddressList;

  private constructor({ allow, deny = [] }: AddressSettings) {
    this.allowed = allow && new AddressList(allow);
    this.denied = new AddressList(deny);
  }

  /** Returns undefined if the settings allow every client. */
  static of(settings: AddressSettings): AddressRule | undefined {
    const { allow, deny = [] } = settings;
    return allow === undefined && deny.length === 0 ? undefined : new AddressRule(settings);
  }

  /** @throws ForbiddenError, also for a client of whom a trusted proxy says nothing that can be read. */
  check({ client, head }: Exchange): void {
    const address = client.clientAddress(head.forwardedFor);
    const isAllowed = this.allowed === undefined ? isIP(address) !== 0 : this.allowed.includes(address);
    if (!isAllowed || this.denied.includes(address))
      throw new ForbiddenError('Requests from this address are not allowed.');
  }
}
