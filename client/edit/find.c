/* The search in the history: see find.h. */
#include "edit/find.h"

#include "edit/step.h"
#include "shared/crypto/secret.h"
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
	const struct str line = edit_line(edit);

	find->active = true;
	find->failed = false;
	find->word.len = 0;
	memcpy(find->line, line.at, line.len);
	find->len = line.len;
	find->cursor = edit->cursor;
	find->ago = edit->ago;
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

static size_t
at_least_one(size_t ago)
{
	return ago > 0 ? ago : 1;
}

/*
 * Searches further back or forward; an empty word is replaced by that of the
 * previous search.
 */
static bool
search_on(struct find *find, struct edit *edit, bool back)
{
	if (find->word.len > 0 && back)
		return search(find, edit, edit->ago + 1, true);
	if (find->word.len > 0)
		return search(find, edit, at_least_one(edit->ago) - 1, false);
	find->word = find->last;
	return search(find, edit, at_least_one(edit->ago), back) &&
	    find->word.len > 0;
}

static void
put_back(struct find *find, struct edit *edit)
{
	edit_set(edit, (struct str) { find->line, find->len }, find->cursor,
	    find->ago);
}

/*
 * Searches again from where the search began, after the word got shorter; an
 * empty word matches nothing.
 */
static bool
search_again(struct find *find, struct edit *edit)
{
	find->failed = false;
	put_back(find, edit);
	return search(find, edit, at_least_one(find->ago), true);
}

void
find_take(struct find *find)
{
	if (find->word.len > 0)
		find->last = find->word;
	find->active = false;
	secret_wipe(find->line, sizeof(find->line));
}

static bool
search_by(struct find *find, struct edit *edit, const struct key *key,
    enum find_typed typed)
{
	switch (typed) {
	case FIND_LONGER:
		return search(find, edit, at_least_one(edit->ago), true);
	case FIND_SHORTER:
		return search_again(find, edit);
	case FIND_FULL:
		return false;
	default:
		return search_on(find, edit, key->kind == KEY_SEARCH_BACK);
	}
}

enum find_action
find_key(struct find *find, struct edit *edit, const struct key *key)
{
	const enum find_typed typed = find_type(&find->word, key);

	if (typed == FIND_OTHER && key->kind == KEY_ESCAPE) {
		put_back(find, edit);
		find_take(find);
		return FIND_GIVEN_UP;
	}
	if (typed == FIND_OTHER && key->kind != KEY_SEARCH_BACK &&
	    key->kind != KEY_SEARCH) {
		find_take(find);
		return FIND_TAKEN;
	}
	return search_by(find, edit, key, typed) ? FIND_GOES_ON : FIND_BELL;
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
