/**
 * Writes a size as a person reads it, in powers of ten as disks and download pages count.
 * @example
 * readableBytes(273_829_956); // '274 MB'
 */
export function readableBytes(bytes: number): string {
  if (bytes < 1e3) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(0)} MB`;
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
