/** What doctor says of one thing. */
export interface Finding {
  name: string;
  healthy: boolean;
  detail: string;
  /** How to mend it, when it is not healthy. */
  remedy?: string;
}

export function healthy(name: string, detail: string): Finding {
  return { name, healthy: true, detail };
}

export function ailing(name: string, detail: string, remedy: string): Finding {
  return { name, healthy: false, detail, remedy };
}
