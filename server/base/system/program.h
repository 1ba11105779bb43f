/*
 * The program that this process runs: how it was called, the file it comes
 * from, and how the process becomes another program.
 */
#ifndef SERVER_BASE_SYSTEM_PROGRAM_H
#define SERVER_BASE_SYSTEM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The option that tells a program to take over from another one, always the
 * first, with its argument: -R FD.
 */
#define PROGRAM_TAKE_OVER "-R"

/* The call of the program, without that option. */
struct program_call {
	int argc;
	char **argv; /* the strings stay valid */
	int state; /* descriptor to take over from; -1: none */
};

/*
 * Copies the arguments and finds the file. To be called before the server
 * leaves the directory it was started in. False with errno.
 */
bool program_init(struct program_call *call, int argc, char **argv);

/*
 * Returns the absolute path of the file, which may hold another program by now,
 * or null if it was not found.
 */
const char *program_path(void);

/*
 * Returns false if the file cannot be a native program of this system. A script
 * is none: its interpreter would run instead. True if the file cannot be read:
 * no interpreter could read it either, and execve(2) will report the error.
 */
bool program_is_native(const char *path);

/*
 * Sets the path of the program from now on, after an upgrade to another file.
 */
void program_is_at(const char *path);

/*
 * Returns the arguments, with the option to take over from the state's
 * descriptor. Null if there is no memory. To be freed with free(3).
 */
char **program_arguments(int state);

/*
 * Becomes another program, called as this one was, to take over from the state.
 * Returns only on failure, with errno.
 */
void program_exec(const char *path, int state);

/*
 * Moves the environment, which may hold secrets, to memory that no child has,
 * so that its place can hold a title that ps shows. Returns the place for a
 * title and its size, or null if there is no memory.
 */
char *program_make_room(int argc, char **argv, size_t *size);

/*
 * Hides that many arguments after the name from ps. To be called after
 * program_make_room. The pointers to all arguments are invalid afterwards.
 */
void program_hide(int argc, char **argv, int count);

#endif
