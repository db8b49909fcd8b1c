import { unexpandedVariable } from './unexpanded-variable';

describe('unexpandedVariable', () => {
  it.each([
    ['$ADMIN_TOKEN', 'ADMIN_TOKEN'],
    ['$admin_token', 'admin_token'],
    ['${ADMIN_TOKEN}', 'ADMIN_TOKEN'],
    ['${ADMIN_TOKEN:?missing}', 'ADMIN_TOKEN'],
    ['$(ADMIN_TOKEN)', 'ADMIN_TOKEN'],
    ['%ADMIN_TOKEN%', 'ADMIN_TOKEN'],
    ['{{ADMIN_TOKEN}}', 'ADMIN_TOKEN'],
    ['{{ .Values.token }}', 'Values_token'],
    ['@ADMIN_TOKEN@', 'ADMIN_TOKEN'],
  ])('finds the name of the variable in %s', (text, name) => {
    expect(unexpandedVariable(text)).toBe(name);
  });

  it.each(['s3cret', '', '$', 'pa$WORD', '$2b$10$abcdefghijklmnopqrstuv', '100%', '%20', 'a@b', '{json}'])(
    'takes %p for a secret of its own',
    (text) => {
      expect(unexpandedVariable(text)).toBeUndefined();
    },
  );
});
