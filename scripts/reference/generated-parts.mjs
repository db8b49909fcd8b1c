const ERROR_ROW = /^\| (\d{3}|3xx, 4xx) +\| `(\w+)` +\| (.+?) +\|$/gm;

/**
 * Generates parts of pages that are otherwise written by hand: in each page, the parts between `<!-- name -->`
 * and `<!-- /name -->`. `code` has the functions of the gateway that make their content, and `read` reads a
 * page.
 */
export function generatedParts(code, read) {
  return {
    'docs/reference/metrics.md': { metrics: code.metricsTable() },
    'docs/reference/logs.md': { 'log contexts': code.logContextsTable() },
    'docs/reference/cli.md': { commands: code.commandReference() },
    'docs/reference/errors.md': {
      errors: code.markdownTable(
        ['status', 'code', 'when'],
        errorRows(read('docs/explanation/request-path.md')),
      ),
    },
  };
}

/** The page with its generated parts. Throws if it has no place for one of them. */
export function withParts(page, parts) {
  return Object.entries(parts).reduce((written, [name, part]) => {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [written.indexOf(begin), written.indexOf(end)];
    if (from === -1 || to < from) throw new Error(`There is no place for ${name}: ${begin} … ${end}`);
    return `${written.slice(0, from)}${begin}\n\n${part}\n${written.slice(to)}`;
  }, page);
}

/** Every error of the gateway by status and code. One that several stages make has a row for each. */
function errorRows(requestPath) {
  const rows = [...requestPath.matchAll(ERROR_ROW)].map(([, status, code, when]) => [
    status,
    `\`${code}\``,
    // The links of that page start from another folder.
    when.replace(/\]\((\w[\w-]*\.md)/g, '](../explanation/$1').replaceAll('\\|', '|'),
  ]);
  return rows.sort(([a, first], [b, second]) => a.localeCompare(b) || first.localeCompare(second));
}
