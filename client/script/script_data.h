/*
 * A command for scripts while it runs, as script.h and script_state.h know it:
 * its options, the connection, and how it is to end.
 */
#ifndef CLIENT_SCRIPT_SCRIPT_DATA_H
#define CLIENT_SCRIPT_SCRIPT_DATA_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "session/backoff.h"
#include "session/dial.h"
#include "session/session.h"
#include "session/wait.h"
#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/usage.h"

#define SCRIPT_MESSAGE 512

struct script_options {
	const struct usage *usage; /* for -h and mistakes */
	const char *server;
	const char *password; /* the server's, or null */
	const char *account; /* to log in to, or null */
	const char *secret; /* its */
	const char *name; /* as given, or what a name is made of; or null */
	bool name_exact;
	char *const *groups; /* of the configuration file */
	usec timeout;
	bool returns; /* when the connection is lost */
	bool nameless; /* it says nothing for which it would need a name */
};

/* The connection has been lost, or is not again what it was. */
struct script_away {
	enum {
		SCRIPT_HERE,
		SCRIPT_RESTING, /* until the next call */
		SCRIPT_CALLING,
		SCRIPT_RETURNING /* connected; not yet all that we were */
	} state;
	usec until; /* when something is to be done, or 0 */
	usec patience; /* as long the name may still be taken */
	struct backoff backoff;
	struct dial dial;
	char name[LIMIT_NAME + 1]; /* what we were called, if not empty */
	char **groups; /* where we were */
};

struct script {
	struct script_options options;
	struct session session;
	struct script_away away;
	unsigned attempt; /* at a name that is made */
	char *const *groups; /* to be joined still */
	const char *joining; /* the one whose answer is owed, or null */
	struct str line; /* what script_take gave last, if holding */
	bool holding;
	/* The command's, or null: takes what comes while we take leave. */
	void (*last_words)(const struct command *line);
	/* The same: what it has said and has no answer to will have none. */
	void (*lost)(void);
	/* The same: tells what was not done, behind the message. */
	void (*tally)(void);
	bool deaf; /* the command's: it has no room for more lines */
	/* The command's: after a first signal it ends by itself, when it can.
	 */
	bool finishes;
	bool unhurried; /* and takes all the time that it needs for that */
	usec stop; /* but no later than then, if that is not 0 */
	usec quiet; /* since when the server has said nothing */
	usec late; /* since when an answer is overdue, or 0 */
	char bye[SCRIPT_MESSAGE]; /* the server's, after which we return */
	bool over;
	int status; /* if over */
	int signal; /* to end by, or 0; see finishes */
	size_t signals; /* that have come */
	char message[SCRIPT_MESSAGE]; /* for standard error, if not empty */
};

#endif
