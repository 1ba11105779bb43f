/*
 * The addresses that characters of the screen link to, by OSC 8 of xterm and
 * others. A cell has only a number: a screen has few addresses at a time.
 */
#ifndef CLIENT_SCREEN_HYPERLINKS_H
#define CLIENT_SCREEN_HYPERLINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

/* Numbers from 1 on; 0: no link. */
#define HYPERLINKS_MOST 63

/* The longest address, in bytes; longer ones are no links on the screen. */
#define HYPERLINKS_ADDRESS ((size_t)1024)

struct hyperlinks {
	bool on; /* the terminal knows them */
	char *address[HYPERLINKS_MOST + 1]; /* malloc'd; null: free */
	uint64_t used[HYPERLINKS_MOST + 1]; /* when last */
	uint64_t uses;
	uint64_t frame; /* uses before the page that is being made */
};

/* Begins a page: the numbers that it uses are its own until the next one. */
void hyperlinks_begin(struct hyperlinks *links);

/*
 * Returns the number of the address: the one that it has, or a free one, or
 * that of the address that was used least recently, which *replaced then is. 0
 * if the terminal knows no links, the address is too long, the page has
 * HYPERLINKS_MOST others, or there is no memory.
 */
unsigned hyperlinks_number(
    struct hyperlinks *links, struct str address, bool *replaced);

/* Room for the sequence, in bytes. */
#define HYPERLINKS_ROOM (3 * HYPERLINKS_ADDRESS + 32)

/*
 * Returns the sequence that begins the link of that number, or ends any for 0,
 * in room. Bytes of the address that are not ASCII are escaped.
 */
struct str hyperlinks_sequence(const struct hyperlinks *links, unsigned number,
    char room[HYPERLINKS_ROOM]);

void hyperlinks_free(struct hyperlinks *links);

#endif
