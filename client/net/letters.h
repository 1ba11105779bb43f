/*
 * Letters: messages that were kept for us while we were away
 * (forkcast-protocol(7), MAILBOXES). They come in blocks, and again after each
 * login, until the server is told that they are done. Nothing here shows or
 * sends anything.
 */
#ifndef CLIENT_NET_LETTERS_H
#define CLIENT_NET_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/grammar.h"

/* All zero at first. */
struct letters {
	bool are_open; /* "past" is a letter */
	bool rang; /* the person was alerted to this block */
	size_t round; /* of blocks, from 1: the letters before it are done */
	uint64_t seen; /* those up to this ID came by an earlier connection */
	/* IDs of this connection; 0: none */
	uint64_t first, last; /* letters that came */
	uint64_t done; /* the last one that was reported */
};

/* Notes a loss of the connection. */
void letters_lost(struct letters *letters);

/* The meaning of a line of the server. */
enum letters_news {
	LETTERS_NONE, /* it is about something else */
	LETTERS_NEW, /* *letter is a letter, as a "tell" event */
	LETTERS_NOTED /* that is all: the interface shows nothing */
};

/*
 * Takes a line of the server. The letter is valid as long as the line; one that
 * has come before is not new.
 */
enum letters_news letters_take(struct letters *letters,
    const struct command *line, struct command *letter);

/*
 * Returns the ID to report: all letters up to it, which is before the first
 * unseen one (0: all are seen), are done; 0 if there is nothing to report.
 */
uint64_t letters_unreported(const struct letters *letters, uint64_t unseen);

#endif
