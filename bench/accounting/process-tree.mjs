import { readdirSync, readFileSync } from 'node:fs';

/** The ids of a process and of all that descend from it, as they are now. */
export function processTree(root) {
  const children = childrenByParent();
  const tree = [root];
  // The list grows while it is walked, so that grandchildren are found too.
  for (const id of tree) tree.push(...(children.get(id) ?? []));
  return tree;
}

/** The parent's id in a line of `/proc/<pid>/stat`, whose second field may hold spaces and brackets. */
export function parentOf(stat) {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function childrenByParent() {
  const children = new Map();
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = readIfThere(`/proc/${id}/stat`);
    if (stat === undefined) continue;
    const parent = parentOf(stat);
    children.set(parent, [...(children.get(parent) ?? []), Number(id)]);
  }
  return children;
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined; // The process ended between the listing and the reading.
  }
}
