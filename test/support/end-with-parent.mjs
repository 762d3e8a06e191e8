// Preloaded into a process that a test starts: whoever started it holds the other end of its
// standard input, and when they are gone it goes, too.
process.stdin.on('end', () => process.exit(1)).on('error', () => process.exit(1));
process.stdin.resume().unref();
