/*
 * The protocols that the load generators speak: for each one const table of
 * what a client says and hears. A text goes out and comes in within a frame
 * that is the same for every text of one length in one group, so that speaking
 * and checking need to know no more than the frames.
 */
#ifndef TESTS_BENCH_LIB_DIALECT_H
#define TESTS_BENCH_LIB_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/str.h"

/* Room for whatever one of the functions below writes. */
#define DIALECT_SIZE 256

/* A string constant as bytes in a constant table. */
#define WIRE(literal)                          \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}

/*
 * In a frame that comes: the place of a digit of an ID, which rises from one
 * message to the next, and that of any byte.
 */
#define DIALECT_ID '\001'
#define DIALECT_ANY '\002'

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

struct dialect {
	const char *name;
	enum echo echo;
	size_t text_most; /* bytes; 0: no bound that matters here */
	size_t coming; /* clients at once that the server's backlog takes */

	/*
	 * Writes the first lines of a client: its name and, unless the dialect
	 * has a separate command for it, its group.
	 */
	void (*greet)(struct buf *out, const struct seat *seat);
	void (*join)(struct buf *out, const struct seat *seat); /* or null */

	/*
	 * The line that follows, and the beginning of its reply, which is the
	 * last one to come. No byte of admitted equals its first.
	 */
	struct str sync, admitted;

	/*
	 * A line that no client may get while all connect; empty if there is
	 * none.
	 */
	struct str refused;

	/*
	 * Once all are in, this is the last thing that comes to each before the
	 * first message, after one more sync; empty if nothing comes.
	 */
	struct str settled;

	/*
	 * Writes the part of a line before a text of that length, and the part
	 * after it.
	 */
	void (*say)(struct buf *out, size_t group, size_t bytes);
	struct str said_end;

	/*
	 * Writes the part of a delivered line before a text of that length, and
	 * the part after it, with places as above.
	 */
	void (*hear)(struct buf *out, size_t group, size_t bytes);
	struct str heard_end;

	/* The answer that ECHO_ANSWER is about, else null. */
	void (*answer)(struct buf *out, size_t receivers);
};

extern const struct dialect dialect_forkcast, dialect_forkcast_irc, dialect_irc,
    dialect_mqtt, dialect_nats, dialect_redis, dialect_relay;

/* The dialect of that name; null if there is none. */
const struct dialect *dialect_find(const char *name);

/* printf at the end of the buffer; ends the program where there is no room. */
void dialect_print(struct buf *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The client's name: "s7" for the one who speaks in group 7, else "r7-1". */
void dialect_print_name(struct buf *out, const struct seat *seat);

#endif
