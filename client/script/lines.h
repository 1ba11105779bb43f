/*
 * The lines of a file, or of standard input, that are to be said to a group,
 * until the server has answered all of them: forkcast send says its input, post
 * puts it into a box, and work says what its commands have printed. What is
 * refused for now is said again, in order. Nothing in it blocks but the reading
 * of what the caller gives.
 */
#ifndef CLIENT_SCRIPT_LINES_H
#define CLIENT_SCRIPT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "script/said.h"
#include "script/script.h"
#include "shared/buf.h"

#define LINES_SIZE (16 * LIMIT_LINE)

struct lines {
	enum verb verb;
	struct str word; /* the verb's */
	struct str group;
	struct buf input; /* lines that were not looked at yet */
	char memory[LINES_SIZE];
	bool ended; /* there is no more input */
	size_t number; /* of lines taken from the input */
	size_t taken; /* by the server, of all */
	struct said said; /* those without an answer */
	bool unsent; /* a line was not sent */
	bool refused; /* the server has refused one */
};

/* Of the verb, which is SEND or POST, to the group; pause as in said.h. */
void lines_init(
    struct lines *lines, enum verb verb, struct str group, usec pause);

/*
 * The words with a space between each two, as the only line; false if they are
 * too long.
 */
bool lines_set(struct lines *lines, char *const *words);

/* Is there room to read on, and is more to come? */
bool lines_reads(const struct lines *lines);

/* Reads once, as io_read; the end of the file ends the last line. */
ssize_t lines_read(struct lines *lines, int fd);

/* Nothing more comes: what has been read is still said, but no half a line. */
void lines_cut(struct lines *lines);

/* Another file, when all of the one before is done. */
void lines_restart(struct lines *lines);

/* Says what can be said now, once all groups are joined. */
void lines_say(struct lines *lines, struct script *script);

/*
 * Looks whether the server's line is an answer to one of ours: false if it is
 * not. What cannot be sent, and what is refused for good, is complained about.
 */
bool lines_heed(struct lines *lines, const struct script *script,
    const struct command *line);

/* When lines_say has something to do at the latest. */
usec lines_until(const struct lines *lines);

/* Has all been read, said and answered? */
bool lines_done(const struct lines *lines);

/* How many have not even been said once; they are forgotten. */
size_t lines_unsaid(struct lines *lines);

#endif
