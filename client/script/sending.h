/*
 * The lines that send, tell and post are given, as arguments or on standard
 * input, and the connection on which they go to a group or a client until all
 * are answered. The commands decide when they are done.
 */
#ifndef CLIENT_SCRIPT_SENDING_H
#define CLIENT_SCRIPT_SENDING_H

#include <stdbool.h>

#include "script/lines.h"
#include "script/script.h"

struct sending {
	struct script script;
	bool private; /* set by the command: they go to a client */
	struct str target; /* the group, or the name of that client */
	char *groups[2]; /* that group, for the script to join; or none */
	char at[LIMIT_NAME + 2]; /* "@NAME", of that client */
	struct lines lines;
	bool words; /* the arguments are the input */
	bool unread; /* the input was not read to its end */
};

/*
 * Takes the arguments after the options, GROUP [TEXT]... or, if private, NAME
 * or @NAME [TEXT]..., and checks them; ends the program if something is wrong.
 * Then connects. verb is as for lines_init.
 */
void sending_begin(struct sending *sending,
    const struct script_options *options, enum verb verb, char *const *words);

/*
 * Stops reading after a signal: whole lines that were read are still sent, a
 * partial one is not.
 */
void sending_leave_input(struct sending *sending);

/* Waits for the server, for input, or until that time. */
void sending_wait(struct sending *sending, usec until);

/* Returns whether the groups are joined and all lines answered. */
bool sending_done(const struct sending *sending);

/* Returns the exit status for the lines alone. */
int sending_status(const struct sending *sending);

/*
 * Reports the lines that were refused, not answered or not sent. Those without
 * an answer may have been heard.
 */
void sending_tell_unanswered(struct sending *sending);

#endif
