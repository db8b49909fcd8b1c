import { z } from 'zod';
import { headerName } from './http';
import { cookieName, jsonPointer, nameIsOf, pathPattern, segmentName } from './key-source';
import { exactlyOneOf, rule } from './objects';
import { text, wholeNumber } from './scalar';

/** Where an answer may name what its backend has made. */
export const learnSource = z
  .strictObject({
    header: headerName().describe('Name of a header, such as `Mcp-Session-Id`.'),
    location: pathPattern().describe('Pattern for the path in `Location`, such as `/jobs/:id`.'),
    name: segmentName().describe('Named segment of that path that is the key. If omitted, the first one.'),
    setCookie: cookieName().describe('Name of a cookie that the response sets.'),
    body: jsonPointer().describe(
      'JSON pointer into the body, such as `/id`. The gateway reads at most 64 KiB of the body.',
    ),
    prefix: text({ title: 'text', allowed: 'up to 64 characters', pattern: /^.{1,64}$/ }).describe(
      'Text before the JSON, for bodies that are not JSON as a whole.',
    ),
    statuses: z
      .array(wholeNumber({ from: 200, to: 599 }))
      .describe(
        'Response statuses to learn from. If omitted, all 2xx and most 3xx; see [ownership](../../explanation/ownership.md).',
      ),
  })
  .partial()
  .check(
    exactlyOneOf('header', 'location', 'setCookie', 'body'),
    nameIsOf('location'),
    rule(({ prefix, body }, report) => {
      if (prefix !== undefined && body === undefined) report('only with body', { at: ['prefix'] });
    }),
  );
