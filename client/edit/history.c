/* The lines typed before: see history.h. */
#include "edit/history.h"

#include <stdlib.h>

#include "edit/secrets.h"

bool
history_remember(struct history *history, struct str line)
{
	struct str last;

	if (line.len == 0 || secrets_in(line) ||
	    (history_get(history, 1, &last) && str_eq(last, line)))
		return false;
	char *copy = malloc(line.len);
	if (copy == NULL)
		return false;
	memcpy(copy, line.at, line.len);
	free(history->line[history->next]);
	history->line[history->next] = copy;
	history->len[history->next] = line.len;
	history->next = (history->next + 1) % HISTORY_LINES;
	if (history->count < HISTORY_LINES)
		history->count++;
	return true;
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

/*
 * Finds the first place of the word in the line. Returns false if there is
 * none.
 */
static bool
stands_in(struct str line, struct str word, size_t *at)
{
	for (size_t i = 0; i + word.len <= line.len; i++)
		if (str_caseeq((struct str) { line.at + i, word.len }, word)) {
			*at = i;
			return true;
		}
	return false;
}

size_t
history_search(const struct history *history, size_t ago, bool back,
    struct str word, size_t *at)
{
	struct str line;

	while (ago > 0 && history_get(history, ago, &line)) {
		if (stands_in(line, word, at))
			return ago;
		ago = back ? ago + 1 : ago - 1;
	}
	return 0;
}

void
history_free(struct history *history)
{
	for (size_t i = 0; i < HISTORY_LINES; i++)
		free(history->line[i]);
	*history = (struct history) { 0 };
}
