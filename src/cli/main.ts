#!/usr/bin/env node
import { keepCompiledCode } from '../analyzer/load-compiler.ts';
import { runCli } from './run-cli.ts';

process.exitCode = await runCli(process.argv.slice(2));
keepCompiledCode();
