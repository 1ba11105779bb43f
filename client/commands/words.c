/* The client's own commands: see words.h. */
#include "commands/words.h"

#include "commands/examples.h"
#include "commands/habits.h"
#include "commands/sign.h"
#include "commands/topics.h"
#include "session/alias.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/limits.h"
#include "shared/names.h"

struct word {
	struct str word;
	struct str usage; /* arguments after the word */
	struct str help;
	struct input (*read)(const struct word *word, struct str rest,
	    const struct where *where);
	enum action action;
	bool wants; /* of an action: it needs an argument */
	struct str verb; /* the server's; of a mode: the change, such as +o */
};

/* Memory for the last line that was read; valid until the next one. */
static struct {
	char line[LIMIT_LINE];
	char why[CODE_SAID];
} made;

static struct input
mistake(struct str a, struct str b, struct str c)
{
	return (struct input) { .meaning = MEANS_MISTAKE,
		.usage = true,
		.word = { a, b, c },
		.count = 3 };
}

static struct input
misused(const struct word *word)
{
	return mistake(STR("usage: /"), word->word, word->usage);
}

struct str
words_why(enum code code, struct excess over)
{
	return code_over(code, over, made.why);
}

/* Returns the mistake for an argument that the server would refuse. */
static struct input
refused(enum code code, struct excess over)
{
	return (struct input) { .meaning = MEANS_MISTAKE,
		.word = { words_why(code, over) },
		.count = 1 };
}

/* Returns the server command in the line, or a mistake if it is not valid. */
static struct input
read_line(const struct word *word, struct str line)
{
	struct command parsed;

	line = sign_off_line(line);
	const enum code code = grammar_parse(line, FROM_CLIENT, &parsed);
	if (code == CODE_BAD_COMMAND)
		return misused(word);
	if (code != CODE_OK)
		return refused(code, grammar_excess(&parsed, code));
	return (struct input) { .meaning = MEANS_COMMAND,
		.verb = parsed.rule->verb,
		.word = { line },
		.count = 1 };
}

