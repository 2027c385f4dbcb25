import { h } from './h.ts';

export const List = ({ items, empty }: { items?: readonly string[]; empty?: boolean }) => (
  <ul class={empty ? 'empty' : 'full'}>
    {(items ?? []).map((item) => (
      <li onClick={() => item.toUpperCase()}>{item}</li>
    ))}
  </ul>
);

export function Unused() {
  return <p>unused</p>;
}
