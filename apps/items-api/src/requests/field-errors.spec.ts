import { ItemFields } from '@app/contracts';
import { type ValidationError, validateSync } from 'class-validator';
import { fieldErrors } from './field-errors';

describe('fieldErrors', () => {
  it('names each failing field once, where it is and what is wrong with it', () => {
    const failures = validateSync(new ItemFields({ name: 1 }), { stopAtFirstError: true });
    expect(fieldErrors('body', failures)).toEqual([
      { loc: ['body', 'name'], msg: 'name must be a string', type: 'string_type' },
      { loc: ['body', 'price'], msg: 'Field required', type: 'missing' },
    ]);
  });

  it('has an answer for checks it has never heard of', () => {
    const failure = { property: 'size', value: 1, constraints: { isRound: 'size must be round' } };
    expect(fieldErrors('query', [failure as unknown as ValidationError])).toEqual([
      { loc: ['query', 'size'], msg: 'size must be round', type: 'value_error' },
    ]);
  });
});
