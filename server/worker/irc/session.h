/*
 * The state of one IRC client: its registration, its capabilities, and the
 * answer being written. Nothing about other clients is kept; each event of the
 * router tells it in full.
 *
 * A line of the client runs as a whole: its function sends commands to the
 * router, and the functions that take the answers may send further ones. The
 * next line runs when all are answered, so that answers come in the order of
 * the lines. Only messages follow each other without waiting.
 */
#ifndef SERVER_WORKER_IRC_SESSION_H
#define SERVER_WORKER_IRC_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "worker/conn/conn.h"
#include "worker/irc/text.h"

/* The room for the name of a server or of a network. */
#define IRC_NAME 64

/*
 * The longest label that a client may give to a line (IRCv3 labeled-response).
 */
#define IRC_LABEL 64

/* The room for USER@HOST, and for NAME!USER@HOST. */
#define IRC_HOST (LIMIT_USER + 1 + LIMIT_HOST)
#define IRC_MASK (LIMIT_NAME + 1 + IRC_HOST)

/*
 * Values of ISUPPORT: the most targets of one message; and the most names that
 * MONITOR watches, a limit that the router enforces.
 */
#define IRC_TARGETS 4
#define IRC_MONITORED "100"

/*
 * The limits of a message of several lines, as the client sees them: the
 * capability draft/multiline, and its errors.
 */
#define IRC_MULTILINE "draft/multiline"
#define IRC_MULTILINE_CONCAT "draft/multiline-concat"
#define IRC_MULTILINE_BYTES "3400"
#define IRC_MULTILINE_LINES "100"

/* The capabilities of a client (IRCv3), as a mask: capabilities.def. */
enum {
#define CAPABILITY(name, ...) CAP_NUMBER_##name,
#include "capabilities.def"
};
enum {
#define CAPABILITY(name, ...) CAP_##name = 1 << CAP_NUMBER_##name,
#include "capabilities.def"
};

/* The server's offers about accounts, as a bit mask. */
enum {
	IRC_OFFER_PLAIN = 1 << 0,
	IRC_OFFER_SCRAM = 1 << 1,
	IRC_OFFER_REGISTER = 1 << 2,
	IRC_OFFER_ENROLL = 1 << 3, /* also before the client has a name */
	IRC_OFFER_HISTORY = 1 << 4, /* the server keeps one */
	IRC_OFFERS_SASL = IRC_OFFER_PLAIN | IRC_OFFER_SCRAM
};

/* The client's words before it had a name. */
struct irc_registration {
	bool done; /* it has a name */
	bool negotiating; /* CAP END is still to come */
	IRC_TEXT(LIMIT_NAME) nick;
	IRC_TEXT(LIMIT_USER) user;
	IRC_TEXT(LIMIT_REAL) real;
};

#define IRC_SASL_DATA ((size_t)3200)

/* The progress of AUTHENTICATE: account.c. */
struct irc_sasl {
	enum {
		IRC_SASL_NONE,
		IRC_SASL_ASKED, /* the router has been asked */
		IRC_SASL_LAST /* it has finished; the client must confirm */
	} state;
	IRC_TEXT(LIMIT_NAME) account;
	IRC_TEXT(IRC_SASL_DATA) data; /* the response, as far as it has come */
};

/* The longest reference of a batch of the client. */
#define IRC_REFERENCE 64

/* A message of several lines that the client is sending: message.c. */
struct irc_multiline {
	enum {
		IRC_MULTILINE_NONE,
		IRC_MULTILINE_OPEN,
		IRC_MULTILINE_FAILED /* the rest of it is dropped */
	} state;
	IRC_TEXT(IRC_LABEL) label; /* of the line that began it */
	IRC_TEXT(IRC_REFERENCE) reference;
	IRC_TEXT(LIMIT_GROUP + 3) target;
};

/* A message of several lines that is being shown: events.c. */
struct irc_lines {
	size_t left; /* lines with a text that are still to come */
	bool further; /* one of them has come */
	uint32_t batch; /* its number; 0: it is shown without one */
	size_t at; /* how much of the map has been shown */
	IRC_TEXT(LIMIT_LINES) map; /* empty: all lines are plain */
};

