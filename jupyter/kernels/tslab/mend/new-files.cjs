'use strict';
// The fault: tslab keeps one timer for the compiler, which wants two. It asks for the second when a file appears
// beside the notebook that an import could mean: a new helper, or a package that npm has just installed. From then on
// every cell fails with "Unexpected pending rebuildTimer" until the kernel is restarted.
//
// The remedy: the second timer is a real one. tslab's own stays for what tslab waits for.

/** The compiler's callback that looks again for imports which it had not found. */
const LOOK_AGAIN = 'invalidateResolutionsOfFailedLookup';

/**
 * To be called before tslab loads its converter, which takes the compiler as it finds it.
 *
 * @param {{ require: NodeJS.Require }} tslab
 */
function mend(tslab) {
  const file = tslab.require.resolve('@tslab/typescript-for-tslab');
  const ts = tslab.require(file);
  const createWatchCompilerHost = (...args) => withSecondTimer(ts.createWatchCompilerHost(...args));
  tslab.require.cache[file].exports = { ...ts, createWatchCompilerHost };
}

function withSecondTimer(host) {
  const { setTimeout: setFirst, clearTimeout: clearFirst } = host;
  const real = new Set();
  return Object.assign(host, {
    setTimeout(callback, ...rest) {
      if (callback.name !== LOOK_AGAIN) return setFirst(callback, ...rest);
      const timer = setTimeout(() => {
        real.delete(timer);
        callback();
      }, 0).unref();
      real.add(timer);
      return timer;
    },
    clearTimeout(timer) {
      if (real.delete(timer)) clearTimeout(timer);
      else clearFirst(timer);
    },
  });
}

module.exports = { mend };
