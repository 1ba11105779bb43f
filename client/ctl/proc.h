/* The states of processes, as the system shows them. */
#ifndef CLIENT_CTL_PROC_H
#define CLIENT_CTL_PROC_H

#include <stdint.h>

/* The state of a process that is not seen. */
#define PROC_UNKNOWN '?'

/*
 * Returns the process's state as ps(1) shows it: R (running or ready), S
 * (waiting), D (waiting for a disk), T (stopped), Z (a zombie) ... Unless
 * parent is 0, the process must be its child. PROC_UNKNOWN: there is no such
 * process, or this user or system does not see it. Source: proc(5).
 */
char proc_state(uint64_t pid, uint64_t parent);

#endif
