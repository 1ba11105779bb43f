/*
 * The program that this process runs: how it was called, which file it is from,
 * and how the process becomes another one. Used by forkcastd.c, and by who
 * upgrades.
 */
#ifndef SERVER_BASE_SYSTEM_PROGRAM_H
#define SERVER_BASE_SYSTEM_PROGRAM_H

#include <stdbool.h>

#include "base/state/state.h"

/*
 * The option, always the first, and its argument, by which a program is told to
 * take over from another one: -R FD; or -R FD,NEWS, to be tried with a state
 * that is still to be written.
 */
#define PROGRAM_TAKE_OVER "-R"

/* How it was called, without that. */
struct program_call {
	int argc;
	char **argv; /* whose strings stay */
	int state; /* the descriptor to take over from; -1: there is none */
	int news; /* tells that there is more of it; 0: all is there */
};

/*
 * Keeps a copy of the arguments, and finds the file. To be called before
 * anything leaves the directory that the server was started in. False with
 * errno; call->state is known then too, and program_return good.
 */
bool program_init(struct program_call *call, int argc, char **argv);

/*
 * The absolute path of the file, which may hold another program by now; null:
 * it could not be found.
 */
const char *program_path(void);

/*
 * False if what is in that file cannot be one of this system's own programs, as
 * a script, whose interpreter would be what runs. True where it cannot be read:
 * then no interpreter can read it either, and execve(2) finds out.
 */
bool program_is_native(const char *path);

/* From now on: an upgrade has come from there. */
void program_is_at(const char *path);

/*
 * A descriptor of the program that runs now, wherever its file is, for
 * program_return; closed by execve(2). -1 with errno, too if we may not execute
 * it.
 */
int program_open(void);

/*
 * The arguments, with the option that has a program take over from that
 * descriptor, of which another one tells that there is more, or 0; null where
 * there is no memory. To be freed by free(3).
 */
char **program_arguments(int state, int news);

/*
 * Becomes another program, or the one that program_open has opened: called as
 * this one was, to take over from the state. Returns only if that fails, with
 * errno.
 */
void program_become(const char *path, int state);
void program_return(int program, int state);

#endif
