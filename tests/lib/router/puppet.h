/*
 * A worker that the test plays, or a helper: it holds the other ends of a
 * slot's pipes and can say what no honest one would.
 */
#ifndef TESTS_LIB_ROUTER_PUPPET_H
#define TESTS_LIB_ROUTER_PUPPET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/str.h"

struct puppet {
	uint32_t slot;
	pid_t pid;
	int status; /* how it will have died, as waitpid tells it; 0: in order,
		     * or, if it was not told bye, by being killed */
	int up; /* to the router; -1 closed */
	uint32_t ring; /* what the doorbell is rung with for it */
	int down; /* from the router; -1 closed */
	struct buf in; /* what has come and was not looked at */
	char data[16 * LIMIT_LINE];
};

/*
 * Takes a slot, as admit.c does for a new worker; the downlink is a small
 * pipe. Its process is one that there is not, or the one that is given.
 */
void puppet_enter(struct puppet *puppet);
void puppet_enter_as(struct puppet *puppet, pid_t pid);

/* Take a slot for a helper, the responder, instead of a client. */
void puppet_help(struct puppet *puppet);
void puppet_help_as(struct puppet *puppet, pid_t pid);

/* Enters, takes a name, and is in a group; what is to be read is read. */
void puppet_join(struct puppet *puppet, const char *name, const char *group);

/*
 * Writes a line, LF added, rings if there is a bell, and turns the router; or
 * writes bytes as they are, and does nothing else.
 */
void puppet_say(struct puppet *puppet, const char *line);
void puppet_write(struct puppet *puppet, struct str bytes);

/* The next line that has come, valid until the next call; false if none. */
bool puppet_line(struct puppet *puppet, struct str *line);

/* True if the next line matches (pattern.h); it is noted if it does not. */
bool puppet_hears(struct puppet *puppet, const char *pattern);

/* Says a line; true if the next one matches. */
bool puppet_ask(struct puppet *puppet, const char *line, const char *pattern);

/* True if nothing more has come; what has is noted. */
bool puppet_hears_nothing(struct puppet *puppet);

/* Turns the router and reads, until nothing more comes; keeps the last line. */
void puppet_hear_all(struct puppet *puppet, char last[LIMIT_LINE]);

/* True if the router has closed the downlink, and all of it was read. */
bool puppet_is_at_end(struct puppet *puppet);

/* The process dies, and the router reaps it. */
void puppet_die(struct puppet *puppet);

/*
 * Hangs up the puppet's client, and ends the process in order: its lines so far
 * run on, and the slot stays until they have run.
 */
void puppet_hang_up(struct puppet *puppet);

#endif
