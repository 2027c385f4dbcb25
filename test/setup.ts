import { leakGuard } from '../src/plugin/leak-guard.ts';

// The suite lives under the guard that it ships.
leakGuard();
