import { double } from './double.js';

console.log(double(Number(process.argv[2])));
