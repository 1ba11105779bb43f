/* A flood of lines made fewer: see merge.h. */
#include "script/merge.h"

#include <string.h>

#include "session/wait.h"
#include "shared/buf.h"

void
merge_add(struct merge *merge, struct str text, size_t number)
{
	memcpy(merge->text, text.at, text.len);
	merge->len = text.len;
	merge->number = number;
	merge->count++;
}

usec
merge_until(const struct merge *merge)
{
	return merge->count > 0 ? merge->until : WAIT_FOR_EVER;
}

struct str
merge_take(struct merge *merge, usec now, char room[LIMIT_TEXT])
{
	const struct str last = { merge->text, merge->len };
	const size_t count = merge->count;
	struct buf line;

	merge->count = 0;
	merge->until = now + merge->period;
	buf_init(&line, room, LIMIT_TEXT);
	/* Nothing is ever cut: without room for both, the number is enough. */
	if (count == 1)
		(void)BUF_CAT(&line, last);
	else if (!BUF_CAT(&line, last, STR(" (and "), DECIMAL(count - 1),
		     STR(" more)")))
		(void)BUF_CAT(
		    &line, STR("(and "), DECIMAL(count), STR(" more)"));
	return buf_str(&line);
}
