export interface Element {
  readonly tag: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly children: readonly unknown[];
}

export function h(
  tag: string | ((props: Record<string, unknown>) => Element),
  props: Record<string, unknown> | null,
  ...children: unknown[]
): Element {
  if (typeof tag === 'function') return tag(props ?? {});
  return { tag, props: props ?? {}, children };
}
