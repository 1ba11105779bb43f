/* The text being typed: see typing.h. */
#include "edit/typing.h"

#include "text/render.h"

void
typing_paste_begin(struct paste *paste)
{
	paste->len = 0;
	paste->lost = false;
}

static void
add_pasted(struct paste *paste, struct str text)
{
	if (text.len > PASTE_MOST - paste->len) {
		paste->lost = true;
		return;
	}
	memcpy(paste->text + paste->len, text.at, text.len);
	paste->len += text.len;
}

/* Returns how many characters the last line has so far. */
static size_t
column(const struct paste *paste)
{
	size_t count = 0;

	for (size_t i = paste->len; i > 0 && paste->text[i - 1] != '\n'; i--)
		count += ((unsigned char)paste->text[i - 1] & 0xc0) != 0x80;
	return count;
}

void
typing_paste_add(struct paste *paste, struct str text)
{
	const struct str spaces = STR("        ");

	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != '\t')
			add_pasted(paste, (struct str) { &text.at[i], 1 });
		else
			add_pasted(paste,
			    (struct str) { spaces.at,
				spaces.len - column(paste) % spaces.len });
}

struct str
typing_paste_text(const struct paste *paste)
{
	struct str text = { paste->text, paste->len };

	while (text.len > 0 &&
	    (text.at[text.len - 1] == '\n' || text.at[text.len - 1] == ' '))
		text.len--;
	while (text.len > 0 && text.at[0] == '\n')
		str_drop(&text, 1);
	return text;
}

size_t
typing_paste_lines(const struct paste *paste)
{
	const struct str text = typing_paste_text(paste);
	size_t count = text.len > 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == '\n';
	return count;
}

struct str
typing_find_text(const struct find_word *word)
{
	return (struct str) { word->text, word->len };
}

