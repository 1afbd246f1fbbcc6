/** Functions and headers that do not exist here, as the compiler or the linker names them, and the reason. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /\b(v?fork|exec[lv]\w*|wait(pid)?|popen|pclose|posix_spawn\w*|pipe2?|kill|getppid|setsid|pthread_\w+|thrd_\w+|socket|bind|connect|listen|accept4?|gethostby\w+|sys\/(wait|socket|ptrace|prctl|mount|ipc|shm|sem|msg|epoll|inotify)\.h|netdb\.h|spawn\.h|semaphore\.h)\b/,
    'The WebAssembly sandbox has no processes, threads or sockets.',
  ],
  [
    /\b(u?alarm|[sg]etitimer|itimerval|timer_\w+|pause|sig(action|procmask|suspend|wait\w*|emptyset|fillset|addset|setjmp|longjmp|jmp_buf))\b/,
    'The WebAssembly sandbox has no alarms and no timers, and no signals but those that a program raises itself.',
  ],
  [
    /\b((ncurses|curses|termios|conio|graphics|windows|sys\/ioctl|term)\.h|tc[gs]etattr|ioctl)\b/,
    'There are no windows and no terminal in the sandbox.',
  ],
  [
    /\b((pwd|grp|dlfcn)\.h|getpw\w+|getgr\w+|[gs]ete?[ug]id|dlopen|dlsym|mkstemp|tmpfile|dup2?|chmod|chown|umask)\b/,
    'The WebAssembly sandbox does not have this function of a Unix system.',
  ],
];

/** A sentence to add below the compiler's messages; empty when no error names one of these. */
export function whyMissing(said: string): string {
  const errors = said.split('\n').filter((line) => line.includes('error:'));
  const reason = REASONS.find(([asked]) => errors.some((error) => asked.test(error)))?.[1];
  return reason ? `\n${reason}\n` : '';
}
