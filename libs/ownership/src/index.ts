export { parseEpoch } from './core/epoch';
