export { type Phase } from './core/key-record';
export { Ownership } from './ownership';
export { type KeyContext, type OwnershipOptions } from './ownership-options';
export { RefusedError } from './refused.error';
export { sign as signMessage } from './http/signature';
