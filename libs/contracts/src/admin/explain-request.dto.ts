import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIP, IsObject, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { type Source } from '../reading';

/** A request for a dry run. */
export class ExplainRequest {
  @Matches(/^[!#$%&'*+.^_`|~\w-]{1,32}$/, { message: 'method must be an HTTP method' })
  @IsString()
  @ApiPropertyOptional({ type: String, default: 'GET' })
  readonly method: string;

  @MaxLength(65_536)
  @Matches(/^(\/|https?:\/\/)[!-~]*$/, {
    message: 'url must be a path that begins with a slash, or a whole URL, and escaped as it is sent',
  })
  @IsString()
  @ApiProperty({ type: String, example: '/items/42' })
  readonly url: string;

  @IsObject()
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { host: 'localhost' },
  })
  readonly headers: Readonly<Record<string, string>>;

  /** Taken for JSON unless the headers say what it is. */
  @MaxLength(65_536)
  @IsString()
  @IsOptional()
  @ApiPropertyOptional({ type: String, example: '{"room": "lobby"}' })
  readonly body: string | undefined;

  /** The address that the request comes from. */
  @IsIP(undefined, { message: 'client must be an IP address' })
  @ApiPropertyOptional({ type: String, default: '127.0.0.1', example: '203.0.113.7' })
  readonly client: string;

  constructor(source: Source) {
    this.method = (source.method ?? 'GET') as string;
    this.url = source.url as string;
    this.headers = (source.headers ?? {}) as Record<string, string>;
    this.body = (source.body ?? undefined) as string | undefined;
    this.client = (source.client ?? '127.0.0.1') as string;
  }
}
