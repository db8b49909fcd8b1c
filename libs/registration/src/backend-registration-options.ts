/** Who announces itself, to whom, and as what. */
export interface BackendRegistrationOptions {
  /** The operators' addresses of the gateways, such as `http://10.0.0.5:8081`: each of them is told. */
  readonly gateways: readonly string[];
  /** Their `selfRegistration.token`. */
  readonly token: string;
  /** The pool to serve in. */
  readonly pool: string;
  /** Where the gateways reach this application; found out from its listener when left out. */
  readonly self?: string | undefined;
  /** Names it in its pool; host and port of `self` when left out. */
  readonly id?: string | undefined;
  /** Its part of the requests; 1 when left out. */
  readonly weight?: number | undefined;
  /** Seconds that an announcement counts; what the gateway usually gives when left out. It is said again in a third of them. */
  readonly ttl?: number | undefined;
  /**
   * Milliseconds between leaving and whatever the application does next to stop, in which gateways that share a registry
   * hear of it. 500 when left out.
   */
  readonly leaveDelay?: number | undefined;
}

/** What the options are injected as. */
export const BACKEND_REGISTRATION_OPTIONS = Symbol('BackendRegistrationOptions');
