import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { installBackend } from '../../src/backend/install.ts';
import { removeBackend } from '../../src/backend/remove.ts';
import { backendStatus } from '../../src/backend/status.ts';
import { statusTable } from '../../src/cli/backend-status.ts';
import { makeProject, makeStandIn, makeWorkspace, STAND_IN_VERSION } from './stand-in.ts';

const workspace = makeWorkspace();
afterAll(workspace.remove);

test(
  'what is installed is shown with its size, and is gone once it is removed',
  { timeout: 60_000 },
  async () => {
    const { wheel, platform } = makeStandIn(path.join(workspace.directory, 'wheels'));
    const cacheDirectory = path.join(workspace.directory, 'cache');
    const { directory: projectDirectory, tfjsNode } = makeProject(path.join(workspace.directory, 'project'));
    const options = { projectDirectory, cacheDirectory, platform };

    const before = await backendStatus(options);
    expect(before).toMatchObject({ library: undefined, addon: undefined, project: { link: 'none' } });

    await installBackend({ ...options, wheel });
    const installed = await backendStatus(options);
    expect(installed).toMatchObject({
      platform: 'test-machine',
      library: { origin: { wheel: platform.wheel.file, sha256: platform.wheel.sha256 } },
      addon: { origin: { compiler: expect.stringMatching(/\d/u) as string } },
      project: { link: 'cache', probe: { loads: true, tensorflow: STAND_IN_VERSION } },
    });
    expect(installed.library?.bytes).toBeGreaterThan(8_000_000);

    // Another project's remove empties the cache of all.
    await removeBackend({ ...options, projectDirectory: workspace.directory });
    const gone = await backendStatus(options);
    expect(gone.project).toMatchObject({ link: 'cache', probe: { loads: false } });
    expect(statusTable(gone)).toContain(
      'linked to the cache, where it is gone; run `tensorproof backend install`',
    );
    await installBackend({ ...options, wheel });

    const removed = await removeBackend(options);
    expect(removed.links).toEqual([path.join(tfjsNode, 'lib/napi-v8'), path.join(tfjsNode, 'deps')]);
    expect(removed.entries).toHaveLength(2);
    expect(await backendStatus(options)).toMatchObject({
      library: undefined,
      addon: undefined,
      project: { link: 'none' },
    });
    expect(await removeBackend(options)).toMatchObject({ links: [], entries: [] });
  },
);

test('a link to another place, also one that leads nowhere, is called so', async () => {
  const { directory: projectDirectory, tfjsNode } = makeProject(path.join(workspace.directory, 'elsewhere'));
  mkdirSync(path.join(tfjsNode, 'lib'));
  symlinkSync('/nonexistent', path.join(tfjsNode, 'lib', 'napi-v8'));
  const cacheDirectory = path.join(workspace.directory, 'no-cache');
  const status = await backendStatus({ projectDirectory, cacheDirectory });
  expect(status.project).toMatchObject({
    link: 'elsewhere',
    target: '/nonexistent',
    probe: { loads: false },
  });
  expect(existsSync(cacheDirectory)).toBe(false);
});
