/** Whether a path is that of a test, where a leak ends with the process and a wait costs nobody anything. */
export function isTestFile(path: string): boolean {
  return /[._-](test|spec|bench)s?\.[cm]?[jt]sx?$|(^|\/)(__tests__|tests?|specs?|benchmarks?|bench)\/|(^|\/)test_util|karma|jasmine/i.test(
    path,
  );
}
