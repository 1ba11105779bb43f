/* The pages of /help: see help.h and forkcast(1). */
#include "chat/words/help.h"

#include "chat/words/words.h"
#include "conf/settings.h"
#include "shared/buf.h"

/* Columns for a command and its arguments, or a key, before its explanation. */
#define LEFT 29
#define KEYS_LEFT 20

/* The commands on the first page of help. */
static const char *const first[] = { "join", "part", "msg", "query", "me",
	"window", "close", "groups", "names", "whois", "topic", "nick", "away",
	"invite", "ignore", "search", "url", "set", "login", "quit" };

/* A row of a page: something and its explanation. */
struct row {
	const char *left, *right;
};

/* What is on more than one page. */
static const struct row others[] = {
	{ "  //text", "send \"/text\"; a leading space sends any line" },
	{ "  /help keys", "show the keys" },
	{ "  /help verbs", "list the server's own commands" },
};

static const struct row keys[] = {
	{ "Alt-1 ... Alt-9",
	    "view 1 to 9; Alt-0 all; Alt-P 10; Alt-Q ... Alt-O 11-19" },
	{ "Alt-Left Alt-Right",
	    "the previous view, the next view; also Ctrl-P Ctrl-N" },
	{ "Alt-A", "the next view with new messages" },
	{ "Alt-N", "hide or show the members" },
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
	{ "Ctrl-U Ctrl-K", "delete to the start, to the end" },
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

/* Composes a line: the pieces on the left, their explanation on the right. */
static struct str
columns(char room[HELP_LINE], size_t left, const struct str pieces[3],
    struct str right)
{
	struct buf line;

	buf_init(&line, room, HELP_LINE);
	(void)buf_cat(&line, pieces, 3); /* there is room */
	while (right.len > 0 && buf_len(&line) + 1 < left)
		(void)BUF_CAT(&line, STR(" "));
	if (right.len > 0)
		(void)BUF_CAT(&line, STR(" "), right);
	return buf_str(&line);
}

static struct str
row_line(char room[HELP_LINE], size_t left, const struct row *row)
{
	return columns(room, left,
	    (const struct str[3]) { str_from(row->left) },
	    str_from(row->right));
}

/* Composes the row of a command, the client's or the server's. */
static struct str
word_line(struct str word, char room[HELP_LINE])
{
	struct explained said;

	(void)words_explain(word, &said); /* it is a command */
	return columns(room, LEFT,
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

/* The first page: returns false after its last line. */
static bool
first_line(size_t i, char room[HELP_LINE], struct str *line)
{
	static const struct row more = { "  /help more",
		"show the rest; /help keys: the keys" };

	if (i == 0)
		*line = STR("Commands start with /. Anything else you type is "
			    "sent to the current view.");
	else if (i <= COUNT(first))
		*line = word_line(str_from(first[i - 1]), room);
	else if (i == COUNT(first) + 1)
		*line = row_line(room, LEFT, &more);
	return i <= COUNT(first) + 1;
}

/* Either the server's own commands, or all that the first page has not. */
static bool
command_line(bool server, size_t i, char room[HELP_LINE], struct str *line)
{
	struct str word;

	for (size_t n = 0; (word = words_any(n)).len > 0; n++)
		if ((server ? !words_has(word) : !is_first(word)) && i-- == 0) {
			*line = word_line(word, room);
			return true;
		}
	if (server || i >= COUNT(others))
		return false;
	*line = row_line(room, LEFT, &others[i]);
	return true;
}

static bool
more_line(size_t i, char room[HELP_LINE], struct str *line)
{
	return command_line(false, i, room, line);
}

static bool
verb_line(size_t i, char room[HELP_LINE], struct str *line)
{
	return command_line(true, i, room, line);
}

static bool
key_line(size_t i, char room[HELP_LINE], struct str *line)
{
	if (i < COUNT(keys))
		*line = row_line(room, KEYS_LEFT, &keys[i]);
	return i < COUNT(keys);
}

static const struct {
	const char *page;
	bool (*line)(size_t i, char room[HELP_LINE], struct str *line);
} pages[] = {
	{ "keys", key_line },
	{ "more", more_line },
	{ "verbs", verb_line },
};

const char *
help_page(size_t i)
{
	return i < COUNT(pages) ? pages[i].page : NULL;
}

bool
help_has(struct str topic)
{
	for (size_t i = 0; i < COUNT(pages); i++)
		if (str_eq(str_from(pages[i].page), topic))
			return true;
	return help_setting(topic) != NULL;
}

bool
help_line(struct str page, size_t i, char room[HELP_LINE], struct str *line)
{
	for (size_t n = 0; n < COUNT(pages); n++)
		if (str_eq(str_from(pages[n].page), page))
			return pages[n].line(i, room, line);
	return first_line(i, room, line);
}
