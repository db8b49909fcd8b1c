import { affinityWarnings } from './affinity-warnings';
import { balancingWarnings } from './balancing-warnings';
import { certificateWarnings } from './certificate-warnings';
import { cookieWarnings } from './cookie-warnings';
import { guardWarnings } from './guard-warnings';
import { headerWarnings } from './header-warnings';
import { healthWarnings } from './health-warnings';
import { limitWarnings } from './limit-warnings';
import { pathWarnings } from './path-warnings';
import { redirectWarnings } from './redirect-warnings';
import { routeWarnings } from './route-warnings';
import { storeWarnings } from './store-warnings';
import { timeoutWarnings } from './timeout-warnings';
import { unusedWarnings } from './unused-warnings';
import { variableWarnings } from './variable-warnings';
import { type Subject, type Warning, type WarningFamily } from './warning';

/** A new family is listed here, and has a row in docs/reference/warnings.md. */
const FAMILIES: readonly WarningFamily[] = [
  ...[unusedWarnings, routeWarnings, pathWarnings, affinityWarnings, variableWarnings, redirectWarnings],
  ...[guardWarnings, headerWarnings, limitWarnings, timeoutWarnings, balancingWarnings, healthWarnings],
  ...[storeWarnings, certificateWarnings, cookieWarnings],
];

/** Everything in a configuration that is allowed, but does something else than it seems to. */
export function warningsOf(subject: Subject): Warning[] {
  return FAMILIES.flatMap((family) => [...family(subject)]);
}
