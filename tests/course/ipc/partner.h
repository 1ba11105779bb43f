/*
 * The other process of a channel, and where the two run.
 */
#ifndef TESTS_IPC_PARTNER_H
#define TESTS_IPC_PARTNER_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * fork(2), begun again in no case; -1 with errno. The partner is gone soon
 * after its parent, however that ends, and in any case after a minute.
 */
pid_t partner_fork(void);

/* Waits for its end; what waitpid(2) says of it, -1 with errno if nothing. */
int partner_wait(pid_t partner);

/*
 * Keeps this process on one core, and the partners that it forks from now on
 * there too or on another. False where there is no other one, or where the
 * system has no such call.
 */
bool partner_cores(bool apart);

#endif
