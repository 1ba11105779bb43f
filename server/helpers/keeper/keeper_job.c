/* Questions that are worked on: see keeper_job.h. */
#include "helpers/keeper/keeper_job.h"

enum code
keeper_change(struct keeper *keeper, struct str line)
{
	const char *wrong = store_change(&keeper->store, line);

	if (wrong != NULL)
		return wrong == store_too_many ? CODE_TOO_MANY : CODE_BAD_TEXT;
	keeper_file_add(&keeper->file, line);
	return CODE_OK;
}

enum code
keeper_change_words(
    struct keeper *keeper, const struct str *words, size_t count)
{
	char room[STORE_LINE];
	struct buf line;

	buf_init(&line, room, sizeof(room));
	if (!buf_say(&line, words, count))
		return CODE_BAD_TEXT;
	return keeper_change(keeper, (struct str) { room, buf_len(&line) - 1 });
}
