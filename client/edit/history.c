/* The lines typed before: see history.h. */
#include "edit/history.h"

#include <stdlib.h>

void
history_add(struct history *history, struct str line)
{
	struct str last;

	if (line.len == 0 ||
	    (history_get(history, 1, &last) && str_eq(last, line)))
		return;
	char *copy = malloc(line.len);
	if (copy == NULL)
		return;
	memcpy(copy, line.at, line.len);
	free(history->line[history->next]);
	history->line[history->next] = copy;
	history->len[history->next] = line.len;
	history->next = (history->next + 1) % HISTORY_LINES;
	if (history->count < HISTORY_LINES)
		history->count++;
}

bool
history_get(const struct history *history, size_t ago, struct str *line)
{
	if (ago == 0 || ago > history->count)
		return false;
	const size_t i = (history->next + HISTORY_LINES - ago) % HISTORY_LINES;
	*line = (struct str) { history->line[i], history->len[i] };
	return true;
}

void
history_free(struct history *history)
{
	for (size_t i = 0; i < HISTORY_LINES; i++)
		free(history->line[i]);
	*history = (struct history) { 0 };
}
