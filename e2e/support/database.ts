// A PostgreSQL database for each server, gone when the server is.

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { postgresUrl } from './environment.ts';

export interface Database {
  url: string;
  drop(): Promise<void>;
}

export async function createDatabase(): Promise<Database> {
  const admin = postgresUrl();
  if (admin === undefined) {
    throw new Error('IMPORTOPS_TEST_POSTGRES_URL is not set');
  }
  const name = `importops_e2e_${randomBytes(8).toString('hex')}`;
  await execute(admin, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
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
