import { type Options } from 'ajv';

/** More than these say no more to the client. */
export const MAX_ERRORS = 50;

/** The loops over the items of a list and over the names of an object, as Ajv writes them. */
const LOOP = /for\((?:let (i\d+)=\d+; \1<len\d+; \1\+\+|const key\d+ in data\d*)\)\{/g;

/**
 * Options of Ajv that find all errors of a value, but not many more than the gateway reports. Otherwise a
 * client could cause an error for each of thousands of items, and for each way to read each of them. Loops end
 * once there are enough errors. They skip only parts of a value that already has errors, so the verdict does
 * not change.
 */
export const LIMITED_ERRORS: Options = {
  allErrors: true,
  strict: false,
  logger: false,
  code: { process: (code) => code.replace(LOOP, (loop) => `${loop}if(errors>=${MAX_ERRORS})break;`) },
};
