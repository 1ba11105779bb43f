/*
 * The protocols that the load generators speak: for each one row of what a
 * client says and hears. A text goes out and comes in within a frame that is
 * the same for every text of one length in one group, so that speaking and
 * checking need to know no more than the frames.
 */
#ifndef TESTS_BENCH_LIB_DIALECT_H
#define TESTS_BENCH_LIB_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/str.h"

/* Room for whatever dialect_write writes. */
#define DIALECT_SIZE 512

/*
 * In a frame that comes: the place of a digit of an ID, which rises from one
 * message to the next.
 */
#define DIALECT_ID '\001'

/* The identity of a client. Group and place make a unique name. */
struct seat {
	size_t group;
	size_t place; /* within the group; the one who speaks has 0 */
	bool speaks;
};

/* The echo that a speaker gets for a message. */
enum echo {
	ECHO_NONE, /* nothing */
	ECHO_ANSWER, /* an answer of its own */
	ECHO_MESSAGE /* the message, like all others */
};

/* What is written by dialect_write is a form; null: nothing. */
struct dialect {
	const char *name;
	enum echo echo;
	size_t text_most; /* bytes; 0: no bound that matters here */
	size_t coming; /* clients at once that the server's backlog takes */

	/*
	 * Forms of the first lines of a client, who speaks or only reads: its
	 * name and, unless the dialect has a separate command for it, its
	 * group.
	 */
	const char *speaker, *reader;
	const char *join;

	/*
	 * The line that follows, and the beginning of its reply, which is the
	 * last one to come. No byte of admitted equals its first.
	 */
	struct str sync, admitted;

	/* A line that no client may get while all connect; or empty. */
	struct str refused;

	/*
	 * Once all are in, this is the last thing that comes to each before the
	 * first message, after one more sync; empty if nothing comes.
	 */
	struct str settled;

	/* Forms of what stands before a text, said and heard, and its end. */
	const char *say, *hear;
	struct str end;

	const char *answer; /* the form of what ECHO_ANSWER is about */
};

/* The dialect of that name; ends the program if there is none. */
const struct dialect *dialect_find(const char *name);

/*
 * Writes a form, in which %N is the client's name, "s7" for the one who speaks
 * in group 7, else "r7-1"; %G the number of its group, %L the bytes of "gN"
 * with that number, and %V the value. Ends the program where there is no room.
 */
void dialect_write(
    struct buf *out, const char *form, const struct seat *seat, size_t value);

#endif
