import { type ExplainedCandidate, type Explanation } from '@app/contracts';

/** More than these are a number. */
const MOST = 12;

/** Where a request would go, what each stage found out, and who else was a candidate. */
export function ExplanationView({ explanation }: { explanation: Explanation }) {
  const { steps, candidates } = explanation;
  return (
    <div class="explanation">
      <p class={`verdict ${explanation.outcome}`}>{verdictOf(explanation)}</p>
      <ol class="steps">
        {steps.map(({ stage, finding }) => (
          <li key={stage}>
            <b>{stage}</b>
            {finding}
          </li>
        ))}
      </ol>
      {candidates.length > 0 && (
        <ul class="candidates">
          {candidates.slice(0, MOST).map((candidate) => (
            <Candidate key={candidate.id} candidate={candidate} />
          ))}
          {candidates.length > MOST && <li class="muted">and {candidates.length - MOST} more</li>}
        </ul>
      )}
    </div>
  );
}

function Candidate({ candidate: { id, eligible, reason } }: { candidate: ExplainedCandidate }) {
  return (
    <li class={eligible ? 'eligible' : 'passed-over'}>
      <span aria-hidden="true">{eligible ? '✓' : '✕'}</span>
      <b>{id}</b>
      <span class="muted">{reason}</span>
    </li>
  );
}

function verdictOf({ outcome, choice, refusal }: Explanation): string {
  if (choice !== null)
    return `→ ${choice.backend ?? `one of ${choice.among.length} backends`} (${choice.reason})`;
  if (refusal !== null) return `${refusal.status} ${refusal.code}: ${refusal.detail}`;
  return outcome === 'answered' ? 'Answered by the gateway itself' : 'Sent to a backend';
}
