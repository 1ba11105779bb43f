/*
 * The state of one IRC client: its registration, its capabilities, the line in
 * progress, and the answer being written. Nothing about other clients is kept;
 * each event of the router tells it in full. The second part of this header
 * sends commands to the router and tells what each answer is for. commands.def
 * has a row for each command and each kind of answer.
 */
#ifndef SERVER_WORKER_IRC_SESSION_H
#define SERVER_WORKER_IRC_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "worker/conn/ask_queue.h"
#include "worker/conn/conn.h"
#include "worker/irc/line.h"

/*
 * The room for text collected from several answers, in bytes. It holds all
 * groups that one client may be in.
 */
#define IRC_LIST ((size_t)14 * 1024)

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
 * Values of ISUPPORT: the most targets of one message; CHANMODES (lists, modes
 * with a parameter, modes with a parameter only when set, flags); and the most
 * names that MONITOR watches, a limit that the router enforces.
 */
#define IRC_TARGETS 4
#define IRC_CHANMODES "beI,k,l,CHimnst"
#define IRC_MONITORED "100"

/*
 * The limits of a message of several lines, as the client sees them: the
 * capability draft/multiline, and its errors.
 */
#define IRC_MULTILINE "draft/multiline"
#define IRC_MULTILINE_CONCAT "draft/multiline-concat"
#define IRC_MULTILINE_BYTES "3400"
#define IRC_MULTILINE_LINES "100"

/* The lengths of "2026-11-20T07:33:20" and "2026-11-20T07:33:20.123Z". */
#define IRC_SECOND 19
#define IRC_DATE (IRC_SECOND + 5)

/* A copy of a text; all zero is empty. */
#define IRC_TEXT(size)           \
	struct {                 \
		size_t len;      \
		char text[size]; \
	}

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
	IRC_OFFER_EXTERNAL = 1 << 2,
	IRC_OFFER_REGISTER = 1 << 3,
	IRC_OFFER_ENROLL = 1 << 4, /* also before the client has a name */
	IRC_OFFER_HISTORY = 1 << 5, /* the server keeps one */
	IRC_OFFERS_SASL = IRC_OFFER_PLAIN | IRC_OFFER_SCRAM | IRC_OFFER_EXTERNAL
};

/* The progress of a line. */
enum irc_done {
	IRC_DONE,
	IRC_MORE, /* one step done; the next must follow */
	IRC_WAIT /* not done; all commands must be answered first */
};

/* The client's words before it had a name: registration.c. */
struct irc_registration {
	bool done; /* it has a name */
	bool negotiating; /* CAP END is still to come */
	bool is_known; /* the router knows user and real name */
	IRC_TEXT(LIMIT_NAME) nick;
	IRC_TEXT(LIMIT_USER) user;
	IRC_TEXT(LIMIT_REAL) real;
};

/* The progress of AUTHENTICATE: account.c. */
enum irc_sasl_state {
	IRC_SASL_NONE,
	IRC_SASL_ASKED, /* the router has been asked */
	IRC_SASL_LAST /* the router has finished; the client must confirm */
};

#define IRC_SASL_DATA ((size_t)3200)

struct irc_sasl {
	enum irc_sasl_state state;
	IRC_TEXT(LIMIT_NAME) account;
	IRC_TEXT(IRC_SASL_DATA) data; /* the response, as far as it has come */
};

/* The bytes of METADATA that are held until there is a name. */
#define IRC_HELD ((size_t)1500)

/*
 * The longest value that METADATA shows and sets: it must fit a line. A longer
 * one, of a client that speaks lines, is as if not set, because nothing may be
 * cut.
 */
#define IRC_VALUE ((size_t)300)

/* The state of METADATA: metadata.c. */
struct irc_metadata {
	size_t count; /* of keys subscribed to */
	IRC_TEXT(LIMIT_KEYS *(LIMIT_KEY + 1)) subscribed; /* a line for each */
	IRC_TEXT(IRC_HELD) unsent; /* lines KEY VALUE, until there is a name */
	enum code code; /* the result of the last command */
	bool is_operator; /* of the channel that the command is about */
	bool is_full; /* more keys had no room */
	size_t first; /* the step that removes the first of the keys */
};

