import { Injectable } from '@nestjs/common';
import { AddressList } from '../http/address-list';
import { type HeadLimits } from '../http/request-head';

/** What the middleware itself needs of the configuration; set before the first request and by every reload. */
@Injectable()
export class ProxySettings {
  headLimits: HeadLimits = { headers: 100, urlBytes: 8 * 1024 };
  /** Whether answers tell which way the request went, and why. */
  debugHeaders = false;
  /** Fields that every answer gets, as name, value, name, value. */
  answerFields: readonly string[] | undefined;
  /** Every client connection is told to close with its next answer. */
  isStopping = false;
  trustedProxies = new AddressList([]);
}
