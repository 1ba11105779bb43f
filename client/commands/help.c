/* The pages of /help: see help.h and forkcast(1). */
#include "commands/help.h"

#include <assert.h>

#include "commands/words.h"
#include "shared/buf.h"
#include "shared/grammar.h"

/* Columns for a command and its arguments, before the explanation. */
#define LEFT 28

/* Help lines that follow the client's commands. */
static const struct {
	const char *left, *right;
} others[] = {
	{ "  //text", "send \"/text\"; a leading space sends any line" },
	{ "  /help keys", "show the keys" },
	{ "  /help verbs", "list the server's own commands" },
};

/* The commands on the first page of help, which fits a small screen. */
static const char *const first[] = { "join", "part", "msg", "query", "me",
	"window", "close", "groups", "names", "whois", "topic", "nick", "away",
	"invite", "ignore", "search", "url", "set", "login", "quit" };
static_assert(COUNT(first) == 20, "and two more rows");

/* Composes a line: the pieces on the left, their explanation on the right. */
static struct str
columns(char room[HELP_LINE], const struct str left[3], struct str right)
{
	struct buf line;

	buf_init(&line, room, HELP_LINE);
	(void)buf_cat(&line, left, 3); /* there is room */
	while (right.len > 0 && buf_len(&line) < LEFT)
		(void)BUF_CAT(&line, STR(" "));
	if (right.len > 0)
		(void)BUF_CAT(&line, STR(" "), right);
	return buf_str(&line);
}

struct str
help_line(size_t i, char room[HELP_LINE])
{
	const struct str text = STR("Commands start with /. "
				    "Anything else you type is sent to the "
				    "current view.");
	size_t count = 0;

	if (i-- == 0)
		return text;
	while (words_at(count).len > 0)
		count++;
	if (i < count) {
		const struct str word = words_at(i);
		const struct str left[] = { STR("  /"), word,
			words_usage(word) };
		return columns(room, left, words_help(word));
	}
	if (i - count >= COUNT(others))
		return STR("");
	const struct str left[] = { str_from(others[i - count].left) };
	return columns(room, (const struct str[3]) { left[0] },
	    str_from(others[i - count].right));
}

/*
 * Returns whether clients still have the command and the client here has no
 * word of its own that replaces it.
 */
static bool
is_server_alone(const struct rule *rule)
{
	return rule->from == FROM_CLIENT && rule->last == 0 &&
	    !words_has(rule->word);
}

struct str
help_server(size_t i, char room[HELP_LINE])
{
	const struct rule *rule;

	for (size_t n = 0; (rule = grammar_rule(n)) != NULL; n++) {
		const struct str left[3] = { STR("  /"), rule->usage };
		if (is_server_alone(rule) && i-- == 0)
			return columns(room, left, rule->help);
	}
	return STR("");
}

static bool
is_first(struct str word)
{
	for (size_t i = 0; i < COUNT(first); i++)
		if (str_eq(str_from(first[i]), word))
			return true;
	return false;
}

/* Returns the rule of a client's command, or null. */
static const struct rule *
find_rule(struct str word)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT && str_eq(rule->word, word))
			return rule;
	return NULL;
}

/* Composes the row of a command, the client's or the server's. */
static struct str
row_of(struct str word, char room[HELP_LINE])
{
	const struct rule *rule = words_has(word) ? NULL : find_rule(word);
	const struct str own[] = { STR("  /"), word, words_usage(word) };

	if (rule == NULL)
		return columns(room, own, words_help(word));
	return columns(room, (const struct str[3]) { STR("  /"), rule->usage },
	    rule->help);
}

struct str
help_first(size_t i, char room[HELP_LINE])
{
	const struct str more[3] = { STR("  /help more") };

	if (i == 0)
		return help_line(0, room);
	if (i <= COUNT(first))
		return row_of(str_from(first[i - 1]), room);
	return i > COUNT(first) + 1 ?
	    STR("") :
	    columns(room, more, STR("show the rest; /help keys: the keys"));
}

struct str
help_rest(size_t i, char room[HELP_LINE])
{
	const struct rule *rule;
	struct str word;

	for (size_t n = 0; (word = words_at(n)).len > 0; n++)
		if (!is_first(word) && i-- == 0)
			return row_of(word, room);
	if (i < COUNT(others))
		return columns(room,
		    (const struct str[3]) { str_from(others[i].left) },
		    str_from(others[i].right));
	i -= COUNT(others);
	for (size_t n = 0; (rule = grammar_rule(n)) != NULL; n++)
		if (is_server_alone(rule) && !is_first(rule->word) && i-- == 0)
			return row_of(rule->word, room);
	return STR("");
}

struct str
help_word(struct str word, char room[HELP_LINE])
{
	const struct rule *rule = words_has(word) ? NULL : find_rule(word);
	struct buf line;

	buf_init(&line, room, HELP_LINE); /* there is room */
	if (rule != NULL)
		(void)BUF_CAT(
		    &line, STR("/"), rule->usage, STR(": "), rule->help);
	else
		(void)BUF_CAT(&line, STR("/"), word, words_usage(word),
		    STR(": "), words_help(word));
	return buf_str(&line);
}

/* Columns for a key, with the space before its explanation. */
#define KEYS_LEFT 20

static const struct {
	const char *keys, *action;
} key_rows[] = {
	{ "Alt-1 ... Alt-9",
	    "view 1 to 9; Alt-0 all; Alt-P 10; Alt-Q ... Alt-O 11-19" },
	{ "Alt-Left Alt-Right",
	    "the previous view, the next view; also Ctrl-P Ctrl-N" },
	{ "Alt-A", "the next view with new messages; Alt-J 2 3 view 23" },
	{ "Alt-N", "hide or show the members; Alt-PgUp Alt-PgDn scroll them" },
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
	{ "Ctrl-Y", "put back the last deletion" },
	{ "Ctrl-T", "swap the characters around the cursor" },
	{ "", "" },
	{ "Ctrl-C", "clear the line; twice if it is empty: quit; also Ctrl-D" },
	{ "Ctrl-Z Ctrl-\\",
	    "suspend; exit at once; Ctrl-L redraws the screen" },
};

static_assert(COUNT(key_rows) <= HELP_KEYS_ROWS, "they fit a screen");

bool
help_keys(size_t i, char room[HELP_KEYS_COLUMNS], struct str *row)
{
	struct buf line;

	if (i >= COUNT(key_rows))
		return false;
	buf_init(&line, room, HELP_KEYS_COLUMNS);
	(void)BUF_CAT(&line, str_from(key_rows[i].keys)); /* it fits */
	while (key_rows[i].action[0] != '\0' && buf_len(&line) < KEYS_LEFT)
		(void)BUF_CAT(&line, STR(" "));
	(void)BUF_CAT(&line, str_from(key_rows[i].action));
	*row = buf_str(&line);
	return true;
}
