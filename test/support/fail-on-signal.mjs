// Preloaded into a process of the portal: a bug that strikes when a test says so.
const bug = () => Object.assign(new Error('a bug'), { body: { root_pass: 'never-to-be-logged' } });

process.on('SIGUSR2', () => {
  if (process.env.BUG === 'rejection') void Promise.reject(bug());
  else throw bug();
});
