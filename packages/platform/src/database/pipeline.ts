import pg from 'pg';
import type { Log } from '../log/index.ts';

/** Runs one statement; rows are what the driver makes of the columns. */
export type Lookup<Row extends pg.QueryResultRow> = (...values: unknown[]) => Promise<Row[]>;

export interface Pipeline {
  /** A statement that is prepared under its name when it first runs. */
  lookup<Row extends pg.QueryResultRow>(name: string, text: string): Lookup<Row>;
  close(): Promise<void>;
}

/**
 * One connection on which statements are sent without waiting for the answers of earlier ones. PostgreSQL runs
 * them in order, each in a transaction of its own, so that one fails alone. When the connection is lost, what
 * was under way fails, and the next statement opens another.
 */
export function createPipeline(config: pg.ClientConfig, log: Log): Pipeline {
  let connection: Promise<pg.Client> | undefined;

  function connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...config, pipeline: true });
    const connecting = client.connect();
    const forget = () => {
      if (connection === connecting) connection = undefined;
    };
    client.on('error', (error) => {
      forget();
      log.warn({ err: error }, 'The shared database connection was lost.');
    });
    connecting.catch(forget);
    return connecting;
  }

  return {
    lookup:
      <Row extends pg.QueryResultRow>(name: string, text: string): Lookup<Row> =>
      async (...values) => {
        connection ??= connect();
        const client = await connection;
        const { rows } = await client.query<Row>({ name, text, values });
        return rows;
      },
    close: async () => {
      const client = await connection?.catch(() => undefined);
      await client?.end();
    },
  };
}
