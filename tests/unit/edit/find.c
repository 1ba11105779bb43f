/* client/edit/find: Ctrl-R in the history, key by key, as readline does it. */
#include "client/edit/find.h"

#include "tests/lib/tap.h"

static struct edit line;
static struct find find;

static void
remember(const char *text)
{
	(void)edit_replace(&line, 0, str_from(text));
	(void)edit_done(&line);
}

/* Types the keys after Ctrl-R and returns the result of the last one. */
static enum find_action
press(const char *keys)
{
	struct keys state = { 0 };
	enum find_action action = FIND_TAKEN;

	for (; *keys != '\0'; keys++) {
		const struct key key = keys_feed(&state, *keys);
		if (key.kind == KEY_NONE)
			continue;
		if (find.active)
			action = find_key(&find, &line, &key);
		else if (key.kind == KEY_SEARCH_BACK)
			find_begin(&find, &line);
		else
			(void)edit_key(&line, &key);
	}
	return action;
}

/* The row as it is seen. */
static void
shows(const char *prompt, const char *text, size_t cursor)
{
	char memory[FIND_PROMPT];
	struct buf buf;

	buf_init(&buf, memory, sizeof(memory));
	find_prompt(&find, &buf);
	TAP_STR(buf_str(&buf), str_from(prompt), "what stands in front");
	TAP_STR(edit_line(&line), str_from(text), "the line");
	TAP_NUM(line.cursor, cursor, "the cursor");
}

static void
finds(void)
{
	(void)press("draft\x12");
	shows("(search back) `': ", "draft", 5);
	TAP_NUM(press("b"), FIND_GOES_ON, "a letter is searched for");
	shows("(search back) `b': ", "bake bread", 0);
	(void)press("re");
	shows("(search back) `bre': ", "bake bread", 5);
	TAP_NUM(press("\x12"), FIND_GOES_ON, "further back");
	shows("(search back) `bre': ", "breathe", 0);
	TAP_NUM(press("\x12"), FIND_BELL, "there is no more");
	shows("(no such line) `bre': ", "breathe", 0);
	TAP_NUM(press("\x13"), FIND_GOES_ON, "Ctrl-S: and on again");
	shows("(search back) `bre': ", "bake bread", 5);
	TAP_NUM(press("\x13"), FIND_BELL, "that was the last");
	shows("(no such line) `bre': ", "bake bread", 5);
	TAP_NUM(press("\x12"), FIND_GOES_ON, "and back");
	shows("(search back) `bre': ", "breathe", 0);
	TAP_NUM(press("\x7f\x7f"), FIND_GOES_ON, "a shorter word");
	shows("(search back) `b': ", "bake bread", 0);
	TAP_NUM(press("\x7f"), FIND_GOES_ON, "and none");
	shows("(search back) `': ", "draft", 5);
	TAP_NUM(press("\x7f"), FIND_BELL, "there is nothing to take back");
	TAP_NUM(press("bz"), FIND_BELL, "a word that is nowhere");
	shows("(no such line) `bz': ", "bake bread", 0);
	TAP_NUM(press("\x07"), FIND_GIVEN_UP, "Ctrl-G gives up");
	TAP_OK(!find.active, "it is over");
	TAP_STR(edit_line(&line), STR("draft"), "the line is what it was");
}

/* Other keys take what was found, and then do what they do. */
static void
takes(void)
{
	const struct key up = { .kind = KEY_UP };
	const struct key down = { .kind = KEY_DOWN };

	(void)press("\x12oth");
	TAP_NUM(press("\r"), FIND_TAKEN, "Enter takes and is then done");
	TAP_STR(edit_line(&line), STR("other"), "what was found");
	(void)edit_key(&line, &down);
	(void)edit_key(&line, &down);
	TAP_STR(edit_line(&line), STR("draft"), "the draft is behind it");
	(void)press("\x12"
		    "breat");
	TAP_NUM(press("\x01"), FIND_TAKEN, "Ctrl-A takes too");
	(void)edit_key(&line, &up);
	TAP_STR(edit_line(&line), STR("first"), "Up goes on from there");
	TAP_NUM(press("\x12\x12"), FIND_BELL,
	    "the same word as the last time, from there on");
	TAP_STR(find_text(&find.word), STR("breat"), "the word");
	(void)press("\x07");
	TAP_STR(edit_line(&line), STR("first"), "and back to an earlier line");
	edit_clear(&line);
}

/* A character is one, however many bytes it has; a long word ends somewhere. */
static void
types(void)
{
	struct find_word word = { 0 };
	const struct key wide = {
		.kind = KEY_CHARACTER, .bytes = "\xe6\xbc\xa2", .len = 3
	};
	const struct key back = { .kind = KEY_BACKSPACE };
	size_t count = 0;

	while (find_type(&word, &wide) == FIND_LONGER)
		count++;
	TAP_NUM(count, FIND_MOST / 3, "as many as there is room for");
	TAP_NUM(find_type(&word, &wide), FIND_FULL, "and no more");
	TAP_NUM(find_type(&word, &back), FIND_SHORTER, "one is taken back");
	TAP_NUM(word.len, FIND_MOST / 3 * 3 - 3, "all of it");
	const struct key tab = { .kind = KEY_TAB };
	TAP_NUM(find_type(&word, &tab), FIND_OTHER, "other keys are others");
}

int
main(void)
{
	remember("first");
	remember("breathe");
	remember("bake bread");
	remember("other");
	finds();
	takes();
	types();
	edit_free(&line);
	return tap_done();
}
