// How the client is generated: `DOCUMENT` is the OpenAPI document, `OUTPUT` the folder of the sources.
export default {
  input: process.env.DOCUMENT,
  output: { path: process.env.OUTPUT, importFileExtension: '.js' },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
  logs: { level: 'warn', file: false },
};
