/*
 * The program that this process runs: how it was called, the file it comes
 * from, and how the process becomes another program.
 */
#ifndef SERVER_BASE_SYSTEM_PROGRAM_H
#define SERVER_BASE_SYSTEM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The variable of the environment that tells a program to take over: it has the
 * number of the state's descriptor.
 */
#define PROGRAM_STATE "FORKCASTD_STATE"

/*
 * Copies the arguments, finds the file, and reads the variable: *state is the
 * descriptor to take over from, or -1. To be called before the server leaves
 * the directory it was started in. False with errno.
 */
bool program_init(int argc, char **argv, int *state);

/*
 * Returns the absolute path of the file, which may hold another program by now,
 * or null if it was not found.
 */
const char *program_path(void);

/*
 * Sets the path of the program from now on, after an upgrade to another file.
 */
void program_is_at(const char *path);

/* Returns the arguments of this program, for the next one. */
char **program_arguments(void);

/*
 * Puts the variable into the environment, so that the next program takes over
 * from the state. False with errno.
 */
bool program_hand_over(int state);

/*
 * Moves the environment, which may hold secrets, to memory that no child has,
 * so that its place can hold a title that ps shows, and takes the variable out
 * of it. Returns the place for a title and its size, or null if there is no
 * memory.
 */
char *program_make_room(int argc, char **argv, size_t *size);

#endif
