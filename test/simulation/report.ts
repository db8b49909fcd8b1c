import { type History, shortened, type Violation } from './history/history';
import { type Plan } from './plan';

/** Lines of a history that a person can read. */
const MOST_LINES = 30;
const MOST_TRACED_LINES = 200;

/** Why a plan failed: the history of the key that the violation is about. */
export function reportOf(plan: Plan, history: History): string {
  const [violation] = history.violations;
  const { seed, topology, creates, backends, operations, faults } = plan;
  return [
    `✗ seed ${seed}: ${violation.kind}${violation.key === undefined ? '' : ` of ${shortened(violation.key)}`} (${topology}, creates: ${creates}, ${backends} backends)`,
    `  ${operations.length} requests and ${faults.length} faults are enough to show it.`,
    ...linesUpTo(violation, history),
  ].join('\n');
}

/** What led to a violation: the last lines before it that concern its key. */
export function linesUpTo(violation: Violation, history: History): string[] {
  const lines = relevantLines(history, violation);
  const shown = lines.slice(
    lines.some(({ text }) => text.startsWith('    ')) ? -MOST_TRACED_LINES : -MOST_LINES,
  );
  const hidden = lines.length - shown.length;
  return [
    ...(hidden > 0 ? [`  … ${hidden} earlier lines`] : []),
    ...shown.map(({ at, text }) => `  ${at.toFixed(2).padStart(10)} ms  ${text}`),
  ];
}

function relevantLines({ lines }: History, { key }: Violation): History['lines'] {
  const broken = lines.findIndex((line) => line.text.startsWith('✗'));
  return lines
    .slice(0, broken + 1)
    .filter((line) => line.key === undefined || key === undefined || line.key === key);
}