/*
 * What was shown and is not acknowledged: the last message in each group or
 * talk, as the router calls it. The first ones were before a PING: history.c.
 */
#define IRC_SEEN 24
#define IRC_SEEN_TALKS 8 /* for so many, groups leave room */
struct irc_seen {
	size_t count, pinged;
	size_t owed; /* PONGs, also for the router's PINGs */
	struct irc_seen_in {
		uint64_t id;
		IRC_TEXT(LIMIT_GROUP + 1) table;
	} in[IRC_SEEN];
	usec due; /* clock_mono: no PING is sent before then */
	uint64_t live; /* the first tell that came as it was said; 0: none */
	bool asked; /* what was missed is being shown, up to the PONG */
	bool more; /* then it is asked for, again; or there was a login */
};

/* The output to the client: out.c. */
struct irc_out {
	struct buf *to; /* the buffer for the line being written */
	bool aside; /* the lines being written are not part of that answer */
	bool listed; /* a list has begun, in a batch if the client has that */
	size_t body; /* where the line begins in *to, after its tags */
	size_t lines; /* of the answer so far; the first one is held */
	uint32_t batches; /* opened so far; they are their numbers */
	uint32_t batch; /* the one that is open; 0: none */
	uint32_t outer; /* the one that it is in; 0: none */
	uint32_t lines_of; /* the message whose lines are being written; 0: none
			    */
	bool continues; /* such a line continues the one before */
	/* Of the line that is being answered; empty: none, or it is sent. */
	IRC_TEXT(IRC_LABEL) label;
	struct buf held;
	char held_line[IRC_TAGS + IRC_BODY];
};

struct irc {
	struct conn *conn;
	/* Takes an answer to ask: commands.c. */
	void (*hear)(struct irc *irc, const struct command *said);
	unsigned caps; /* mask of CAP_... */
	unsigned offers; /* mask of IRC_OFFER_... */
	bool is_newer; /* negotiates with CAP LS 302 or later */
	bool has_quit;
	bool is_too_long; /* a line was too long: still to be reported */
	bool overlaps; /* only messages wait for their answers */
	bool waits; /* the line must run again when all is answered */
	struct irc_registration registration;
	const struct ask *ask; /* the command whose answer is being handled */
	size_t list_lines; /* lines of the current list so far */
	IRC_TEXT(IRC_HOST) host; /* USER@HOST, once it has a name */
	IRC_TEXT(LIMIT_NAME) account; /* empty: none */
	IRC_TEXT(LIMIT_TAGS) tags; /* received before an event */
	IRC_TEXT(IRC_BODY) list; /* words of the current list */
	bool names_secret; /* those in list are of a secret channel */
	IRC_TEXT(IRC_NAME) server; /* its name, once known */
	IRC_TEXT(IRC_NAME) network; /* empty: it has not been asked for */
	IRC_TEXT(LIMIT_ISUPPORT) supports; /* the configuration's tokens */
	uint64_t started; /* when the server started, as an ID */
	uint64_t joined; /* the most groups it may join; 0: unknown */
	uint64_t history_join; /* the most lines of the past after a join */
	usec history_retry; /* clock_mono: until then no join asks for them */
	bool is_bot; /* it has mode B */
	struct irc_multiline multiline;
	struct irc_lines lines[2]; /* being shown: as an event, as an answer */
	struct irc_sasl sasl;
	struct irc_seen shown;
	struct irc_out out;
};

/* Returns whether the client has enabled that capability, a CAP_. */
static inline bool
irc_can(const struct irc *irc, unsigned cap)
{
	return (irc->caps & cap) != 0;
}

/* Returns whether it sends and gets messages of several lines as batches. */
static inline bool
irc_can_batch(const struct irc *irc)
{
	return irc_can(irc, CAP_MULTILINE) && irc_can(irc, CAP_BATCH);
}

#endif
