import { HttpException } from '@nestjs/common';

/** There is no room for another item: 507 (RFC 4918, section 11.5). */
export class StoreFullException extends HttpException {
  constructor(maxItems: number) {
    super(`There is no room for more than ${maxItems} items`, 507);
  }
}
