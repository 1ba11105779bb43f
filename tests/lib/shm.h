/*
 * A place for shared memory, and a /run, of the test's own: only its children
 * see what it puts there, and that is gone when they are.
 */
#ifndef TESTS_LIB_SHM_H
#define TESTS_LIB_SHM_H

/*
 * Makes both; to be called first. Skips the test where that cannot be: it needs
 * root, and a system that has mount namespaces.
 */
void shm_own(void);

#endif
