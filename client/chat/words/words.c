/* The client's own commands: see words.h. */
#include "chat/words/words.h"

#include "chat/words/habits.h"
#include "chat/words/sign.h"
#include "conf/alias.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/usage.h"

struct word {
	const char *word;
	const char *usage; /* arguments after the word */
	const char *help;
	const char *example;
	struct input (*read)(const struct word *word, struct str rest,
	    const struct where *where);
	enum action action;
	bool wants; /* of an action: it needs an argument */
	const char *verb; /* the server's; of a mode: the change, such as +o */
};

/* Memory for the last line that was read; valid until the next one. */
static struct {
	char line[LIMIT_LINE];
	char why[CODE_SAID];
} made;

/* The modes of groups, for /mode help. */
#define MODES                                                                 \
	"i invite-only, m moderated, n no messages from outside, s secret, "  \
	"t topic locked, k KEY, l LIMIT, C no CTCP, H history; of a member: " \
	"o NAME operator, v NAME voice; lists: b bans, e exemptions, I "      \
	"invitations"

static struct input
mistake(struct str a, struct str b, struct str c)
{
	return (struct input) { .meaning = MEANS_MISTAKE,
		.usage = true,
		.word = { a, b, c },
		.count = 3 };
}

/* Returns a mistake that no form of the line makes good. */
static struct input
final(struct str a, struct str b, struct str c)
{
	struct input input = mistake(a, b, c);

	input.final = true;
	return input;
}

