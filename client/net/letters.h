/*
 * Letters: private messages that no device of our account has shown
 * (forkcast-protocol(7), MISSED MESSAGES). After each login the server tells in
 * which talks there are any; they are read from the past of one talk after the
 * other, beside those that come live. All stay unread until the server is told
 * that they are seen.
 */
#ifndef CLIENT_NET_LETTERS_H
#define CLIENT_NET_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/fetch.h"
#include "net/session.h"
#include "shared/limits.h"

/* The most talks; what is in others comes after the next login. */
#define LETTERS_TALKS 500

struct letters_talk {
	char place[1 + LIMIT_NAME]; /* "@ACCOUNT" */
	size_t len;
	bool behind; /* there are letters to be read */
	uint64_t after; /* from there on */
	struct fetch_progress came; /* in them */
	uint64_t live, newest; /* what came live on this connection; 0: none */
	uint64_t held; /* the first one that is not to be reported; 0: none */
	uint64_t done; /* those up to this one are reported */
};

/* All zero at first. */
struct letters {
	enum {
		LETTERS_NONE_YET, /* we are not logged in */
		LETTERS_WANTED, /* the server is to be asked for talks */
		LETTERS_ASKED,
		LETTERS_LISTED
	} step;
	struct fetch page; /* of the talk that is read */
	struct letters_talk *read;
	struct letters_talk talk[LETTERS_TALKS];
	size_t count;
};

/* Note that another account may be meant from now on; and a loss. */
void letters_forget(struct letters *letters);
void letters_lost(struct letters *letters);

/* The meaning of a line of the server. */
enum letters_news {
	LETTERS_NONE, /* it is about something else, or a live message */
	LETTERS_NEW, /* *letter is a letter, as an event */
	LETTERS_NOTED /* that is all: the interface shows nothing */
};

/*
 * Takes a line of the server that the session has noted. The letter is valid as
 * long as the line; one that has come before is not new.
 */
enum letters_news letters_take(struct letters *letters,
    const struct session *session, const struct command *line,
    struct command *letter);

/*
 * For a user that reads the talks itself. letters_take_talk takes "talk
 * @ACCOUNT ID N", and returns the talk with what has come of it; null: the line
 * is something else. letters_take_live notes a live message of an account, and
 * letters_was_live returns whether one of that talk was such.
 */
struct letters_talk *letters_take_talk(struct letters *letters,
    const struct session *session, const struct command *line);
void letters_take_live(struct letters *letters, const struct session *session,
    const struct command *tell, struct str account);
bool letters_was_live(struct letters *letters, struct str place, uint64_t id);

/* Asks for what is still to be read; only when session_ready. */
void letters_ask(struct letters *letters, struct session *session);

/*
 * Has a private message, a letter or live, and all after it in its talk, not be
 * reported.
 */
void letters_hold(struct letters *letters, const struct session *session,
    const struct command *message);

/*
 * Once all is read, reports that what is not held is seen. Returns whether
 * nothing is left to be read or reported.
 */
bool letters_report(struct letters *letters, struct session *session);

#endif
