/** A line of time on which work becomes due. All times are Unix seconds. */
export interface Timeline {
  now(): number;
  /** Work runs at its time; work of the same second runs in the order in which it was scheduled. */
  schedule(at: number, work: () => void): void;
  /** Runs what is due by now, in order, each at its own time. */
  runDue(): void;
}

interface Task {
  at: number;
  work: () => void;
}

/** While a task runs, `now` is the time at which it was due, however late it runs. */
export function createTimeline(readNow: () => number): Timeline {
  const tasks: Task[] = [];
  let running: number | undefined;
  const now = () => running ?? readNow();

  return {
    now,
    schedule(at, work) {
      const task = { at: Math.max(at, now()), work };
      const later = tasks.findLastIndex((other) => other.at <= task.at);
      tasks.splice(later + 1, 0, task);
    },
    runDue() {
      if (running !== undefined) return;
      const until = readNow();
      try {
        for (let task = tasks[0]; task && task.at <= until; task = tasks[0]) {
          tasks.shift();
          running = task.at;
          task.work();
        }
      } finally {
        running = undefined;
      }
    },
  };
}