static struct input
misused(const struct word *word)
{
	return mistake(
	    STR("usage: /"), str_from(word->word), str_from(word->usage));
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

/* Reads /help: a page, a command, an alias, a setting, or another's word. */
static struct input
read_help(const struct word *word, struct str rest, const struct where *where)
{
	struct alias alias;

	if (rest.at != NULL && rest.len > 1)
		(void)str_skip(&rest, STR("/"));
	if (rest.at != NULL && !words_is_command(rest) &&
	    !alias_find(rest, &alias) && habits_remedy(rest).len > 0)
		return mistake(habits_remedy(rest), STR(""), STR(""));
	return read_action(word, rest, where);
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
	if (str_caseeq(to, STR("nickserv")) || str_caseeq(to, STR("chanserv")))
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
	return MAKE(word, str_from(word->verb), STR(" "), rest);
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
	if (strcmp(word->verb, "topic") == 0 && str_eq(rest, STR("-delete")))
		rest = STR("-");
	if (rest.at != NULL && (!here || names_group(rest, where)))
		return MAKE(word, str_from(word->verb), STR(" "), rest);
	if (!here)
		return misused(word);
	return MAKE(word, str_from(word->verb), STR(" "), where->name,
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
	return MAKE(word, STR("mode "), group, STR(" "), str_from(word->verb),
	    STR(" "), behind);
}

/* Reads /mode: one change, as the server takes it. */
static struct input
read_modes(const struct word *word, struct str rest, const struct where *where)
{
	struct str behind = rest;

	if (str_eq(rest, STR("help")))
		return final(STR(MODES), STR(""), STR(""));
	if (rest.at != NULL && names_group(rest, where))
		(void)str_word(&behind);
	const struct str change =
	    behind.at != NULL ? str_word(&behind) : STR("");
	if (change.len > 2 && behind.at != NULL &&
	    (change.at[0] == '+' || change.at[0] == '-'))
		return final(STR("one change with a word at a time: /mode "),
		    (struct str) { change.at, 2 }, STR(" NAME"));
	return read_group(word, rest, where);
}

/* Reads /register; with a group, it is the server's command. */
static struct input
read_register(
    const struct word *word, struct str rest, const struct where *where)
{
	if (rest.at != NULL && str_skip(&rest, STR("#")))
		return MAKE(word, STR("register "), rest);
	return read_action(word, rest, where);
}

/* Reads /redact; with arguments, it is the server's command. */
static struct input
read_redact(const struct word *word, struct str rest, const struct where *where)
{
	if (rest.at != NULL)
		return MAKE(word, STR("redact "), rest);
	return read_action(word, rest, where);
}

/* Reads /forget: only a word lets it delete everything. */
static struct input
read_forget(const struct word *word, struct str rest, const struct where *where)
{
	(void)where;
	if (str_eq(rest, STR("everything")))
		return MAKE(word, STR("forget"));
	if (rest.at != NULL)
		return MAKE(word, STR("forget "), rest);
	return final(
	    STR("this deletes all that your account ever said; if you want "
		"that, type /forget everything"),
	    STR(""), STR(""));
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

/* The client's commands, in the order of /help. */
static const struct word words[] = {
	{ "msg", " NAME|#G TEXT", "send TEXT to NAME only, or to a group",
	    "/msg sara hello, /msg #ops hello", .read = read_msg },
	{ "me", " TEXT", "say what you do: * ali waves", "/me waves",
	    .read = read_me },
	{ "say", " TEXT", "send TEXT to this view", "/say /etc/motd is empty",
	    .read = read_say },
	{ "notice", " NAME|#G TEXT", "send TEXT, which no bot answers",
	    "/notice #ops deploy begins", .read = read_notice },
	{ "query", " NAME [TEXT]", "open a view for NAME",
	    "/query sara, /query sara hello", .read = read_query,
	    .action = ACTION_QUERY, .wants = true },
	{ "close", "", "close this view; leaves its group", "/close",
	    .read = read_action, .action = ACTION_CLOSE },
	{ "g", " [#G|NAME]", "go to a group or person, or list them",
	    "/g #ops, /g sara", .read = read_choice, .action = ACTION_CHOOSE },
	{ "window", " [N|NAME]", "go to view N or NAME, or list them",
	    "/window 3, /window ops", .read = read_action,
	    .action = ACTION_WINDOW },
	{ "part", " [G] [TEXT]", "leave group G; its view stays",
	    "/part, /part #ops so long", .read = read_group, .verb = "leave" },
	{ "cycle", " [G]", "leave group G and join it again", "/cycle",
	    .read = read_cycle, .action = ACTION_CYCLE },
	{ "topic", " [G] [TEXT]", "show the topic, or set it (- clears it)",
	    "/topic, /topic Deploy at 14:00, /topic -", .read = read_group,
	    .verb = "topic" },
	{ "names", " [G]", "list the members", "/names, /names #ops",
	    .read = read_names, .verb = "names" },
	{ "whois", " [NAME]", "show details about NAME", "/whois sara",
	    .read = read_whois },
	{ "nick", " NAME", "change your name", "/nick javad2",
	    .read = read_same, .verb = "name" },
	{ "login", " NAME", "log in to account NAME; asks for its secret",
	    "/login ali", .read = read_action, .action = ACTION_LOGIN,
	    .wants = true },
	{ "register", " [#G]", "create an account, or register group G",
	    "/register, /register #ops", .read = read_register,
	    .action = ACTION_REGISTER },
	{ "enroll", " NAME", "create account NAME; asks for its secret",
	    "/enroll ali", .read = read_action, .action = ACTION_ENROLL,
	    .wants = true },
	{ "oper", " NAME", "become a server operator by account NAME",
	    "/oper ali", .read = read_action, .action = ACTION_OPER,
	    .wants = true },
	{ "reconnect", "", "reconnect to the server now", "/reconnect",
	    .read = read_action, .action = ACTION_RECONNECT },
	{ "search", " [TEXT]", "find TEXT in this view and its past",
	    "/search disk", .read = read_action, .action = ACTION_SEARCH },
	{ "url", " [N]", "list the links, or copy one", "/url, /url 1",
	    .read = read_action, .action = ACTION_URL },
	{ "clear", "", "clear this view", "/clear", .read = read_action,
	    .action = ACTION_CLEAR },
	{ "redact", " [T ID [TEXT]]", "delete your last message, or ID",
	    "/redact", .read = read_redact, .action = ACTION_REDACT },
	{ "forget", " everything", "delete all that your account ever said",
	    "/forget everything", .read = read_forget },
	{ "ignore", " [NAME [TIME]]",
	    "hide what NAME says, or list who is ignored",
	    "/ignore sara, /ignore *bot 10m", .read = read_action,
	    .action = ACTION_IGNORE },
	{ "unignore", " NAME", "stop ignoring NAME", "/unignore sara",
	    .read = read_action, .action = ACTION_UNIGNORE, .wants = true },
	{ "mute", " [#G]", "let only mentions in G count as unread",
	    "/mute, /mute #ops", .read = read_action, .action = ACTION_MUTE },
	{ "unmute", " [#G]", "undo /mute", "/unmute #ops", .read = read_action,
	    .action = ACTION_UNMUTE },
	{ "highlight", " [WORD, ...]",
	    "mark messages with these words too; - WORD: undo",
	    "/highlight disk full, #ops deploy*, @sara", .read = read_action,
	    .action = ACTION_HIGHLIGHT },
	{ "alias", " [WORD [TEXT]]", "let /WORD stand for /TEXT",
	    "/alias b msg bot build", .read = read_action,
	    .action = ACTION_ALIAS },
	{ "unalias", " WORD", "delete an alias of yours", "/unalias b",
	    .read = read_action, .action = ACTION_UNALIAS, .wants = true },
	{ "set", " [KEY [VALUE]]", "show settings, or change and save one",
	    "/set, /set times no, /set times -", .read = read_action,
	    .action = ACTION_SET },
	{ "invite", " [G] NAME", "invite NAME", "/invite sara",
	    .read = read_invite, .verb = "invite" },
	{ "kick", " [G] NAME [TEXT]", "remove NAME from the group",
	    "/kick sara too loud", .read = read_group, .verb = "kick" },
	{ "op", " [G] NAME", "make NAME an operator of the group", "/op sara",
	    .read = read_mode, .verb = "+o" },
	{ "deop", " [G] NAME", "take operator status from NAME", "/deop sara",
	    .read = read_mode, .verb = "-o" },
	{ "voice", " [G] NAME", "let NAME speak in a moderated group",
	    "/voice sara", .read = read_mode, .verb = "+v" },
	{ "devoice", " [G] NAME", "take voice from NAME", "/devoice sara",
	    .read = read_mode, .verb = "-v" },
	{ "ban", " [G] [NAME|MASK]",
	    "keep clients out of the group, or list the bans",
	    "/ban sara, /ban *!*@spam.example.org", .read = read_ban,
	    .verb = "+b" },
	{ "unban", " [G] NAME|MASK", "lift a ban", "/unban sara",
	    .read = read_mode, .verb = "-b" },
	{ "mode", " [G] [CHANGE] [WORD]", "change the modes; see /mode help",
	    "/mode +i, /mode +l 20", .read = read_modes, .verb = "mode" },
	{ "version", "", "show the version of this program", "/version",
	    .read = read_action, .action = ACTION_VERSION },
	{ "help", " [TOPIC]", "explain a command; also: keys, more, verbs",
	    "/help kick, /help times, /help keys", .read = read_help,
	    .action = ACTION_HELP },
};

/* Examples of the server's commands. */
static const struct {
	const char *word, *example;
} verbs[] = {
	{ "away", "/away lunch, /away" },
	{ "ghost", "/ghost ali" },
	{ "groups", "/groups" },
	{ "history", "/history ops last 20" },
	{ "invited", "/invited" },
	{ "join", "/join #ops, /join #ops KEY" },
	{ "leave", "/leave ops so long" },
	{ "ping", "/ping" },
	{ "quit", "/quit so long" },
	{ "watch", "/watch sara" },
	{ "who", "/who ops, /who @sara" },
	{ "whowas", "/whowas sara" },
};

static const struct word *
words_find(struct str word)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_caseeq(str_from(words[i].word), word))
			return &words[i];
	return NULL;
}

struct str
words_at(size_t i)
{
	return str_from(i < COUNT(words) ? words[i].word : "");
}

bool
words_has(struct str word)
{
	return words_find(word) != NULL;
}

/* Returns the rule of a command that clients still have, or null. */
static const struct rule *
find_rule(struct str word)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT && rule->last == 0 &&
		    str_caseeq(rule->word, word))
			return rule;
	return NULL;
}