/* The last join: past.c. */
struct irc_playback {
	uint64_t joined; /* the ID of the join; 0: nothing is to be shown */
	uint64_t last; /* of the account's last event before; 0: none known */
	usec retry; /* clock_mono: until then the history is not asked */
	IRC_TEXT(LIMIT_NAME) account; /* empty: none */
};

/* Letters: letters.c. */
struct irc_letters {
	bool are_open; /* "past" is a letter */
	uint64_t last; /* up to that ID they are shown; 0: all are done */
};

/* The most messages that SEARCH shows. */
#define IRC_FOUND_MOST 100

/* The progress of SEARCH: search.c. */
struct irc_search {
	uint64_t ids[IRC_FOUND_MOST]; /* found, ascending */
	size_t count; /* of these */
	size_t limit; /* how many are wanted */
	uint64_t after; /* the first ID that counts */
	uint64_t before; /* the oldest ID so far; 0: none */
	size_t lines; /* of the page so far */
	size_t pages; /* so far */
	size_t asked; /* of those found: already asked for, to be shown */
	size_t shown; /* of these: answered */
	bool is_over; /* nothing more is sought */
	bool has_failed;
	IRC_TEXT(LIMIT_NAME) from; /* empty: anybody */
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

/* A message of several lines that is being shown: message.c. */
struct irc_lines {
	size_t left; /* lines with a text that are still to come */
	bool further; /* one of them has come */
	uint32_t batch; /* its number; 0: it is shown without one */
	size_t at; /* how much of the map has been shown */
	IRC_TEXT(LIMIT_LINES) map; /* empty: all lines are plain */
};

/* The output to the client: out.h. */
struct irc_out {
	struct buf *to; /* the buffer for the line being written */
	bool labelled; /* the lines being written answer a labelled line */
	bool aside; /* the lines being written are not part of that answer */
	bool batched; /* a batch has been opened */
	bool listed; /* a list has begun, in a batch if the client has that */
	size_t early; /* how many earlier questions wait for their answers */
	bool too_early; /* a line was dropped for that reason */
	struct buf dropped; /* takes lines that come too early; has no room */
	size_t body; /* where the line begins in *to, after its tags */
	size_t lines; /* of the answer so far; the first one is held */
	uint32_t batches; /* opened so far; they are their numbers */
	uint32_t batch; /* the one that is open */
	uint32_t outer; /* the one that it is in; 0: none */
	uint32_t lines_of; /* the message whose lines are being written; 0: none
			    */
	bool continues; /* such a line continues the one before */
	IRC_TEXT(IRC_LABEL) label;
	struct buf held;
	char held_line[IRC_TAGS + IRC_BODY];
	uint64_t second; /* the second that date is for */
	char date[IRC_DATE];
};

struct irc {
	struct conn *conn;
	unsigned caps; /* mask of CAP_... */
	unsigned offers; /* mask of IRC_OFFER_... */
	bool is_newer; /* negotiates with CAP LS 302 or later */
	bool asked_server; /* the server's name has been asked for */
	bool has_quit;
	bool is_too_long; /* a line was too long: still to be reported */
	struct irc_registration registration;
	bool has_begun; /* a line is in progress */
	bool has_asked; /* that line has sent a command */
	size_t step; /* the step of that line, from 0 */
	bool join_failed; /* drop the other answers of this join */
	bool whois_failed; /* drop the other answers of this whois */
	const struct ask *ask; /* the command whose answer is being handled */
	size_t list_lines; /* lines of the current list so far */
	IRC_TEXT(LIMIT_HOST) from; /* the client's host, once known */
	IRC_TEXT(IRC_HOST) host; /* USER@HOST, once it has a name */
	IRC_TEXT(LIMIT_TAGS) tags; /* received before an event */
	IRC_TEXT(IRC_LIST) list; /* names or groups, being collected */
	bool names_secret; /* those in list are of a secret channel */
	IRC_TEXT(IRC_NAME) server; /* its name, once known */
	IRC_TEXT(IRC_NAME) network;
	uint64_t started; /* when the server started, as an ID */
	uint64_t joined; /* the most groups it may join; 0: unknown */
	uint64_t history_join; /* the most lines of the past after a join */
	size_t join_steps; /* of the JOIN in progress, for each channel */
	struct irc_playback playback;
	bool is_bot; /* it has mode B */
	struct irc_letters letters;
	struct irc_search search;
	struct irc_multiline multiline;
	struct irc_lines lines[2]; /* being shown: as an event, as an answer */
	bool account_asked; /* whois has been sent, for has_account */
	bool has_account; /* it was logged in then */
	struct irc_sasl sasl;
	struct irc_metadata metadata;
	struct irc_out out;
};

/* Cuts a text to at most that many bytes, without cutting a character. */
struct str irc_shown(struct str text, size_t most);

/*
 * IRC_STR reads a copied text. IRC_KEEP copies as much of a string as fits, and
 * irc_copy returns the number of bytes copied; no character is cut.
 */
#define IRC_STR(kept) ((struct str) { (kept).text, (kept).len })
#define IRC_KEEP(kept, string) \
	((kept).len = irc_copy((kept).text, sizeof((kept).text), (string)))
size_t irc_copy(char *room, size_t size, struct str text);

/* Pieces or words, and their number, as two arguments. */
#define IRC_WORDS(...)                        \
	(const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ }))

