/*
 * A worker or a helper that the test plays: it holds the other ends of a slot's
 * pipes and can send what no honest one would.
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
	int up; /* to the router; -1 closed */
	int down; /* from the router; -1 closed */
	struct buf in; /* received and not yet taken */
	char data[16 * LIMIT_LINE];
};

/*
 * Take a slot, as admit.c does for a new worker; the downlink is a small pipe.
 * The process does not exist.
 */
void puppet_enter(struct puppet *puppet);

/* Take a slot for a helper, a journal, instead of a client. */
void puppet_help(struct puppet *puppet);

/* Enters, takes a name, joins the group, and reads everything. */
void puppet_join(struct puppet *puppet, const char *name, const char *group);

/*
 * Write a line, LF added, and turn the router; or
 * write bytes as they are, and nothing else.
 */
void puppet_say(struct puppet *puppet, const char *line);
void puppet_write(struct puppet *puppet, struct str bytes);

/* Takes the next line; valid until the next call. False if there is none. */
bool puppet_line(struct puppet *puppet, struct str *line);

/* Returns whether the next line matches (pattern.h), and notes it if not. */
bool puppet_hears(struct puppet *puppet, const char *pattern);

/* Returns whether nothing more has come, and notes what has. */
bool puppet_hears_nothing(struct puppet *puppet);

/* Turns the router and reads until nothing more comes; copies the last line. */
void puppet_hear_all(struct puppet *puppet, char last[LIMIT_LINE]);

/* Returns whether the router has closed the downlink and all of it was read. */
bool puppet_is_at_end(struct puppet *puppet);

/*
 * puppet_die lets the process die, by SIGKILL unless it was told bye; it is
 * reaped, and its last lines run. puppet_fall does the former, puppet_bury the
 * latter.
 */
void puppet_die(struct puppet *puppet);
void puppet_fall(struct puppet *puppet);
void puppet_bury(const struct puppet *puppet);

#endif
