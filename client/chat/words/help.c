/* The pages of /help: see help.h and forkcast(1). */
#include "chat/words/help.h"

#include "chat/words/words.h"
#include "conf/settings.h"
#include "shared/buf.h"

/* Columns for a command and its arguments, or a key, before its explanation. */
#define LEFT 29
#define KEYS_LEFT 20

/* The commands on the first page of help, which fits a window of 24 rows. */
static const char *const first[] = { "join", "part", "msg", "me", "window",
	"close", "groups", "names", "whois", "topic", "nick", "away", "invite",
	"ignore", "search", "set", "login", "quit" };

/* A row of a page: something and its explanation. */
struct help_row {
	const char *left, *right;
};

/* What is on more than one page. */
static const struct help_row others[] = {
	{ "  //text", "send \"/text\"; a leading space sends any line" },
	{ "  /help keys", "show the keys" },
};

static const struct help_row keys[] = {
	{ "Alt-1 ... Alt-9",
	    "view 1 to 9; Alt-0 all; Alt-P 10; Alt-Q ... Alt-O 11-19" },
	{ "Alt-Left Alt-Right",
	    "the previous view, the next view; also Ctrl-P Ctrl-N" },
	{ "Alt-A", "the next view with new messages" },
	{ "Alt-/", "the view where you were before" },
	{ "Alt-L", "the last lines as they are, to copy; any key ends it" },
	{ "PgUp PgDn", "scroll by a page" },
	{ "Ctrl-Home Ctrl-End", "the oldest, the newest line" },
	{ "Ctrl-S", "search the view; Ctrl-R previous match, Ctrl-G back" },
	{ "", "" },
	{ "Left Right", "by a character; also Ctrl-B Ctrl-F" },
	{ "Alt-B Alt-F", "by a word; also Ctrl-Left Ctrl-Right" },
	{ "Home End", "to the start, to the end; also Ctrl-A Ctrl-E" },
	{ "Up Down", "earlier and later lines; Ctrl-R searches them" },
	{ "Alt-Enter", "a line break; Enter sends all lines as one message" },
	{ "Tab", "complete a name, a group or a /command" },
	{ "Backspace Delete",
	    "delete before, under the cursor; also Ctrl-H Ctrl-D" },
	{ "Ctrl-W Alt-D", "delete the word before, after; also Alt-Backspace" },
	{ "Ctrl-U Ctrl-K", "delete to the start, to the end; Ctrl-Y: undo it" },
	{ "", "" },
	{ "Ctrl-C", "clear the line; twice if it is empty: quit; also Ctrl-D" },
	{ "Ctrl-Z Ctrl-\\",
	    "suspend; exit at once; Ctrl-L redraws the screen" },
};

const char *
help_setting(struct str key)
{
	const char *name;

	for (size_t i = 0; (name = settings_key(i)) != NULL; i++)
		if (str_eq(str_from(name), key))
			return settings_find(name)->help;
	return NULL;
}

/* Shows a line: the pieces on the left, their explanation on the right. */
static void
show_columns(const struct help_to *to, size_t left, const struct str pieces[3],
    struct str right)
{
	char room[HELP_LINE];
	struct buf line;

	buf_init(&line, room, sizeof(room));
	(void)buf_cat(&line, pieces, 3); /* there is room */
	while (right.len > 0 && buf_len(&line) + 1 < left)
		(void)BUF_CAT(&line, STR(" "));
	if (right.len > 0)
		(void)BUF_CAT(&line, STR(" "), right);
	to->show(to->of, buf_str(&line));
}

static void
show_rows(const struct help_to *to, size_t left, const struct help_row *rows,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		show_columns(to, left,
		    (const struct str[3]) { str_from(rows[i].left) },
		    str_from(rows[i].right));
}

/* Shows the row of a command, the client's or the server's. */
static void
show_word(const struct help_to *to, struct str word)
{
	struct explained said;

	(void)words_explain(word, &said); /* it is a command */
	show_columns(to, LEFT,
	    (const struct str[3]) { STR("  /"), said.word, said.usage },
	    said.help);
}

static bool
is_first(struct str word)
{
	for (size_t i = 0; i < COUNT(first); i++)
		if (str_eq(str_from(first[i]), word))
			return true;
	return false;
}

static void
show_first(const struct help_to *to)
{
	static const struct help_row more = { "  /help more",
		"show more of them; /help keys: the keys" };

	to->show(to->of,
	    STR("Commands start with /. All else that you type is sent."));
	for (size_t i = 0; i < COUNT(first); i++)
		show_word(to, str_from(first[i]));
	show_rows(to, LEFT, &more, 1);
}

/*
 * Shows what the first page has not: the client's other commands, and those of
 * the server that people type, which are those with an example.
 */
static void
show_more(const struct help_to *to)
{
	struct explained said;
	struct str word;

	for (size_t i = 0; (word = words_any(i)).len > 0; i++)
		if (!is_first(word) && words_explain(word, &said) &&
		    (words_has(word) || said.example.len > 0))
			show_word(to, word);
	show_rows(to, LEFT, others, COUNT(others));
}

static void
show_keys(const struct help_to *to)
{
	show_rows(to, KEYS_LEFT, keys, COUNT(keys));
}

static const struct {
	const char *page;
	void (*show)(const struct help_to *to);
} pages[] = {
	{ "keys", show_keys },
	{ "more", show_more },
	{ "", show_first },
};

bool
help_show(struct str page, const struct help_to *to)
{
	for (size_t i = 0; i < COUNT(pages); i++)
		if (str_eq(str_from(pages[i].page), page)) {
			pages[i].show(to);
			return true;
		}
	return false;
}
