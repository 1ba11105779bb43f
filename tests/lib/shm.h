/*
 * Private mounts for shared memory and /run: only the test and its children see
 * them, and they disappear with these processes.
 */
#ifndef TESTS_LIB_SHM_H
#define TESTS_LIB_SHM_H

/*
 * Makes both mounts; must be called first. Skips the test unless it runs as
 * root on a system with mount namespaces.
 */
void shm_own(void);

#endif
