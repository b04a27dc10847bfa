// What the package exports: the generated functions and types, the client that they use, and what makes another one.

export { client } from './src/client.gen.js';
export { type Client, type Config, createClient, createConfig } from './src/client/index.js';
export * from './src/index.js';
