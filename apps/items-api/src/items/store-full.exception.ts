import { HttpException } from '@nestjs/common';

/** There is no room for another item: 507 (RFC 4918, section 11.5). */
export class StoreFullException extends HttpException {
  constructor(maxItems?: number) {
    const room = maxItems === undefined ? 'another item' : `more than ${maxItems} items`;
    super(`There is no room for ${room}`, 507);
  }
}
