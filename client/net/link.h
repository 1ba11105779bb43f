/*
 * A link to the server that keeps itself up: it logs in, takes its name, joins
 * its groups, and after a loss waits and does all of this again. The session is
 * its user's; so are the waiting for descriptors and what people are told.
 * An attempt to reconnect is made by a child (dial.h), so that whatever runs
 * already is not held up; but a command that has closed its connection and does
 * not end holds it up for 0.4 s. Nothing else here blocks after link_begin.
 */
#ifndef CLIENT_NET_LINK_H
#define CLIENT_NET_LINK_H

#include <poll.h>
#include <stdbool.h>

#include "net/dial.h"
#include "net/letters.h"
#include "net/login.h"
#include "net/session.h"
#include "shared/clock.h"
#include "shared/grammar.h"

#define LINK_WHY 512

/* What a link tells of. */
enum link_news {
	LINK_LOST, /* the connection is lost */
	LINK_FAILED, /* an attempt to connect has failed */
	LINK_AGAIN, /* likewise, for the same reason as the one before */
	LINK_WAITS, /* it is connected, or could be, but has to wait */
	LINK_UNLIKE, /* the server is not as we think: another name, say */
	LINK_BACK /* it has all that it had */
};

struct link_options {
	void *owner; /* for the functions below */
	/*
	 * Tells what has happened, a sentence; and the time until it tries
	 * again, or null.
	 */
	void (*tell)(void *owner, enum link_news news, const char *what,
	    const char *time);
	/* Called once, with an exit status, when the link cannot go on. */
	void (*fail)(void *owner, int status, const char *why);
	/*
	 * Called when the connection is lost and will be made again, while the
	 * session is as it was, or null: nothing unanswered gets an answer.
	 */
	void (*lost)(void *owner);
	const char *address;
	const char *via; /* a command to connect by, or null */
	bool hears; /* what via says is for dial_via_line; else it is ours */
	const char *password; /* the server's, or null */
	/* To log in to, or null. These may be changed, for the next time. */
	const char *account;
	const char *secret; /* of the account */
	const char *name; /* as given, or the base of a made-up one; or null */
	bool name_exact; /* as given; null: none yet */
	/* A made-up name may be its base: we are the person of the account. */
	bool itself;
	const char *away; /* why a person is away, or empty; may be changed */
	bool brief; /* it wants events in short form */
	/*
	 * A person sees what is refused and can do something about it: then it
	 * does not make the link fail, but is not hidden; and the name is as if
	 * they had typed it.
	 */
	bool person;
	bool spares; /* a refused group does not make it fail; may be changed */
	usec timeout; /* of an attempt to connect, and of an answer */
	bool returns; /* it reconnects after a loss; may be changed */
};

struct link {
	struct link_options options;
	struct session *session;
	struct via via;
	struct login login;
	enum login_heard heard; /* what the last line of link_hear was for it */
	struct letters letters;
	bool takes_letters; /* set by the user: they are asked for */
	enum {
		LINK_HERE,
		LINK_UNNAMED, /* hung up; link_again connects */
		LINK_RESTS, /* until the next attempt */
		LINK_DIALS,
		LINK_RETURNS /* connected, but not yet in all groups */
	} state;
	/* What is to be said next to begin with. */
	enum { LINK_PASS, LINK_LOGIN, LINK_NAME, LINK_GROUPS } step;
	usec until; /* when the next step is due, or 0 */
	usec patience; /* until when a taken name is tried again */
	usec late; /* since when an answer is overdue, or 0 */
	unsigned tries; /* to connect, in vain */
	uint32_t missed; /* hash of why the last attempt has failed, or 0 */
	struct dial dial;
	char name[LIMIT_NAME + 1]; /* to be taken; empty: that of options */
	/* what we have asked for and not got, until that is told; or empty */
	char unlike[LIMIT_NAME + 1];
	char **were; /* the groups that we were in */
	char *const *groups; /* still to be joined; may be set when joined */
	const char *joining; /* group whose join is unanswered, or null */
	unsigned attempt; /* of a made-up name */
	struct str line; /* last line of link_next, if holding */
	bool holding;
	struct str letter; /* the event in it, if it is a letter; or empty */
	char bye[LINK_WHY]; /* the server's, if we reconnect after it */
};

/*
 * Begins, all zero before: connects, which blocks, and says who we are. Ends
 * the program if there is no connection. The groups, ended by a null, are
 * joined once we have a name.
 */
void link_begin(struct link *link, struct session *session,
    const struct link_options *options, char *const *groups);

/*
 * Returns whether all is said and answered that we say to begin with, as far as
 * possible without a name, and the session is ready for what its user says.
 */
bool link_is_begun(const struct link *link);

/* Returns whether we are connected and have joined every group. */
bool link_is_joined(const struct link *link);

/*
 * Takes the next line of the server, or an event in it that is a letter, and
 * notes it; false if there is none now. Valid until the next call. *ours: it is
 * for the user.
 */
bool link_next(struct link *link, struct command *line, bool *ours);

/*
 * For a user that takes lines from the session itself. link_hear takes a line
 * before link_note, which has the session note it. It returns whether the line
 * is dealt with and need not be shown.
 */
bool link_hear(struct link *link, const struct command *line);
void link_note(struct link *link, const struct command *line);

/*
 * Logs in once that can be said; both strings must last until then. After
 * link_hear, heard tells what became of it.
 */
void link_log_in(struct link *link, const char *account, const char *secret);

/* Connects at once; hangs up first if we are connected. */
void link_again(struct link *link);

/*
 * Sends what can be sent. Returns whether the connection has just ended; then
 * there is nothing to wait for but the time to reconnect.
 */
bool link_go_on(struct link *link);

/*
 * Returns what to poll for, but nothing to read if deaf; and until when. While
 * we do not read, the server's silence proves nothing.
 */
struct pollfd link_watch(const struct link *link, bool deaf);
usec link_due(const struct link *link);

/* Reads, if that is possible, and does the steps that are due. */
void link_turn(struct link *link, bool ready);

/* Ends everything but the session. May block for a moment. */
void link_end(struct link *link);

#endif
