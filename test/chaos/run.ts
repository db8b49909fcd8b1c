import { runMain } from '../../bench/refusal.mjs';
import { buildOnce } from '../e2e/build-once';
import { HELP, type Options, readOptions } from './options';
import { markdownTable, type Row } from './report/table';
import { GatewaySubject } from './subjects/gateway-subject';
import { haproxy } from './subjects/haproxy-subject';
import { nginx } from './subjects/nginx-subject';
import { type Subject } from './subjects/subject';
import { loadOf, tryFault } from './trial';
import { excesses } from './trial-verdict';

const gateway = new GatewaySubject();

/** The chaos suite: every fault, one after the other, and a table of what each has cost. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(HELP);
  await buildOnce(['gateway']);
  const rows: Row[] = [];
  for (const subject of subjectsFor(options)) rows.push(...(await tryAll(subject, options)));
  const inOrder = options.faults.flatMap(({ name }) => rows.filter(({ fault }) => fault === name));
  console.log(`\n${markdownTable(inOrder)}\n`);
  const missed = rows.filter(({ subject, excesses }) => subject === gateway.title && excesses.length > 0);
  for (const { fault, excesses } of missed) console.log(`✗ ${fault}: ${excesses.join('; ')}`);
  if (missed.length > 0) process.exitCode = 1;
}

function subjectsFor({ peers }: Options): Subject[] {
  // The load is not yet up to speed in the first trial, which should not flatter the peers.
  const wanted = peers ? [nginx, haproxy, gateway] : [gateway];
  return wanted.filter((subject) => {
    const missing = subject.missing();
    if (missing !== undefined) console.log(missing);
    return missing === undefined;
  });
}

async function tryAll(subject: Subject, { faults, plan }: Options): Promise<Row[]> {
  const rows: Row[] = [];
  for (const fault of faults.filter((one) => one.subject === undefined || subject === gateway)) {
    const missing = fault.missing?.();
    if (missing !== undefined) {
      console.log(missing);
      continue;
    }
    const result = await tryFault(fault, fault.subject ?? subject, plan);
    const row = {
      fault: fault.name,
      subject: subject.title,
      result,
      excesses: excesses(result, fault.mayCost(loadOf(plan, result.lasted))),
    };
    rows.push(row);
    const reasons = Object.entries(result.reasons).map(([reason, count]) => `, ${count} × ${reason}`);
    console.log(
      `${row.excesses.length === 0 ? '✓' : '✗'} ${subject.title}: ${fault.name}${reasons.join('')}`,
    );
  }
  return rows;
}

void runMain(main);
