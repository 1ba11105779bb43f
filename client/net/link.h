/*
 * A link to the server that keeps itself up: it logs in, takes its name, joins
 * its groups, and after a loss waits and does all of this again. The session is
 * its user's; so are the waiting for descriptors and what people are told.
 * Nothing here blocks. An attempt to reconnect is made by a child (dial.h), so
 * that whatever runs already is not held up.
 */
#ifndef CLIENT_NET_LINK_H
#define CLIENT_NET_LINK_H

#include <poll.h>
#include <stdbool.h>

#include "net/dial.h"
#include "net/letters.h"
#include "net/login.h"
#include "net/rejoin.h"
#include "net/session.h"
#include "net/via.h"
#include "shared/clock.h"
#include "shared/grammar.h"

#define LINK_WHY 512

struct link_options {
	void *owner; /* for the functions below */
	/* Tells a person what has happened, a sentence. */
	void (*tell)(void *owner, const char *what);
	/* Called once, with an exit status, when the link cannot go on. */
	void (*fail)(void *owner, int status, const char *why);
	/* Called when unanswered lines will get no answer, or null. */
	void (*lost)(void *owner);
	const char *address;
	const char *via; /* a command to connect by, or null */
	bool hears; /* what via says is for via_line; else it is ours */
	const char *password; /* the server's, or null */
	const char *account; /* to log in to, or null */
	const char *secret; /* of the account */
	const char *name; /* as given, or the base of a made-up one; or null */
	bool name_exact; /* as given */
	bool nameless; /* it takes no name */
	bool full; /* it wants events in full form */
	usec timeout; /* of an attempt to connect */
	bool returns; /* it reconnects after a loss; may be changed */
};

struct link {
	struct link_options options;
	struct session *session;
	struct via via;
	struct login login;
	struct letters letters;
	bool takes_letters; /* set by the user: link_next brings them */
	enum {
		LINK_HERE,
		LINK_RESTS, /* until the next attempt */
		LINK_DIALS,
		LINK_RETURNS /* connected, but not yet in all groups */
	} state;
	usec until; /* when the next step is due, or 0 */
	usec patience; /* until when a taken name is tried again */
	struct backoff backoff;
	struct dial dial;
	char name[LIMIT_NAME + 1]; /* our name before the loss, or empty */
	char **were; /* the groups that we were in */
	char *const *groups; /* still to be joined; may be set when joined */
	const char *joining; /* group whose join is unanswered, or null */
	unsigned attempt; /* of identity_name, for a made-up name */
	struct str line; /* last line of link_next, if holding */
	bool holding;
	struct str letter; /* the event in it, if it is a letter; or empty */
	char bye[LINK_WHY]; /* the server's, if we reconnect after it */
};

/*
 * Begins with a session that is connected, and says who we are. The groups,
 * ended by a null, are joined once we have a name; a refused join fails.
 */
void link_begin(struct link *link, struct session *session,
    const struct link_options *options, char *const *groups);

/* Returns whether we are connected and have joined every group. */
bool link_is_joined(const struct link *link);

/*
 * Takes the next line of the server, or an event in it that is a letter, and
 * notes it; false if there is none now. Valid until the next call. *ours: it is
 * for the user.
 */
bool link_next(struct link *link, struct command *line, bool *ours);

/*
 * Reports the letters before the first one that is not done (0: all are), as
 * far as now possible.
 */
void link_report_letters(struct link *link, uint64_t unseen);

/*
 * Notes that the connection is lost, and why: begins to reconnect if that is
 * wanted, or fails with the status.
 */
void link_lost(struct link *link, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Sends what can be sent. Returns whether the connection has just ended; then
 * there is nothing to wait for but the time to reconnect.
 */
bool link_go_on(struct link *link);

/*
 * Returns whether the server has hung up, and all that it said is taken. A
 * command that was the connection may be about to tell why.
 */
bool link_is_ending(const struct link *link);

/* Returns what to poll for, but nothing to read if deaf; and until when. */
struct pollfd link_watch(const struct link *link, bool deaf);
usec link_due(const struct link *link);

/* Reads, if that is possible, and does the steps that are due. */
void link_turn(struct link *link, bool ready);

/* Ends everything but the session. May block for a moment. */
void link_end(struct link *link);

#endif
