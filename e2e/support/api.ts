// The REST API as an integrator would call it, to set the stage for a walk-through.

import type { Server } from './server.ts';

export interface Answer<T> {
  status: number;
  body: T;
  etag: string | null;
}

/** A member who calls the API. The access token is renewed when it has expired. */
export class Api {
  private token: string | undefined;

  constructor(
    private readonly server: Server,
    private readonly email: string,
    private readonly password: string,
  ) {}

  get = <T>(path: string) => this.must<T>('GET', path);
  post = <T>(path: string, body: unknown = {}) => this.must<T>('POST', path, body);
  put = <T>(path: string, body: unknown) => this.must<T>('PUT', path, body);
  patch = <T>(path: string, body: unknown) => this.must<T>('PATCH', path, body);
  delete = (path: string) => this.must<undefined>('DELETE', path);

  /** Sends a file as the part `file` of a form. */
  async upload<T>(method: 'POST' | 'PUT', path: string, file: { name: string; buffer: Buffer }): Promise<T> {
    await this.get('/session');
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(file.buffer)]), file.name);
    const headers = { authorization: `Bearer ${this.token ?? ''}` };
    const response = await fetch(`${this.server.url}/api/v1${path}`, { method, headers, body: form });
    if (!response.ok) {
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    }
    return (await response.json()) as T;
  }

  /** A call whatever it answers. */
  async call<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const attempt = (token: string) =>
      request<T>(this.server, method, path, body, { ...headers, authorization: `Bearer ${token}` });
    this.token ??= await this.signIn();
    const answer = await attempt(this.token);
    if (answer.status !== 401) {
      return answer;
    }
    this.token = await this.signIn();
    return attempt(this.token);
  }

  private async must<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, body: answer } = await this.call<T>(method, path, body);
    if (status >= 400) {
      throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(answer)}`);
    }
    return answer;
  }

  private async signIn(): Promise<string> {
    const credentials = { email: this.email, password: this.password };
    const { status, body } = await request<{ access_token: string }>(this.server, 'POST', '/session', credentials, {
      'x-requested-with': 'importops',
      origin: this.server.url,
    });
    if (status !== 200) {
      throw new Error(`signing in as ${this.email} answered ${status}`);
    }
    return body.access_token;
  }
}

/** One exchange with the API. */
export async function request<T>(
  server: Server,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: (text === '' ? undefined : JSON.parse(text)) as T,
    etag: response.headers.get('etag'),
  };
}
