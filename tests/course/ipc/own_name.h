/* Names that only this process gives, for what the system knows by name. */
#ifndef TESTS_IPC_OWN_NAME_H
#define TESTS_IPC_OWN_NAME_H

#define OWN_NAME 128

/*
 * Writes a new name in the directory, which is "" for the names of POSIX
 * queues and shared memory. Ends the program if the directory's is too long.
 */
void own_name(char name[OWN_NAME], const char *directory);

#endif