struct str
words_any(size_t i)
{
	const struct rule *rule;

	if (i < COUNT(words))
		return words_at(i);
	i -= COUNT(words);
	for (size_t n = 0; (rule = grammar_rule(n)) != NULL; n++)
		if (rule->from == FROM_CLIENT && rule->last == 0 &&
		    !words_has(rule->word) && i-- == 0)
			return rule->word;
	return STR("");
}

bool
words_explain(struct str word, struct explained *explained)
{
	const struct word *own = words_find(word);
	const struct rule *rule = find_rule(word);

	if (own == NULL && rule == NULL)
		return false;
	if (own != NULL)
		*explained = (struct explained) { str_from(own->word),
			str_from(own->usage), str_from(own->help),
			str_from(own->example) };
	else
		*explained = (struct explained) { rule->usage, STR(""),
			rule->help, STR("") };
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (str_caseeq(str_from(verbs[i].word), word))
			explained->example = str_from(verbs[i].example);
	return true;
}

bool
words_is_command(struct str word)
{
	return words_has(word) || find_rule(word) != NULL;
}

/* A longer word is no command, and a shorter one is near too many. */
#define NEAR_MOST ALIAS_WORD
#define NEAR_LEAST 3

/*
 * Returns whether a word, in small letters and ended by a NUL, means the
 * command: it begins like it, or has one other letter.
 */
static bool
is_near(const char *typed, struct str command)
{
	const size_t len = strlen(typed);
	char meant[NEAR_MOST + 1];

	if (len <= command.len &&
	    str_caseeq(str_from(typed), (struct str) { command.at, len }))
		return true;
	if (command.len < NEAR_LEAST || command.len > NEAR_MOST)
		return false;
	memcpy(meant, command.at, command.len);
	meant[command.len] = '\0';
	return usage_is_near(typed, meant);
}

struct str
words_near(struct str word)
{
	char typed[NEAR_MOST + 1];
	struct alias alias;
	struct str command;

	if (word.len < NEAR_LEAST || word.len > NEAR_MOST)
		return STR("");
	for (size_t i = 0; i < word.len; i++)
		typed[i] = (char)str_lower(word.at[i]);
	typed[word.len] = '\0';
	for (size_t i = 0; (command = words_any(i)).len > 0; i++)
		if (is_near(typed, command))
			return command;
	for (size_t i = 0; alias_at(i, &alias); i++)
		if (is_near(typed, alias.word))
			return alias.word;
	return STR("");
}

struct str
words_of(enum action action)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i].action == action)
			return str_from(words[i].word);
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
	const struct str first = str_word(&rest);
	const struct word *word = words_find(first);
	struct command parsed;

	if (word == NULL || !str_eq(first, str_from(word->word)))
		return false;
	*input = word->read(word, trim(rest), where);
	if (input->meaning != MEANS_MISTAKE || input->final)
		return true;
	input->usage = input->usage || !says_text(word);
	if (grammar_parse(sign_off_line(line), FROM_CLIENT, &parsed) == CODE_OK)
		*input = read_line(word, line);
	return true;
}
