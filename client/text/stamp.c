/* The time shown before a line: see stamp.h. */
#include "text/stamp.h"

#include "text/when.h"

void
stamp_put(struct buf *to, usec time)
{
	char room[WHEN_ROOM];

	(void)BUF_CAT(to, when_text(time, "[%H:%M] ", room, sizeof(room)));
}
