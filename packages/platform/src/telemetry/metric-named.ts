import type { Metric, Registry } from 'prom-client';

/**
 * The registry's series of this name, made by `make` the first time: parts of one process that count the same
 * thing share it.
 */
export function metricNamed<Made extends Metric>(registry: Registry, name: string, make: () => Made): Made {
  // One name is made in one place, so it has one type.
  return (registry.getSingleMetric(name) as Made | undefined) ?? make();
}
