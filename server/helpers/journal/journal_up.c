/* Lines for the router: see journal_up.h. */
#include "helpers/journal/journal_up.h"

#define ROOM ((size_t)512 * 1024)

struct buf journal_up;

void
journal_up_begin(void)
{
	static char room[ROOM];

	buf_init(&journal_up, room, sizeof(room));
}

bool
journal_up_has_room(size_t bytes)
{
	return buf_most(&journal_up) - buf_len(&journal_up) >= bytes;
}

void
journal_warn(const struct str *pieces, size_t count)
{
	if (!journal_up_has_room(JOURNAL_UP_LEAST))
		return;
	(void)BUF_CAT(&journal_up, STR("warn "));
	(void)buf_cat(&journal_up, pieces, count);
	(void)BUF_CAT(&journal_up, STR("\n"));
}
