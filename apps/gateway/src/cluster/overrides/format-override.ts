import { type VersionedOverride } from './versioned-override';

/** For people: `main/a: draining, weight 5; set at edge-1-3f9a01`. */
export function formatOverride({ by, override: word }: VersionedOverride): string {
  const { pool, id, member, weight, mode } = word;
  const wishes = [
    ...(member === 'removed' ? ['removed'] : []),
    ...(typeof member === 'object' ? [`added at ${member.url}`] : []),
    ...(weight === undefined ? [] : [`weight ${weight}`]),
    ...(mode === undefined ? [] : [mode.mode]),
  ];
  return `${pool}/${id}: ${wishes.join(', ') || 'as configured'}; set at ${by}`;
}
