/**
 * Returns true if a Node version is in a range such as "^20.19.0 || >=24.0.0": the two forms that package.json
 * uses here. It uses no package because it runs before the installation.
 * @param {string} version
 * @param {string} range
 */
export function isSupported(version, range) {
  return range.split('||').some((part) => {
    const [, form, lowest] = /^(\^|>=)(\d+\.\d+\.\d+)$/.exec(part.trim()) ?? [];
    if (!form) throw new Error(`"${part.trim()}" in "engines" is neither ^x.y.z nor >=x.y.z`);
    const sameMajor = version.split('.')[0] === lowest.split('.')[0];
    return compare(version, lowest) >= 0 && (form === '>=' || sameMajor);
  });
}

function compare(left, right) {
  const others = right.split('.').map(Number);
  // A pre-release ("24.0.0-nightly") counts as its release.
  const difference = left
    .split('-')[0]
    .split('.')
    .map((part, index) => Number(part) - others[index]);
  return difference.find((one) => one !== 0) ?? 0;
}
