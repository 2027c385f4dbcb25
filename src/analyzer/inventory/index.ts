/** What tests should reach in the sources: signatures with shapes, what is trained, gradients of one's own, calls of ops. */
export { inventoryOf } from './inventory.ts';
export type { Inventory } from './inventory.ts';
export type { InventoryItem } from './item.ts';
export type { SourceOpCall } from './op-calls.ts';
export { readInventory } from './read-inventory.ts';
export type { InventoryOptions } from './read-inventory.ts';
export type { SourceSignature } from './signatures.ts';
