import { z } from 'zod';
import type { Recorder } from '../journal/recorder.ts';
import type { Dispatcher } from '../webhooks/dispatcher.ts';
import { faultSchema } from '../webhooks/faults.ts';
import type { World } from '../world/create-world.ts';
import { type ApiFaults, apiFaultSchema } from './api-faults.ts';
import type { Control } from './control.ts';

export interface ControlParts {
  world: World;
  dispatcher: Dispatcher;
  apiFaults: ApiFaults;
  recorder: Recorder;
}

export function createControl({ world, dispatcher, apiFaults, recorder }: ControlParts): Control {
  return {
    async setFaults(faults) {
      dispatcher.setFaults(z.array(faultSchema).parse(faults));
      return { faults };
    },
    async setApiFaults(faults) {
      apiFaults.set(z.array(apiFaultSchema).parse(faults));
      return { faults };
    },
    async advance(seconds) {
      recorder.perform({ op: 'advance', seconds }, () => recorder.leap(seconds));
      return { now: recorder.now() };
    },
    async resend(id, copies) {
      const event = world.store.events.get(id);
      dispatcher.resend(event, copies);
      return { event: id, copies };
    },
    emit: async (type, object, previous) =>
      recorder.perform({ op: 'emit', type, object: { ...object }, ...(previous && { previous }) }, () =>
        world.emit(type, object, previous),
      ),
    async flush() {
      await dispatcher.flush();
      return { flushed: true };
    },
    deliveries: dispatcher.deliveries,
  };
}