static struct input
words_make(const struct word *word, const struct str *pieces, size_t count)
{
	const struct excess over = { .limit = LIMIT_LINE };
	struct buf line;

	buf_init(&line, made.line, sizeof(made.line));
	if (!buf_cat(&line, pieces, count))
		return refused(CODE_TOO_LONG, over);
	return read_line(word, buf_str(&line));
}
#define MAKE(word, ...)                                        \
	words_make(word, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

static struct input
read_action(const struct word *word, struct str rest, const struct where *where)
{
	(void)where;
	if (word->wants && rest.at == NULL)
		return misused(word);
	return (struct input) { .meaning = MEANS_ACTION,
		.action = word->action,
		.word = { rest },
		.count = 1 };
}

/* Reads /query; alone, it closes the view of a person. */
static struct input
read_query(const struct word *word, struct str rest, const struct where *where)
{
	const bool closes = rest.at == NULL && where->kind == WHERE_PERSON;

	return closes ? (struct input) { .meaning = MEANS_ACTION,
		.action = ACTION_CLOSE,
		.count = 1 } :
			read_action(word, rest, where);
}

static struct input
read_choice(const struct word *word, struct str rest, const struct where *where)
{
	struct input input = read_action(word, rest, where);

	if (rest.at == NULL) {
		input.action = ACTION_WHERE;
		return input;
	}
	if (where->views)
		return input;
	input.word[0] = sign_off(rest);
	if (world_has(where->joined, input.word[0]))
		return input;
	return (struct input) { .meaning = MEANS_MISTAKE,
		.usage = true,
		.word = { STR("you are not in "), where_sign(where),
		    input.word[0],
		    where->slash ? STR("; /join it first") :
				   STR("; join it first") },
		.count = 4 };
}

/*
 * Reads /help. A word that neither the client nor the server knows may be an
 * alias.
 */
static struct input
read_help(const struct word *word, struct str rest, const struct where *where)
{
	uint64_t page;

	if (rest.at != NULL && *rest.at == '/')
		rest = (struct str) { rest.at + 1, rest.len - 1 };
	if (rest.at == NULL || topics_has(rest) || words_has(rest) ||
	    str_to_number(rest, SIZE_MAX, &page))
		return read_action(word, rest, where);
	const struct input asks = MAKE(word, STR("help "), rest);
	if (asks.meaning != MEANS_MISTAKE || alias_find(rest).len > 0)
		return read_action(word, rest, where);
	if (habits_remedy(rest).len > 0)
		return mistake(habits_remedy(rest), STR(""), STR(""));
	if (examples_setting(rest).len > 0)
		return read_action(word, rest, where);
	return mistake(
	    STR("no help for "), rest, STR("; /help lists the commands"));
}

/*
 * Reads the line "login NAME SECRET" in place of what IRC's service for
 * accounts would be told.
 */
static struct input
read_login(const struct word *word, struct str name, struct str secret,
    const struct where *where)
{
	struct input input;
	struct buf line;

	buf_init(&line, made.line, sizeof(made.line));
	if (!BUF_CAT(&line, STR("login "), name, STR(" "), secret))
		return misused(word);
	if (words_read(buf_str(&line), where, &input))
		return input;
	return read_line(word, buf_str(&line));
}

/* Reads a text for NickServ, whom the server does not need. */
static struct input
read_nickserv(
    const struct word *word, struct str rest, const struct where *where)
{
	const struct str order = str_word(&rest);
	struct str secret = rest;
	const struct str name = str_word(&secret);

	if (!str_caseeq(order, STR("identify")) || name.len == 0)
		return mistake(STR("here, accounts need no NickServ: "),
		    STR("/login, /register, /logout, /ghost"), STR(""));
	return secret.len == 0 ? read_login(word, where->me, name, where) :
				 read_login(word, name, secret, where);
}

/* Reads /msg. Only the sign makes its word a group. */
static struct input
read_msg(const struct word *word, struct str rest, const struct where *where)
{
	struct str to = str_word(&rest);
	const bool group =
	    str_begins(to, STR("#")) || audience_group(to).len < to.len;

	if (rest.at == NULL && where->views && to.len > 0 && !group)
		return (struct input) { .meaning = MEANS_ACTION,
			.action = ACTION_QUERY,
			.word = { to },
			.count = 1 };
	if (rest.at == NULL)
		return misused(word);
	if (str_caseeq(to, STR("nickserv")))
		return read_nickserv(word, rest, where);
	if (str_caseeq(to, STR("chanserv")))
		return mistake(habits_remedy(to), STR(""), STR(""));
	if (!group)
		(void)str_skip(&to, STR("@"));
	return MAKE(
	    word, group ? STR("send ") : STR("tell "), to, STR(" "), rest);
}

/* Reads a text for the current view, with what goes before and after it. */
static struct input
read_said(const struct word *word, struct str rest, const struct where *where,
    const struct str around[2])
{
	const struct str mute = where_mute(where);

	if (rest.at == NULL)
		return misused(word);
	if (mute.len > 0)
		return (struct input) {
			.meaning = MEANS_MISTAKE, .word = { mute }, .count = 1
		};
	return MAKE(word,
	    where->kind == WHERE_PERSON ? STR("tell ") : STR("send "),
	    where->name, around[0], rest, around[1]);
}

static struct input
read_me(const struct word *word, struct str rest, const struct where *where)
{
	const struct str around[] = { STR(" \001ACTION "), STR("\001") };

	return read_said(word, rest, where, around);
}

static struct input
read_say(const struct word *word, struct str rest, const struct where *where)
{
	const struct str around[] = { STR(" "), STR("") };

	return read_said(word, rest, where, around);
}

/* Reads /notice: a note to a person, or to a group if a "#" says so. */
static struct input
read_notice(const struct word *word, struct str rest, const struct where *where)
{
	struct str to = str_word(&rest);
	const bool group = str_skip(&to, STR("#"));

	(void)where;
	if (rest.at == NULL)
		return misused(word);
	(void)(group || str_skip(&to, STR("@")));
	return MAKE(
	    word, group ? STR("note ") : STR("note @"), to, STR(" "), rest);
}

/* Reads /cycle: a group that we are in, or else the current one. */
static struct input
read_cycle(const struct word *word, struct str rest, const struct where *where)
{
	if (rest.at == NULL && where->kind == WHERE_GROUP)
		rest = where->name;
	if (rest.at == NULL)
		return misused(word);
	(void)str_skip(&rest, STR("#"));
	if (!world_has(where->joined, rest))
		return mistake(STR("you are not in #"), rest, STR(""));
	return read_action(word, rest, where);
}

/* Reads a command that differs from the server's command only in its verb. */
static struct input
read_same(const struct word *word, struct str rest, const struct where *where)
{
	(void)where;
	if (rest.at == NULL)
		return misused(word);
	return MAKE(word, word->verb, STR(" "), rest);
}

static struct input
read_whois(const struct word *word, struct str rest, const struct where *where)
{
	if (rest.at == NULL)
		rest = where->kind == WHERE_PERSON ? where->name : where->me;
	return MAKE(word, STR("whois "), rest);
}

/* Returns whether the first word is a group: by its sign, or as one of ours. */
static bool
names_group(struct str rest, const struct where *where)
{
	const struct str word = str_word(&rest);

	return str_begins(word, STR("#")) || world_has(where->joined, word);
}

/* Reads a command for a group: the one it names, or the current one. */
static struct input
read_group(const struct word *word, struct str rest, const struct where *where)
{
	const bool here = where->kind == WHERE_GROUP;

	/* So a topic is cleared on IRC. */
	if (str_eq(word->verb, STR("topic")) && str_eq(rest, STR("-delete")))
		rest = STR("-");
	if (rest.at != NULL && (!here || names_group(rest, where)))
		return MAKE(word, word->verb, STR(" "), rest);
	if (!here)
		return misused(word);
	return MAKE(word, word->verb, STR(" "), where->name,
	    rest.at != NULL ? STR(" ") : STR(""), rest);
}

/* Reads /names. Its group need not be one that we are in. */
static struct input
read_names(const struct word *word, struct str rest, const struct where *where)
{
	if (rest.at != NULL)
		return MAKE(word, STR("names "), rest);
	return read_group(word, rest, where);
}

/* Reads /invite; the group may also come after the name, as in IRC. */
static struct input
read_invite(const struct word *word, struct str rest, const struct where *where)
{
	struct str behind = rest;
	const struct str name = str_word(&behind);

	if (behind.at != NULL && !names_group(name, where) &&
	    names_group(behind, where))
		return MAKE(word, STR("invite "), behind, STR(" "), name);
	return read_group(word, rest, where);
}

/* Reads /redact; with arguments, it is the server's command. */
static struct input
read_redact(const struct word *word, struct str rest, const struct where *where)
{
	if (rest.at != NULL)
		return MAKE(word, STR("redact "), rest);
	return read_action(word, rest, where);
}

/* Reads a mode with its argument, which may itself be the name of a group. */
static struct input
read_mode(const struct word *word, struct str rest, const struct where *where)
{
	struct str behind = rest;
	struct str group = str_word(&behind);

	if (behind.at == NULL && str_begins(rest, STR("#")))
		return misused(word);
	if (behind.at == NULL || !names_group(group, where)) {
		group = where->name;
		behind = rest;
		if (where->kind != WHERE_GROUP)
			return misused(word);
	}
	return MAKE(
	    word, STR("mode "), group, STR(" "), word->verb, STR(" "), behind);
}

/* Reads /ban; without a name, it lists the bans of the group. */
static struct input
read_ban(const struct word *word, struct str rest, const struct where *where)
{
	const bool here = where->kind == WHERE_GROUP;
	const bool group = rest.at != NULL &&
	    memchr(rest.at, ' ', rest.len) == NULL &&
	    (str_begins(rest, STR("#")) || (!here && names_group(rest, where)));

	if (!group && (rest.at != NULL || !here))
		return read_mode(word, rest, where);
	return MAKE(word, STR("masks "), group ? rest : where->name, STR(" b"));
}

#define TEXT(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}
#define WORD(WORD, USAGE, HELP) \
	.word = TEXT(WORD), .usage = TEXT(USAGE), .help = TEXT(HELP)
#define ACTION(ACTION) .read = read_action, .action = ACTION_##ACTION
#define MODE(CHANGE) .read = read_mode, .verb = TEXT(CHANGE)

/* The client's commands, in the order of /help. */
static const struct word words[] = {
	{ WORD("msg", " NAME|#G TEXT", "send TEXT to NAME only, or to a group"),
	    .read = read_msg },
	{ WORD("me", " TEXT", "say what you do: * ali waves"),
	    .read = read_me },
	{ WORD("say", " TEXT", "send TEXT to this view"), .read = read_say },
	{ WORD("notice", " NAME|#G TEXT", "send TEXT, which no bot answers"),
	    .read = read_notice },
	{ WORD("query", " NAME [TEXT]", "open a view for NAME"),
	    .read = read_query, .action = ACTION_QUERY, .wants = true },
	{ WORD("close", "", "close this view"), ACTION(CLOSE) },
	{ WORD("g", " [#G|NAME]", "go to a group or person, or list them"),
	    .read = read_choice, .action = ACTION_CHOOSE },
	{ WORD("window", " [N|NAME]", "go to view N or NAME, or list them"),
	    ACTION(WINDOW) },
	{ WORD("part", " [G] [TEXT]", "leave group G"), .read = read_group,
	    .verb = TEXT("leave") },
	{ WORD("cycle", " [G]", "leave group G and join it again"),
	    .read = read_cycle, .action = ACTION_CYCLE },
	{ WORD("topic", " [G] [TEXT]",
	      "show the topic, or set it (- clears it)"),
	    .read = read_group, .verb = TEXT("topic") },
	{ WORD("names", " [G]", "list the members, and their status"),
	    .read = read_names, .verb = TEXT("names") },
	{ WORD("whois", " [NAME]", "show details about NAME"),
	    .read = read_whois },
	{ WORD("nick", " NAME", "change your name"), .read = read_same,
	    .verb = TEXT("name") },
	{ WORD("login", " NAME", "log in to account NAME; asks for its secret"),
	    ACTION(LOGIN), .wants = true },
	{ WORD("register", " [#G]", "create an account, or register group G"),
	    ACTION(REGISTER) },
	{ WORD("enroll", " NAME", "create account NAME; asks for its secret"),
	    ACTION(ENROLL), .wants = true },
	{ WORD("oper", " NAME", "become a server operator by account NAME"),
	    ACTION(OPER), .wants = true },
	{ WORD("reconnect", "", "reconnect to the server now"),
	    ACTION(RECONNECT) },
	{ WORD("search", " [TEXT]", "find TEXT in this view"), ACTION(SEARCH) },
	{ WORD("lastlog", " TEXT",
	      "list lines with TEXT, of all views and logs"),
	    ACTION(LASTLOG), .wants = true },
	/* It runs a program. */
	{ WORD("url", " [[copy] N]", "list the links, open one, or copy it"),
	    ACTION(URL) },
	{ WORD("clear", "", "clear this view"), ACTION(CLEAR) },
	{ WORD("redact", " [T ID [TEXT]]", "delete your last message, or ID"),
	    .read = read_redact, .action = ACTION_REDACT },
	{ WORD("ignore", " [NAME [TIME]]",
	      "hide what NAME says, or list who is ignored"),
	    ACTION(IGNORE) },
	{ WORD("unignore", " NAME|PATTERN", "stop ignoring NAME or PATTERN"),
	    ACTION(UNIGNORE), .wants = true },
	{ WORD("mute", " [#G]", "let only mentions in G count as unread"),
	    ACTION(MUTE) },
	{ WORD("unmute", " [#G]", "undo /mute"), ACTION(UNMUTE) },
	{ WORD("highlight", " [WORD, ...]",
	      "mark messages with these words too; - WORD: undo"),
	    ACTION(HIGHLIGHT) },
	{ WORD("alias", " [WORD [TEXT]]", "let /WORD stand for /TEXT"),
	    ACTION(ALIAS) },
	{ WORD("unalias", " WORD", "delete an alias, or restore a default"),
	    ACTION(UNALIAS), .wants = true },
	{ WORD(
	      "set", " [KEY [VALUE]]", "show settings, or change and save one"),
	    ACTION(SET) },
	{ WORD("invite", " [G] NAME", "invite NAME"), .read = read_invite,
	    .verb = TEXT("invite") },
	{ WORD("kick", " [G] NAME [TEXT]", "remove NAME from the group"),
	    .read = read_group, .verb = TEXT("kick") },
	{ WORD("op", " [G] NAME", "make NAME an operator of the group"),
	    MODE("+o") },
	{ WORD("deop", " [G] NAME", "take operator status from NAME"),
	    MODE("-o") },
	{ WORD("voice", " [G] NAME", "let NAME speak in a moderated group"),
	    MODE("+v") },
	{ WORD("devoice", " [G] NAME", "take voice from NAME"), MODE("-v") },
	{ WORD("ban", " [G] [NAME|MASK]",
	      "keep clients out of the group, or list the bans"),
	    .read = read_ban, .verb = TEXT("+b") },
	{ WORD("unban", " [G] NAME|MASK", "lift a ban"), MODE("-b") },
	{ WORD("mode", " [G] [CHANGE] [WORD]",
	      "change the modes; see /mode help"),
	    .read = read_group, .action = ACTION_MODE, .verb = TEXT("mode") },
	{ WORD("version", "", "show the version of this program"),
	    ACTION(VERSION) },
	{ WORD(
	      "help", " [TOPIC]", "explain a command; also: keys, more, verbs"),
	    .read = read_help, .action = ACTION_HELP },
};

static const struct word *
words_find(struct str word)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_eq(words[i].word, word))
			return &words[i];
	return NULL;
}

