#!/usr/bin/env node
import { keepCompiledCode } from '../analyzer/load-compiler.ts';
import { EXIT, runCli } from './run-cli.ts';

const code = await runCli(process.argv.slice(2));
keepCompiledCode();
// Ended by the signal itself, as the system would have: a script around it sees that, and stops, too.
if (code === EXIT.interrupted) process.kill(process.pid, 'SIGINT');
else process.exitCode = code;
