import fc from 'fast-check';

/** The same cases in every run, so that CI says the same of the same code; SEED asks for others. */
fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 20_261_122) });

export { fc };
