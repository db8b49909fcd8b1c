import { createServer, type RequestListener, type Server } from 'node:http';
import { ADMIN_API_HEADER } from '../platform/admin-api-header';

/** A server for operators: each of its answers says that it comes from an admin API. */
export function adminListener(handler: RequestListener): Server {
  return createServer((request, response) => {
    response.setHeader(ADMIN_API_HEADER.name, ADMIN_API_HEADER.value);
    handler(request, response);
  });
}
