/* The search in the history: see find.h. */
#include "edit/find.h"

#include "text/render.h"

struct str
find_text(const struct find_word *word)
{
	return (struct str) { word->text, word->len };
}

enum find_typed
find_type(struct find_word *word, const struct key *key)
{
	if (key->kind == KEY_BACKSPACE && word->len > 0) {
		word->len = step_left(find_text(word), word->len);
		return FIND_SHORTER;
	}
	if (key->kind == KEY_CHARACTER && key->len <= FIND_MOST - word->len) {
		memcpy(word->text + word->len, key->bytes, key->len);
		word->len += key->len;
		return FIND_LONGER;
	}
	return key->kind == KEY_BACKSPACE || key->kind == KEY_CHARACTER ?
	    FIND_FULL :
	    FIND_OTHER;
}

void
find_begin(struct find *find, const struct edit *edit)
{
	*find = (struct find) { .active = true, .ago = edit->ago };
}

/*
 * Shows the first line with the word, from that number on. Returns false if
 * there is none; an empty word shows the line before the search.
 */
static bool
search(struct find *find, struct edit *edit, size_t ago, bool back)
{
	size_t at;
	struct str line;

	find->failed = false;
	if (find->word.len == 0)
		return edit_go(edit, find->ago);
	ago = history_search(
	    &edit->history, ago, back, find_text(&find->word), &at);
	find->failed = !history_get(&edit->history, ago, &line);
	if (!find->failed)
		edit_set(edit, line, at, ago);
	return !find->failed;
}

enum find_action
find_key(struct find *find, struct edit *edit, const struct key *key)
{
	const enum find_typed typed = find_type(&find->word, key);
	const size_t here = edit->ago > 0 ? edit->ago : 1;
	bool found = false;

	if (typed == FIND_LONGER || typed == FIND_SHORTER)
		found = search(find, edit, here, true);
	else if (key->kind == KEY_SEARCH_BACK)
		found = search(find, edit, edit->ago + 1, true);
	else if (key->kind == KEY_SEARCH)
		found = search(find, edit, here - 1, false);
	else if (typed == FIND_OTHER) {
		find->active = false;
		if (key->kind != KEY_ESCAPE)
			return FIND_TAKEN;
		found = edit_go(edit, find->ago); /* it was there */
	}
	return found ? FIND_GOES_ON : FIND_BELL;
}

void
find_prompt(const struct find *find, struct buf *to)
{
	/* There is room: FIND_PROMPT. */
	(void)BUF_CAT(to,
	    find->failed ? STR("(no such line) `") : STR("(search back) `"));
	render_text(to, find_text(&find->word));
	(void)BUF_CAT(to, STR("': "));
}
