import { expect, test } from 'vitest';
import { placeOfMember } from '../../src/backend/libtensorflow.ts';
import { nativePlatform, PLATFORMS, thisMachine } from '../../src/backend/platforms.ts';
import type { Machine, NativePlatform } from '../../src/backend/platforms.ts';

test.each<[string, Machine, string]>([
  ['Linux on x64', { platform: 'linux', arch: 'x64', glibc: '2.36' }, 'manylinux_2_27_x86_64'],
  [
    'the oldest glibc that is enough',
    { platform: 'linux', arch: 'x64', glibc: '2.27' },
    'manylinux_2_27_x86_64',
  ],
  ['Linux on arm64', { platform: 'linux', arch: 'arm64', glibc: '2.39' }, 'manylinux_2_27_aarch64'],
  ['macOS on arm64', { platform: 'darwin', arch: 'arm64', glibc: undefined }, 'macosx_12_0_arm64'],
])('knows a wheel for %s', (_, machine, tag) => {
  expect(nativePlatform(machine).wheel.tag).toBe(tag);
});

test.each<[string, Machine, RegExp]>([
  ['Windows', { platform: 'win32', arch: 'x64', glibc: undefined }, /no native backend for win32-x64/u],
  [
    'macOS on x64',
    { platform: 'darwin', arch: 'x64', glibc: undefined },
    /supported: linux-x64, linux-arm64, darwin-arm64/u,
  ],
  [
    'Alpine',
    { platform: 'linux', arch: 'x64', glibc: undefined },
    /this system has another C library \(musl\?\)/u,
  ],
  ['an old Linux', { platform: 'linux', arch: 'x64', glibc: '2.17' }, /this system has glibc 2\.17/u],
])('refuses %s, with what is supported', (_, machine, message) => {
  expect(() => nativePlatform(machine)).toThrow(message);
  expect(() => nativePlatform(machine)).toThrow(
    expect.objectContaining({ problem: 'unsupported-platform' }) as Error,
  );
});

test('every wheel in the table is pinned to the byte, and its file name agrees with the rest', () => {
  for (const { wheel } of PLATFORMS) {
    expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/u);
    const python = `cp${wheel.python.replace('.', '')}`;
    const project = wheel.project.replace('-', '_');
    expect(wheel.file).toBe(`${project}-${wheel.version}-${python}-${python}-${wheel.tag}.whl`);
  }
  expect(new Set(PLATFORMS.map(({ wheel }) => wheel.sha256)).size).toBe(PLATFORMS.length);
});

test('knows the machine it runs on', () => {
  expect(thisMachine()).toMatchObject({ platform: process.platform, arch: process.arch });
});

test.each([
  ['tensorflow/libtensorflow_cc.so.2', 'lib/libtensorflow_cc.so.2'],
  ['tensorflow/include/tensorflow/c/eager/c_api.h', 'include/tensorflow/c/eager/c_api.h'],
  ['tensorflow/include/xla/tsl/c/tsl_status.h', 'include/xla/tsl/c/tsl_status.h'],
  ['tensorflow/include/tsl/platform/ctstring_internal.h', 'include/tsl/platform/ctstring_internal.h'],
  ['tensorflow/include/tensorflow/core/framework/op.h', undefined],
  ['tensorflow/python/_pywrap_tensorflow_internal.so', undefined],
  ['tensorflow/libtensorflow_cc.so.2.evil', undefined],
])('places %s at %s', (member, place) => {
  const [linux] = PLATFORMS as readonly [NativePlatform];
  expect(placeOfMember(member, linux)).toBe(place);
});
