/* The search in the history: see find.h. */
#include "edit/find.h"

#include "edit/step.h"
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
	*find = (struct find) {
		.active = true, .last = find->last, .ago = edit->ago
	};
}

/* Shows the first match from number ago on. Returns false if there is none. */
static bool
search(struct find *find, struct edit *edit, size_t ago, bool back)
{
	size_t at;
	struct str line;

	if (find->word.len == 0)
		return true;
	ago = history_search(
	    &edit->history, ago, back, find_text(&find->word), &at);
	find->failed = ago == 0;
	if (find->failed || !history_get(&edit->history, ago, &line))
		return false;
	edit_set(edit, line, at, ago);
	return true;
}

void
find_take(struct find *find)
{
	if (find->word.len > 0)
		find->last = find->word;
	find->active = false;
}

/*
 * Searches for the word as it is now: a longer one from the match on, a shorter
 * one from where the search began, and the same one further back or forward, or
 * that of the previous search if it is empty.
 */
static bool
search_by(
    struct find *find, struct edit *edit, bool back, enum find_typed typed)
{
	const size_t here = edit->ago > 0 ? edit->ago : 1;

	switch (typed) {
	case FIND_LONGER:
		return search(find, edit, here, true);
	case FIND_SHORTER:
		find->failed = false;
		(void)edit_go(edit, find->ago); /* it was there */
		return search(find, edit, find->ago > 0 ? find->ago : 1, true);
	case FIND_FULL:
		return false;
	default:
		break;
	}
	if (find->word.len > 0)
		return search(
		    find, edit, back ? edit->ago + 1 : here - 1, back);
	find->word = find->last;
	return search(find, edit, here, back) && find->word.len > 0;
}

enum find_action
find_key(struct find *find, struct edit *edit, const struct key *key)
{
	const enum find_typed typed = find_type(&find->word, key);
	const bool back = key->kind == KEY_SEARCH_BACK;

	if (typed != FIND_OTHER || back || key->kind == KEY_SEARCH)
		return search_by(find, edit, back, typed) ? FIND_GOES_ON :
							    FIND_BELL;
	find_take(find);
	if (key->kind != KEY_ESCAPE)
		return FIND_TAKEN;
	(void)edit_go(edit, find->ago); /* it was there */
	return FIND_GOES_ON;
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
