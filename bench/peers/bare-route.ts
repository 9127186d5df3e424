import fastify from 'fastify';
import pg from 'pg';
import { announceReady, peerSettings } from './peer-process.ts';

// The ceiling of GET /auth/me: what is left when everything but the framework and the query is taken away. The
// query reads the same rows by the same keys; nothing is verified, limited, counted or logged.
const { port, databaseUrl, poolSize } = peerSettings(process.env);
const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize, options: '-c role=quartet_app' });

const SIGNED_IN_PERSON = {
  name: 'signed_in_person',
  text: `
    select users.id, users.email, users.full_name, users.email_verified_at, users.status, users.created_at
    from sessions join users on users.id = sessions.user_id
    where sessions.id = $1`,
};

const server = fastify();
server.get<{ Params: { session: string } }>('/me/:session', async ({ params }) => {
  const { rows } = await pool.query({ ...SIGNED_IN_PERSON, values: [params.session] });
  return { user: rows[0] };
});
await server.listen({ host: '127.0.0.1', port });
announceReady();
