import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchOperations } from '../src/lib/api';

const busy = (): Response => new Response('', { status: 503, headers: { 'Retry-After': '1' } });
const ready = (): Response => Response.json({ operations: [] });

describe('asking a server that is not ready', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('asks again after the time that the server wishes', async () => {
    vi.useFakeTimers();
    const answers = [busy(), busy(), ready()];
    const fetch = vi.fn(() => Promise.resolve(answers.shift() ?? ready()));
    vi.stubGlobal('fetch', fetch);
    const operations = fetchOperations();
    await vi.advanceTimersByTimeAsync(900);
    expect(fetch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1200);
    await expect(operations).resolves.toEqual([]);
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  it('gives up after a while, and does not repeat what was refused', async () => {
    vi.useFakeTimers();
    const fetch = vi.fn(() => Promise.resolve(busy()));
    vi.stubGlobal('fetch', fetch);
    const operations = fetchOperations().catch((error: unknown) => String(error));
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(operations).resolves.toContain('503');
    expect(fetch.mock.calls.length).toBeLessThan(30);
    const refusing = vi.fn(() => Promise.resolve(new Response('', { status: 404 })));
    vi.stubGlobal('fetch', refusing);
    await expect(fetchOperations()).rejects.toThrow('404');
    expect(refusing).toHaveBeenCalledTimes(1);
  });
});
