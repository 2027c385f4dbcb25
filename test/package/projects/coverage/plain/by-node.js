import { Counter, mean, sum } from './src/sum.js';

if (sum([1, 2]) !== 3 || !Number.isNaN(mean([])) || !(new Counter().add(1) instanceof Counter))
  throw new Error('wrong');
