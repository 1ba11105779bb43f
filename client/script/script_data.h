/*
 * The state of a running command for scripts, for script.h and script_state.h:
 * its options, its connection, and how it ends.
 */
#ifndef CLIENT_SCRIPT_SCRIPT_DATA_H
#define CLIENT_SCRIPT_SCRIPT_DATA_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "net/dial.h"
#include "net/letters.h"
#include "net/login.h"
#include "net/rejoin.h"
#include "net/secret_command.h"
#include "net/session.h"
#include "net/via.h"
#include "net/wait.h"
#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/usage.h"

#define SCRIPT_MESSAGE 512

struct script_options {
	const struct usage *usage; /* for -h and for mistakes */
	const char *server; /* its address */
	const char *via; /* a command to connect by, or null */
	const char *command; /* that of -C instead, or null */
	const char *password; /* the server's, or null */
	const char *account; /* to log in to, or null */
	const char *secret; /* of the account, or null */
	const char *secret_command; /* it prints the secret; or null */
	const char *name; /* as given, or the base of a made-up one; or null */
	bool name_exact;
	char *const *groups; /* from the configuration file */
	usec timeout;
	bool returns; /* reconnect when the connection is lost */
	bool full; /* set by the command: it wants events in full form */
	bool nameless; /* the command does nothing that requires a name */
	bool syncs; /* all must be on the server's disk before the end */
};

/* State of a connection that was lost and is not fully restored. */
struct script_away {
	enum {
		SCRIPT_HERE,
		SCRIPT_RESTING, /* until the next attempt */
		SCRIPT_CONNECTING,
		SCRIPT_RETURNING /* connected, but not yet in all groups */
	} state;
	usec until; /* when the next step is due, or 0 */
	usec patience; /* until when a taken name is tried again */
	struct backoff backoff;
	struct dial dial;
	char name[LIMIT_NAME + 1]; /* our name before, or empty */
	char **groups; /* the groups that we were in */
};

struct script {
	struct script_options options;
	struct session session;
	struct login login;
	struct secret_command secret_command; /* it has printed the secret */
	struct via via;
	struct letters letters;
	bool takes_letters; /* set by the command: script_take brings them */
	struct script_away away;
	unsigned attempt; /* of identity_name, for a made-up name */
	char *const *groups; /* still to be joined */
	const char *joining; /* group whose join is unanswered, or null */
	struct str line; /* last line of script_take, if holding */
	struct str letter; /* the event in it, if it is a letter; or empty */
	bool holding;
	/* Set by the command, or null: takes lines that come while we close. */
	void (*last_words)(const struct command *line);
	/*
	 * Set by the command, or null: called when unanswered lines will get no
	 * answer.
	 */
	void (*lost)(void);
	/*
	 * Set by the command, or null: tells what was not done, after the
	 * message.
	 */
	void (*tally)(void);
	bool asked_sync; /* with syncs: the server was asked for sync */
	bool synced; /* and has answered */
	bool deaf; /* set by the command: it has no room for more lines */
	/*
	 * Set by the command: it ends by itself after a first signal, when it
	 * can.
	 */
	bool finishes;
	bool unhurried; /* with finishes: it takes as long as it needs */
	usec stop; /* with finishes: the deadline after a signal, or 0 */
	usec quiet; /* since when the server has been silent */
	usec late; /* since when an answer is overdue, or 0 */
	char bye[SCRIPT_MESSAGE]; /* the server's, if we reconnect after it */
	bool over;
	int status; /* if over */
	int signal; /* to end by, or 0; see finishes */
	size_t signals; /* number of signals so far */
	char message[SCRIPT_MESSAGE]; /* for standard error, if not empty */
};

#endif
