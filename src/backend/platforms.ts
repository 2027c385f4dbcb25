import { BackendError } from '../errors.ts';

/** A wheel on the Python package index, pinned to the byte. */
export interface PinnedWheel {
  /** The project's name on the index. */
  readonly project: string;
  readonly version: string;
  /** One wheel exists for each Python; the library inside serves all, so one is asked for by name. */
  readonly python: string;
  /** The platform tag, as `pip download --platform` takes it. */
  readonly tag: string;
  readonly file: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** What differs between the platforms on which the native backend can be installed. */
export interface NativePlatform {
  /** `process.platform` and `process.arch`, e.g. `linux-x64`. */
  readonly id: string;
  readonly wheel: PinnedWheel;
  /** Where the wheel keeps the two libraries; they are stored under their last name. */
  readonly libraries: readonly string[];
  /** Bytes of the libraries and headers once extracted, so that a full disk is noticed beforehand. */
  readonly extractedBytes: number;
  /** Flags that make a Node-API addon whose libraries are found relative to itself. */
  readonly linkFlags: readonly string[];
  /** Whether the addon can lower the level at which the library logs while it loads. */
  readonly quietsLoading: boolean;
}

const LINUX = {
  libraries: ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'],
  linkFlags: ['-shared', '-fPIC', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
  quietsLoading: true,
} as const;

/** Every platform with a pinned wheel. */
export const PLATFORMS: readonly NativePlatform[] = [
  {
    ...LINUX,
    id: 'linux-x64',
    wheel: {
      project: 'tensorflow-cpu',
      version: '2.21.0',
      python: '3.11',
      tag: 'manylinux_2_27_x86_64',
      file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
      bytes: 273_829_956,
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    },
    extractedBytes: 853_900_000,
  },
  {
    ...LINUX,
    id: 'linux-arm64',
    wheel: {
      project: 'tensorflow',
      version: '2.21.0',
      python: '3.11',
      tag: 'manylinux_2_27_aarch64',
      file: 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl',
      bytes: 281_828_020,
      sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
    },
    extractedBytes: 883_700_000,
  },
  {
    id: 'darwin-arm64',
    wheel: {
      project: 'tensorflow',
      version: '2.21.0',
      python: '3.11',
      tag: 'macosx_12_0_arm64',
      file: 'tensorflow-2.21.0-cp311-cp311-macosx_12_0_arm64.whl',
      bytes: 223_405_849,
      sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
    },
    libraries: ['tensorflow/libtensorflow_cc.2.dylib', 'tensorflow/libtensorflow_framework.2.dylib'],
    extractedBytes: 741_400_000,
    linkFlags: ['-bundle', '-undefined', 'dynamic_lookup', '-Wl,-rpath,@loader_path/../../deps/lib'],
    quietsLoading: false,
  },
];

/** The facts about a machine that decide which wheel fits. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Absent on Linux when the C library is not glibc, as on Alpine. */
  readonly glibc: string | undefined;
}

/** The machine that runs this process. */
export function thisMachine(): Machine {
  const report = process.report.getReport();
  // Node declares the report as a bare object; its header carries the version of glibc where there is one.
  const { header } = report as { header?: { glibcVersionRuntime?: string } };
  return { platform: process.platform, arch: process.arch, glibc: header?.glibcVersionRuntime };
}

/**
 * Finds the pinned wheel and the linker's flags for a machine.
 * @throws BackendError `unsupported-platform` when there is none; the message names those there are
 * @example
 * nativePlatform({ platform: 'linux', arch: 'x64', glibc: '2.36' }).wheel.project; // 'tensorflow-cpu'
 */
export function nativePlatform(machine: Machine = thisMachine()): NativePlatform {
  const id = `${machine.platform}-${machine.arch}`;
  const found = PLATFORMS.find((platform) => platform.id === id);
  const supported = `${PLATFORMS.map((platform) => platform.id).join(', ')}; on Linux with glibc 2.27 or newer`;
  if (found === undefined) {
    throw new BackendError('unsupported-platform', `There is no native backend for ${id}.`, {
      argument: 'platform',
      expected: PLATFORMS.map((platform) => platform.id),
      actual: id,
      details: [`supported: ${supported}`],
      hint: "useBackend('auto') takes the cpu backend here",
    });
  }
  if (machine.platform === 'linux' && !isGlibcAtLeast(machine.glibc, 2, 27)) {
    const actual = machine.glibc === undefined ? 'another C library (musl?)' : `glibc ${machine.glibc}`;
    throw new BackendError(
      'unsupported-platform',
      `The native backend for ${id} needs glibc 2.27 or newer.`,
      {
        argument: 'platform',
        expected: 'glibc >= 2.27',
        actual,
        details: [`this system has ${actual}`],
        hint: "useBackend('auto') takes the cpu backend here; an image based on Debian or Ubuntu has glibc",
      },
    );
  }
  return found;
}

function isGlibcAtLeast(version: string | undefined, major: number, minor: number): boolean {
  if (version === undefined) return false;
  const [actualMajor = 0, actualMinor = 0] = version.split('.').map(Number);
  return actualMajor > major || (actualMajor === major && actualMinor >= minor);
}