/*
 * Appends pieces to a copied text. Returns false, and appends nothing, if there
 * is too little room.
 */
#define IRC_ADD(kept, ...)                                     \
	irc_add((kept).text, sizeof((kept).text), &(kept).len, \
	    IRC_WORDS(__VA_ARGS__))
bool irc_add(char *room, size_t size, size_t *len, const struct str *pieces,
    size_t count);

/* Returns the client's current name, the one it wants to have, or "*". */
struct str irc_nick(const struct irc *irc);

/* Returns whether the client has enabled that capability, a CAP_. */
static inline bool
irc_can(const struct irc *irc, unsigned cap)
{
	return (irc->caps & cap) != 0;
}

/* Keeps the client's own USER@HOST, given NAME!USER@HOST. */
void irc_keep_host(struct irc *irc, struct str mask);

/*
 * Returns the source of the client's own lines: NAME!USER@HOST, or its name
 * alone as long as the host is unknown.
 */
struct str irc_self(const struct irc *irc, char room[IRC_MASK]);

/*
 * Returns whether every command has been answered. If not, the connection takes
 * no more lines until then, and the current line must wait. Needed only before
 * a step that depends on the answers: see also out.h.
 */
bool irc_settled(struct irc *irc);

/*
 * The purpose of a command: struct ask.what, which decides where its answer
 * goes.
 */
enum irc_asks {
#define QUESTION(name, ...) IRC_ASKS_##name,
#include "commands.def"
	IRC_ASKS_COUNT
};

/* The functions of the commands, and those that take the answers. */
#define COMMAND(word, least, when, local, run) \
	enum irc_done run(struct irc *irc, const struct irc_line *line);
#define QUESTION(name, word, errors, hear) \
	void hear(struct irc *irc, const struct command *said);
#include "commands.def"

/*
 * Sends a command of these words to the router and remembers its purpose and
 * subject. An empty last word is left out. Returns CODE_OK if it has gone up,
 * else the error.
 */
enum code irc_ask(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count);
#define IRC_ASK(irc, what, about, ...) \
	irc_ask(irc, what, about, IRC_WORDS(__VA_ARGS__))
#define ASK(irc, name, about, ...) \
	IRC_ASK(irc, IRC_ASKS_##name, about, __VA_ARGS__)

/*
 * Joins several words of one line, as the subject of a command; the first one
 * is the channel. Valid until the end of the block.
 */
#define IRC_ABOUT(...) \
	irc_about((char[2 *IRC_BODY]) { 0 }, IRC_WORDS(__VA_ARGS__))
struct str irc_about(
    char room[2 * IRC_BODY], const struct str *words, size_t count);

/* Joins pieces of at most size bytes. Valid until the end of the block. */
#define IRC_CAT(size, ...) \
	irc_cat((char[size]) { 0 }, size, IRC_WORDS(__VA_ARGS__))
struct str irc_cat(
    char *room, size_t size, const struct str *pieces, size_t count);

#endif