enum find_typed
typing_find_type(struct find_word *word, const struct key *key)
{
	if (key->kind == KEY_BACKSPACE && word->len > 0) {
		word->len = edit_step_left(typing_find_text(word), word->len);
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

static enum typed
edit(struct typing *typing, const struct key *key)
{
	return edit_key(&typing->edit, key) ? TYPED_NOTHING : TYPED_BELL;
}

static enum typed
take_key(struct typing *typing, const struct key *key)
{
	const bool empty = edit_line(&typing->edit).len == 0;
	const struct key delete = { .kind = KEY_DELETE };

	switch (key->kind) {
	case KEY_ENTER:
		return TYPED_LINE;
	case KEY_INTERRUPT:
		edit_clear(&typing->edit);
		return empty ? TYPED_QUIT : TYPED_NOTHING;
	case KEY_EOF:
		return empty ? TYPED_QUIT : edit(typing, &delete);
	case KEY_TAB:
		return TYPED_TAB;
	case KEY_SEARCH_BACK:
		typing->find =
		    (struct find) { .active = true, .ago = typing->edit.ago };
		return TYPED_NOTHING;
	case KEY_SUSPEND:
		return TYPED_SUSPEND;
	case KEY_ABORT:
		return TYPED_ABORT;
	default:
		return edit(typing, key);
	}
}

/*
 * Shows the first line with the word, from that number on. Returns false if
 * there is none; an empty word shows the line before the search.
 */
static bool
search(struct typing *typing, size_t ago, bool back)
{
	struct find *find = &typing->find;
	struct edit *edit = &typing->edit;
	size_t at;
	struct str line;

	find->failed = false;
	if (find->word.len == 0)
		return edit_go(edit, find->ago);
	ago = history_search(
	    &edit->history, ago, back, typing_find_text(&find->word), &at);
	find->failed = !history_get(&edit->history, ago, &line);
	if (!find->failed)
		edit_set(edit, line, at, ago);
	return !find->failed;
}

/*
 * Handles a key during a search. If it ends the search with a match, it also
 * has its usual effect.
 */
static enum typed
take_searching(struct typing *typing, const struct key *key)
{
	struct find *find = &typing->find;
	struct edit *line = &typing->edit;
	const enum find_typed typed = typing_find_type(&find->word, key);
	const size_t here = line->ago > 0 ? line->ago : 1;
	bool found = false;

	if (typed == FIND_LONGER || typed == FIND_SHORTER)
		found = search(typing, here, true);
	else if (key->kind == KEY_SEARCH_BACK)
		found = search(typing, line->ago + 1, true);
	else if (key->kind == KEY_SEARCH)
		found = search(typing, here - 1, false);
	else if (typed == FIND_OTHER) {
		find->active = false;
		if (key->kind != KEY_ESCAPE)
			return take_key(typing, key);
		found = edit_go(line, find->ago); /* it was there */
	}
	return found ? TYPED_NOTHING : TYPED_BELL;
}

/* Ends a paste: a single line is inserted as if typed. */
static enum typed
end_paste(struct typing *typing)
{
	struct edit *line = &typing->edit;

	if (typing->paste.lost)
		return TYPED_PASTE_LONG;
	if (typing_paste_lines(&typing->paste) > 1)
		return TYPED_PASTE;
	return edit_replace(
		   line, line->cursor, typing_paste_text(&typing->paste)) ?
	    TYPED_NOTHING :
	    TYPED_PASTE_LONG;
}

static enum typed
take_pasted(struct typing *typing, const struct key *key)
{
	typing->find.active = false; /* the match becomes the line */
	if (key->kind == KEY_PASTE_END)
		return end_paste(typing);
	if (key->kind == KEY_PASTE)
		typing_paste_begin(&typing->paste);
	else
		typing_paste_add(
		    &typing->paste, (struct str) { key->bytes, key->len });
	return TYPED_NOTHING;
}

/* Handles a key of an answer, which is changed only at its end. */
static enum typed
answer_key(struct typing *typing, const struct key *key)
{
	struct edit *answer = &typing->answer;

	switch (key->kind) {
	case KEY_CHARACTER:
		/* The LF after a pasted line does not count. */
		if (key->len > 0 && (unsigned char)key->bytes[0] < ' ')
			return TYPED_NOTHING;
		if (key->len > LIMIT_SECRET - answer->len)
			return TYPED_BELL;
		break;
	case KEY_BACKSPACE:
	case KEY_KILL_BEFORE:
	case KEY_KILL_WORD:
		break;
	case KEY_PASTE:
	case KEY_PASTE_END:
		return TYPED_NOTHING;
	case KEY_ENTER:
		return TYPED_ANSWER;
	case KEY_INTERRUPT:
	case KEY_ESCAPE:
	case KEY_EOF:
		return TYPED_NO_ANSWER;
	case KEY_SUSPEND:
		return TYPED_SUSPEND;
	default:
		return TYPED_BELL;
	}
	return edit_key(answer, key) ? TYPED_NOTHING : TYPED_BELL;
}

bool
typing_is_free(const struct typing *typing)
{
	return !typing->asks && !typing->keys.pasting && !typing->find.active;
}

enum typed
typing_key(struct typing *typing, const struct key *key)
{
	const bool pasted = typing->keys.pasting || key->kind == KEY_PASTE_END;

	if (key->kind == KEY_PASTE)
		typing->answers = typing->asks;
	/* A paste stays where it began, whatever is asked meanwhile. */
	if (pasted && !typing->answers)
		return take_pasted(typing, key);
	if (typing->asks)
		return answer_key(typing, key);
	if (pasted)
		return TYPED_NOTHING;
	return typing->find.active ? take_searching(typing, key) :
				     take_key(typing, key);
}

void
typing_find_prompt(const struct find *find, struct buf *to)
{
	/* There is room: FIND_PROMPT. */
	(void)BUF_CAT(to,
	    find->failed ? STR("(no such line) `") : STR("(search back) `"));
	render_text(to, typing_find_text(&find->word));
	(void)BUF_CAT(to, STR("': "));
}

void
typing_ask(struct typing *typing, bool hidden)
{
	edit_free(&typing->answer);
	typing->hidden = hidden;
	typing->asks = true;
}

void
typing_wipe(struct typing *typing)
{
	edit_free(&typing->answer);
	typing->asks = false;
}

void
typing_free(struct typing *typing)
{
	typing_wipe(typing);
	edit_free(&typing->edit);
}
