// A PostgreSQL database for each server, gone when the server is, and owned by a role that is no superuser: row level
// security holds for it.

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { postgresUrl } from './environment.ts';

export interface Database {
  url: string;
  drop(): Promise<void>;
}

/** The role of the servers. */
const ROLE = 'importops_tests';

export async function createDatabase(): Promise<Database> {
  const admin = postgresUrl();
  if (admin === undefined) {
    throw new Error('IMPORTOPS_TEST_POSTGRES_URL is not set');
  }
  const name = `importops_e2e_${randomBytes(8).toString('hex')}`;
  const url = new URL(admin);
  await makeRole(admin, url.password);
  await execute(admin, `CREATE DATABASE ${name} OWNER ${ROLE} TEMPLATE template0`);
  url.username = ROLE;
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Other workers may make it at the same moment. */
async function makeRole(admin: string, password: string): Promise<void> {
  const secret = password === '' ? '' : `PASSWORD '${password}'`;
  const make = `CREATE ROLE ${ROLE} LOGIN NOSUPERUSER NOBYPASSRLS ${secret}`;
  await execute(admin, `DO $$ BEGIN ${make}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
