/** Who announces itself, to whom, and as what. */
export interface BackendRegistrationOptions {
  /**
   * The admin addresses of the gateways, such as `http://10.0.0.5:8081`; the backend registers at each of them.
   */
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
  /**
   * Seconds until a registration expires. If left out, the gateway decides. The backend renews it after a third
   * of this time.
   */
  readonly ttl?: number | undefined;
  /**
   * Milliseconds between leaving and whatever the application does next to stop, in which gateways that share a registry
   * hear of it. 500 when left out.
   */
  readonly leaveDelay?: number | undefined;
}

/** The injection token of the options. */
export const BACKEND_REGISTRATION_OPTIONS = Symbol('BackendRegistrationOptions');
