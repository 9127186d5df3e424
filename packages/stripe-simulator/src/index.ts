export type { ApiFaultWanted } from './control/api-faults.ts';
export {
  createStripeSimulator,
  type KeptSimulator,
  openStripeSimulator,
  type StripeSimulator,
  type StripeSimulatorOptions,
} from './create-stripe-simulator.ts';
export type { Delivery } from './webhooks/delivery.ts';
export type { FaultWanted } from './webhooks/faults.ts';
export { API_VERSION, type SimulatedEvent } from './world/event.ts';
