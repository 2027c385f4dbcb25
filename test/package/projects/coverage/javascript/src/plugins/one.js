export default function () {
  return 'plugin';
}

export function unused() {
  return 'unused';
}
