// {"want":["completed"],"stdout_is":"once 15 11\n","wasm":null,"about":"what a parent holds is not written again by children that signals end"}
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int end_of_child(int signal) {
  pid_t child = fork();
  if (child == 0) {
    raise(signal);
    _exit(0);
  }
  int status;
  waitpid(child, &status, 0);
  return WTERMSIG(status);
}

int main(void) {
  printf("once");
  printf(" %d", end_of_child(SIGTERM));
  printf(" %d\n", end_of_child(SIGSEGV));
}
