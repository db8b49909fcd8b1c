import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DashboardFiles } from './dashboard-files';

/** Nothing from other servers, nothing inline, and no framing by other pages. */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** The names of these files change with what is in them. */
const FOREVER = 'public, max-age=31536000, immutable';

/** The operator's page. It holds no secret, so it is open; what it shows it asks of the admin API. */
@ApiExcludeController()
@Controller()
export class DashboardController {
  constructor(private readonly files: DashboardFiles) {}

  @Get()
  page(@Req() request: IncomingMessage, @Res() response: ServerResponse): void {
    this.send(request, response, 'index.html', 'no-cache');
  }

  @Get('assets/:name')
  asset(@Param('name') name: string, @Req() request: IncomingMessage, @Res() response: ServerResponse): void {
    this.send(request, response, `assets/${name}`, FOREVER);
  }

  private send({ headers }: IncomingMessage, response: ServerResponse, path: string, keep: string): void {
    const file = this.files.find(path);
    if (file === undefined)
      throw new NotFoundException(
        path === 'index.html' ? 'The dashboard is not built: npm run build.' : 'There is no such file.',
      );
    const { type, plain, gzip } = file;
    const isZipped = gzip !== undefined && /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
    const body = isZipped ? gzip : plain;
    response.writeHead(200, {
      ...HEADERS,
      ...(isZipped && { 'Content-Encoding': 'gzip' }),
      'Content-Type': type,
      'Content-Length': body.length,
      'Cache-Control': keep,
      Vary: 'Accept-Encoding',
    });
    response.end(body);
  }
}
