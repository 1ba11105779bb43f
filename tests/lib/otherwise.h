/*
 * Circumstances under which a dialogue (talks.h) is played: all that it
 * promises holds under each of them.
 */
#ifndef TESTS_LIB_OTHERWISE_H
#define TESTS_LIB_OTHERWISE_H

#include <stdbool.h>
#include <stddef.h>

enum otherwise {
	AS_USUAL,
	UPGRADE, /* the server is upgraded before drawn lines of the file */
	PIECES, /* what is said first goes out in pieces of 1 to 7 bytes */
	SMALL, /* the first clients' sockets have the smallest buffers */
	RECORDED, /* the server has a state and a history */
	PROXIED, /* the clients have come through a proxy */
	BROWSED /* the clients speak through a WebSocket */
};

/* Takes the argument of a test, "FILE" or "upgrade:FILE"; returns the file. */
const char *otherwise_begin(const char *argument);

/* Is it that? */
bool otherwise_is(enum otherwise circumstance);

/* Returns its word: "upgrade". */
const char *otherwise_word(void);

/* May the next client's socket be large? */
bool otherwise_is_large(void);

/* Returns how many of so many bytes go out at once, drawn by dice.h. */
size_t otherwise_piece(size_t len);

#endif