struct str
words_at(size_t i)
{
	return i < COUNT(words) ? words[i].word : STR("");
}

bool
words_has(struct str word)
{
	return words_find(word) != NULL;
}

struct str
words_usage(struct str word)
{
	const struct word *found = words_find(word);

	return found != NULL ? found->usage : STR("");
}

struct str
words_help(struct str word)
{
	const struct word *found = words_find(word);

	return found != NULL ? found->help : STR("");
}

struct str
words_of(enum action action)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i].action == action)
			return words[i].word;
	return STR("");
}

/* Strips spaces; returns a null string if nothing is left. */
static struct str
trim(struct str rest)
{
	rest = str_strip(rest);
	return rest.len > 0 ? rest : (struct str) { NULL, 0 };
}

static bool
says_text(const struct word *word)
{
	return word->read == read_msg || word->read == read_me ||
	    word->read == read_say;
}

/*
 * Reads a client command, as words.h says. A line that is wrong in the client's
 * form may still be right in the server's.
 */
bool
words_read(struct str line, const struct where *where, struct input *input)
{
	struct str rest = line;
	const struct word *word = words_find(str_word(&rest));
	struct command parsed;

	if (word == NULL)
		return false;
	*input = word->read(word, trim(rest), where);
	if (input->meaning != MEANS_MISTAKE)
		return true;
	input->usage = input->usage || !says_text(word);
	if (grammar_parse(sign_off_line(line), FROM_CLIENT, &parsed) == CODE_OK)
		*input = read_line(word, line);
	return true;
}
