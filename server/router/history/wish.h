/*
 * A client's wish to read: the words of its command, and the requests to the
 * journal that they become. Data only.
 */
#ifndef SERVER_ROUTER_HISTORY_WISH_H
#define SERVER_ROUTER_HISTORY_WISH_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* The most events that a command can ask for. */
#define WISH_MOST 1000

/* The longest text to look for: with it, a request fits a line. */
#define WISH_TEXT LIMIT_TOPIC

/* How the journal is asked: "forward ...", "backward ..." and so on. */
enum wish_way { WISH_FORWARD, WISH_BACKWARD, WISH_FIND, WISH_WAYS };

/*
 * The events with after < ID < before (0: no bound), at most count: from the
 * first on, the last of them, or the last ones with that text.
 */
struct wish {
	enum wish_way way;
	uint64_t after;
	uint64_t before;
	uint32_t count;
	struct str text; /* to find */
	bool only_said; /* messages only */
	bool in_lines; /* a message of several lines counts as many */
	bool around; /* then from before on, until count is reached */
	bool resumes_at_first; /* LASTID is the first event's */
	uint64_t asked; /* the ID in the command, which is LASTID of nothing */
};

/*
 * Read the words of "history T [said] [lines] HOW ...", or of "talks ID ID N".
 * Return CODE_OK, or what is wrong; *over is then the limit that is exceeded,
 * or all zero.
 */
enum code wish_read(
    struct wish *wish, const struct command *command, struct excess *over);
enum code wish_read_talks(
    struct wish *wish, const struct command *command, struct excess *over);

/*
 * Return the words for the journal: of the way; and of what is read, where
 * history_for may be joined.
 */
struct str wish_way_word(enum wish_way way);
struct str wish_how_word(const struct wish *wish, bool is_joined);

#endif
