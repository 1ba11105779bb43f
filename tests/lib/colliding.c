/*
 * Names that share a bucket: see colliding.h. The low bits of str_hash depend
 * on the low bits of what was before alone. So a few pieces that lead from some
 * low bits back to the same can be put together in any order.
 */
#include "colliding.h"

#include <stdio.h>

#include "shared/str.h"

#define START "g"
#define PIECES 16 /* 4 of them in a name: 65536 names */
#define PIECE_ROOM 6

static char pieces[PIECES][PIECE_ROOM];

static uint32_t
bucket_of(const char *name)
{
	return str_hash(str_from(name)) % COLLIDING_BUCKETS;
}

static void
find_pieces(void)
{
	char name[COLLIDING_ROOM];
	unsigned found = 0;

	for (unsigned i = 0; found < PIECES; i++) {
		(void)snprintf(name, sizeof(name), START "%05x", i);
		if (bucket_of(name) == bucket_of(START))
			memcpy(pieces[found++], name + 1, PIECE_ROOM);
	}
}

void
colliding_name(unsigned number, char name[COLLIDING_ROOM])
{
	if (pieces[0][0] == '\0')
		find_pieces();
	(void)snprintf(name, COLLIDING_ROOM, START "%s%s%s%s",
	    pieces[number % PIECES], pieces[number / PIECES % PIECES],
	    pieces[number / PIECES / PIECES % PIECES],
	    pieces[number / PIECES / PIECES / PIECES % PIECES]);
}
