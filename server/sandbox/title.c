/* The process's title: see title.h. */
#include "sandbox/title.h"

#include <string.h>

extern char **environ;

static struct title_room room;

void
title_init(struct title_room given)
{
	static char *none[] = { NULL };

	environ = none;
	room = given;
}

void
title_set(const struct str *pieces, size_t count)
{
	size_t used = 0;

	if (room.size == 0)
		return;
	memset(room.at, 0, room.size);
	for (size_t i = 0; i < count; i++) {
		const size_t left = room.size - 1 - used;
		const size_t len = pieces[i].len < left ? pieces[i].len : left;
		memcpy(room.at + used, pieces[i].at, len);
		used += len;
	}
}
