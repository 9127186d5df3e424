import { relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';

export interface SourceChanges {
  /** Paths relative to the root, with slashes. */
  paths: string[];
}

/** Editors and git write several files at once; one restart serves them all. */
const QUIET_MS = 100;
const WATCHED = ['packages', 'modules', 'services', 'db/migrations', 'quartet.json'];
const IGNORED =
  /(^|\/)(node_modules|dist|fixtures|test|\.data|coverage)(\/|$)|\.test\.tsx?$|^packages\/(cli|testing)\//;
const SOURCE = /\.(ts|tsx|mts|js|json|sql|html)$/;

/** Calls `onChange` with the source files that changed, once no more change follows for a moment. */
export function watchSources(
  root: string,
  onChange: (changes: SourceChanges) => Promise<void>,
): AsyncDisposable {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const watcher: FSWatcher = watch(WATCHED, {
    cwd: root,
    ignoreInitial: true,
    ignored: (path) => IGNORED.test(relativeTo(root, path)),
  });
  watcher.on('all', (_event, path) => {
    const file = path.split(sep).join('/');
    if (!SOURCE.test(file)) return;
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(flush, QUIET_MS);
  });

  function flush(): void {
    const paths = [...changed].sort();
    changed.clear();
    running = running.then(() => onChange({ paths }));
  }

  return {
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

function relativeTo(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}
