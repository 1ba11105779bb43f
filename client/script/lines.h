/*
 * Lines of a file, or of standard input, for a group or a client, until the
 * server has answered all of them. forkcast send and tell send their input,
 * post puts it into a box, and work sends its commands' output and its notes.
 * Lines that the server refuses for now are sent again, in order. Nothing here
 * blocks but a read from the caller's descriptor.
 */
#ifndef CLIENT_SCRIPT_LINES_H
#define CLIENT_SCRIPT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "script/outbox.h"
#include "script/script.h"
#include "shared/buf.h"

#define LINES_SIZE (16 * LIMIT_LINE)

struct lines {
	enum verb verb;
	struct str word; /* word of the verb */
	struct str group; /* or the client, as the verb names it */
	struct buf input; /* lines that were read but not taken */
	char memory[LINES_SIZE];
	bool ended; /* there is no more input */
	size_t number; /* lines taken from the input */
	size_t taken; /* lines accepted by the server, of all input */
	struct outbox outbox; /* unanswered lines */
	bool unsent; /* some line was not sent */
	bool refused; /* the server has refused one */
	bool full; /* it has refused one for a mailbox without room */
	size_t kept; /* lines accepted as letters */
	bool quiet; /* set by the caller: it reports refusals itself */
	bool whole; /* all of the input is one message; verb is LINES */
	bool cut; /* the input was left before its end */
	bool strips; /* set by the caller: strip what cannot be sent */
	bool hints; /* set by the caller: it has -S, which does so */
	size_t most; /* lines that may be unanswered; set by the caller */
};

/*
 * Initializes for a verb and its first argument; pause as in outbox.h. With
 * LINES, all of the input is one message of several lines; SEND, TELL, NOTE and
 * POST are sent for each line.
 */
void lines_init(
    struct lines *lines, enum verb verb, struct str group, usec pause);

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

/* Returns when lines_say must be called next. */
usec lines_until(const struct lines *lines);

/* Returns whether a whole line waits to be sent for the first time. */
bool lines_wait(const struct lines *lines);

/* Returns whether all lines have been read, sent and answered. */
bool lines_done(const struct lines *lines);

/* Forgets the lines that were never sent, and returns their number. */
size_t lines_unsaid(struct lines *lines);

#endif
