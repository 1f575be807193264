// What is refused before it is a request, over the wire; the same table as the unit test, where it can be sent.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawConnection } from './support/raw.ts';
import { Store, type Server } from './support/sojourn.ts';

const store = new Store();
let server: Server;

beforeAll(async () => {
  server = await store.serve();
});
afterAll(() => store.remove());

const get = 'GET /health/live HTTP/1.1\r\nHost: a\r\n';
const post = 'POST /health/live HTTP/1.1\r\nHost: a\r\n';

describe('the request gate', () => {
  const cases: [name: string, bytes: string, status: number][] = [
    ['an encoding that is not chunked', `${post}Transfer-Encoding: gzip\r\n\r\n`, 400],
    ['the encoding identity', `${post}Transfer-Encoding: identity\r\n\r\n`, 400],
    ['the encoding xchunked', `${post}Transfer-Encoding: xchunked\r\n\r\n`, 400],
    ['the encoding chunked, identity', `${post}Transfer-Encoding: chunked, identity\r\n\r\n`, 400],
    ['an encoding on HTTP/1.0', 'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
    ['an encoding beside a length', `${post}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n`, 400],
    ['two lengths in one field', `${post}Content-Length: 5, 5\r\n\r\n`, 400],
    ['two unequal lengths', `${post}Content-Length: 5\r\nContent-Length: 6\r\n\r\n`, 400],
    ['two equal lengths', `${post}Content-Length: 5\r\nContent-Length: 5\r\n\r\n`, 400],
    ['chunked twice', `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`, 400],
    ['a length with a sign', `${post}Content-Length: +5\r\n\r\n`, 400],
    ['a hexadecimal length', `${post}Content-Length: 0x5\r\n\r\n`, 400],
    ['a length beyond all numbers', `${post}Content-Length: 99999999999999999999999\r\n\r\n`, 400],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['two Hosts', `${get}Host: b\r\n\r\n`, 400],
    ['a folded field', `${get}X-Note: a\r\n b\r\n\r\n`, 400],
    ['a blank before the colon', `${get}X-Note : a\r\n\r\n`, 400],
    ['a raw byte in the target', 'GET /caf\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['NUL in the target', 'GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a bare line feed', 'GET / HTTP/1.1\nHost: a\n\n', 400],
    ['no request at all', 'nonsense\r\n\r\n', 400],
    ['a later version', 'GET / HTTP/2.0\r\nHost: a\r\n\r\n', 505],
    ['a head without end', `${get}X-Long: ${'a'.repeat(9000)}\r\n\r\n`, 431],
    ['a body on a GET', `${get}Content-Length: 3\r\n\r\nabc`, 413],
    ['a broken percent-encoding', 'GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ];
  test.each(cases)('refuses %s and closes', async (_, bytes, status) => {
    const connection = await RawConnection.open(server);
    // Were the refused bytes read as one request and the rest as another, this would be answered too.
    connection.send(`${bytes}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`);
    const response = await connection.response();
    expect(response?.status).toBe(status);
    expect(response?.headers.get('content-type')).toBe('application/problem+json');
    expect(response?.headers.get('connection')).toBe('close');
    expect(await connection.closes()).toBe(true);
    connection.close();
  });

  test('lets through what is well formed', async () => {
    const connection = await RawConnection.open(server);
    for (const bytes of [
      `${get}\r\n`,
      `\r\n${get}\r\n`,
      'GET http://a/health/live HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /%68ealth/live HTTP/1.1\r\nhost: a\r\n\r\n',
      `${get}Content-Length: 0\r\n\r\n`,
    ]) {
      connection.send(bytes);
      expect((await connection.response())?.status, bytes).toBe(200);
    }
    connection.close();
  });
});

describe('connections', () => {
  test('pipelined requests are answered in order', async () => {
    const connection = await RawConnection.open(server);
    connection.send(`${get}\r\nGET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n${get}Connection: close\r\n\r\n`);
    expect((await connection.response())?.status).toBe(200);
    expect((await connection.response())?.status).toBe(404);
    const last = await connection.response();
    expect(last?.status).toBe(200);
    expect(last?.headers.get('connection')).toBe('close');
    expect(await connection.closes()).toBe(true);
  });

  test('HTTP/1.0 is closed after the answer unless it asks to stay', async () => {
    const once = await RawConnection.open(server);
    once.send('GET /health/live HTTP/1.0\r\n\r\n');
    expect((await once.response())?.status).toBe(200);
    expect(await once.closes()).toBe(true);
    const staying = await RawConnection.open(server);
    staying.send('GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    expect((await staying.response())?.headers.get('connection')).toBe('keep-alive');
    staying.close();
  });

  test('HEAD equals GET without the body, also in a pipeline', async () => {
    const connection = await RawConnection.open(server);
    connection.send(`${get}\r\n`);
    const whole = await connection.response();
    connection.send(`HEAD${get.slice(3)}\r\n${get}\r\n`);
    const head = await connection.response(60, true);
    expect(head?.status).toBe(200);
    expect(head?.headers.get('content-length')).toBe(whole?.headers.get('content-length'));
    expect((await connection.response())?.status).toBe(200);
    connection.close();
  });

  test('a POST is refused with what is allowed, and its body is never read as a request', async () => {
    const connection = await RawConnection.open(server);
    const body = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
    connection.send(`${post}Content-Length: ${body.length}\r\n\r\n${body}`);
    const response = await connection.response();
    expect(response?.status).toBe(405);
    expect(response?.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect(await connection.closes()).toBe(true);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s without a body is refused', async (method) => {
    const response = await server.get('/ogc', { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toContain('GET');
  });

  test('OPTIONS answers a preflight', async () => {
    const response = await server.get('/ogc/collections', { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toContain('GET');
  });
});

describe('limits', () => {
  const limited = new Store();
  let strict: Server;
  beforeAll(async () => {
    // Long enough for whatever else this machine may be doing.
    strict = await limited.serveWith({ SERVER_HEADER_SECONDS: 4, SERVER_IDLE_SECONDS: 4, SERVER_CONNECTIONS_PER_CLIENT: 8 });
  });
  afterAll(() => limited.remove());

  test('a head that trickles in runs into its deadline', async () => {
    const connection = await RawConnection.open(strict);
    // Were the deadline one for each read, this head would go on for ever.
    const drip = setInterval(() => connection.send('X'), 200);
    connection.send(get);
    const response = await connection.response();
    clearInterval(drip);
    expect(response?.status).toBe(408);
    connection.close();
  });

  test('a body is never waited for: who sends one slowly is refused at once, and closed soon', async () => {
    const connection = await RawConnection.open(strict);
    connection.send(`${post}Content-Length: 100000\r\n\r\n`);
    expect((await connection.response())?.status).toBe(405);
    const drip = setInterval(() => connection.send('x'), 100);
    expect(await connection.closes()).toBe(true);
    clearInterval(drip);
  });

  test('an idle connection is closed', async () => {
    const connection = await RawConnection.open(strict);
    connection.send(`${get}\r\n`);
    expect((await connection.response())?.status).toBe(200);
    expect(await connection.closes()).toBe(true);
  });

  test('a client with too many connections is told to come again', async () => {
    const connections = await Promise.all(Array.from({ length: 20 }, () => RawConnection.open(strict)));
    for (const connection of connections) connection.send(`${get}\r\n`);
    const statuses = await Promise.all(connections.map(async (connection) => await connection.response()));
    const refused = statuses.filter((response) => response?.status === 503);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused[0]?.headers.get('retry-after')).toBeDefined();
    expect(statuses.some((response) => response?.status === 200)).toBe(true);
    for (const connection of connections) connection.close();
    await strict.until(async () => (await strict.get('/health/live')).status === 200, 'connections are free again');
  });
});
