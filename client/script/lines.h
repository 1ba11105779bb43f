/*
 * Lines of an input for a group, a client or a box, until the server has
 * answered all of them. Lines that it refuses for now (slow-down) are sent
 * again in order, one at a time, before any new line: none is lost, and none
 * overtakes another. Nothing here blocks but a read from the caller's
 * descriptor.
 */
#ifndef CLIENT_SCRIPT_LINES_H
#define CLIENT_SCRIPT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "script/script.h"
#include "shared/buf.h"
#include "shared/codes.h"

#define LINES_SIZE (16 * LIMIT_LINE)

/* Lines that may be unanswered at a time. */
#define LINES_AT_ONCE 256

/*
 * Time after a refusal in which nothing is sent. It is short, because the
 * server itself takes its time before it refuses.
 */
#define LINES_PAUSE SEC

struct lines {
	enum verb verb;
	struct str target; /* the first argument of the verb */
	/*
	 * Set by the caller, or null: appends the command for a text, instead
	 * of "VERB TARGET TEXT", and sets the verb; or returns false.
	 */
	bool (*compose)(struct buf *command, struct str text, enum verb *verb);
	const char *form; /* with compose: what a text must be like */
	usec pause; /* after a refusal; may be set by the caller */
	size_t most; /* that may be unanswered; may be set by the caller */
	bool quiet; /* set by the caller: it reports refusals itself */
	struct buf input; /* lines that were read but not taken */
	char memory[LINES_SIZE];
	bool ended; /* there is no more input */
	bool cut; /* the input was left before its end */
	size_t number; /* lines taken from the input */
	/* The commands that are not done. */
	struct lines_out {
		size_t number; /* of the line */
		enum verb verb;
		size_t at, len; /* in texts */
	} out[LINES_AT_ONCE];
	size_t count;
	size_t under_way; /* how many, from the first, are sent */
	size_t answered; /* how many of those are answered */
	size_t again; /* refused for now, and moved to the front */
	char texts[LINES_SIZE];
	size_t used; /* bytes of texts */
	usec until; /* when a refused one may be sent again */
	usec stuck; /* since when all were refused for now, or 0 */
	/* What has happened. */
	bool unsent; /* some line was not sent */
	bool refused; /* the server has refused one */
	bool full; /* it has refused one for a mailbox without room */
	size_t kept; /* lines accepted as letters */
};

/*
 * Initializes for a verb and its first argument. With LINES, all of the input
 * is one message of several lines; any other verb is sent for each line.
 */
void lines_init(struct lines *lines, enum verb verb, struct str target);

/* Takes the words, with spaces between, as the only line; false if too long. */
bool lines_set(struct lines *lines, char *const *words);

/* Returns whether there is room to read on, and more input to come. */
bool lines_reads(const struct lines *lines);

/* Reads once, like io_read. The end of the file ends the last line. */
ssize_t lines_read(struct lines *lines, int fd);

/*
 * Ends the input: whole lines that were read are still sent, a partial one, or
 * a part of a message of several lines, is not.
 */
void lines_cut(struct lines *lines);

/* Begins another file, after all of the previous one is done. */
void lines_restart(struct lines *lines);

/* Sends the lines that may be sent now, once all groups are joined. */
void lines_say(struct lines *lines, struct script *script);

/*
 * Takes a line of the server; false if it does not answer one of ours.
 * Complains about lines that cannot be sent or are refused for good.
 */
bool lines_heed(struct lines *lines, const struct script *script,
    const struct command *line);

/* Forgets the lines under way, and returns how many there were. */
size_t lines_lose(struct lines *lines);

/* Returns when lines_say must be called next. */
usec lines_until(const struct lines *lines);

/* Returns how many lines await an answer, and how many were refused for now. */
size_t lines_pending(const struct lines *lines);
size_t lines_refused(const struct lines *lines);

/* Returns whether all lines have been read, sent and answered. */
bool lines_done(const struct lines *lines);

/* Forgets the lines that were never sent, and returns their number. */
size_t lines_unsaid(struct lines *lines);

#endif
