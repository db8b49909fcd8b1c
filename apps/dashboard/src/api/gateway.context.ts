import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Gateway } from './gateway';

export const GatewayContext = createContext<Gateway | undefined>(undefined);

/** The gateway that this page is about. */
export function useGateway(): Gateway {
  return useContext(GatewayContext)!;
}
