/* Commands: see words.h. */
#include "chat/words/words.h"

#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/limits.h"
#include "shared/names.h"

/* The explanation of LIST in the usage of "masks". */
#define LISTS "; LIST is b (bans), e (exemptions) or I (invitations)"

/* A line that was typed. */
struct typed_line {
	const struct word *word; /* the first of the line */
	struct str line;
	struct str rest; /* behind the word; a null string: nothing */
	const struct where *where;
};

struct word {
	const char *word;
	const char *usage; /* arguments after the word */
	const char *help;
	const char *example;
	struct input (*read)(
	    const struct typed_line *typed); /* null: an action */
	enum action action;
	bool wants; /* it needs an argument, besides that for the group */
	const char *verb; /* the server's */
	const char *change; /* of a mode, such as " +o"; or null */
	const char *key; /* of the setting that it changes */
};

/* Memory for the last line that was read; valid until the next one. */
static struct {
	char line[LIMIT_LINE];
	char plain[LIMIT_LINE]; /* without signs */
	char why[CODE_SAID];
} made;

/* The modes of groups, for /mode help. */
#define MODES                                                                  \
	"i invite-only, m moderated, n no messages from outside, s secret, "   \
	"t topic locked, R accounts only, k KEY, l LIMIT, f LINES:SECONDS of " \
	"a member, C no CTCP, H history; of a member: "                        \
	"o NAME operator, v NAME voice; lists: b bans, e exemptions, I "       \
	"invitations"

/* Returns the row of a command that clients still have, in any case. */
static const struct rule *
find_rule(struct str word)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT && str_caseeq(rule->word, word))
			return rule;
	return NULL;
}

/* Returns the sign that people put before such an argument; empty: none. */
static struct str
sign_of(const struct rule *rule, size_t i)
{
	const enum arg arg = rule->args[i];
	const bool group = arg == ARG_GROUP || arg == ARG_AUDIENCE ||
	    arg == ARG_TARGET || arg == ARG_TABLE ||
	    (arg == ARG_WORD && rule->verb == VERB_WHO);

	if (arg == ARG_NAME || arg == ARG_ANYONE)
		return STR("@");
	return group ? STR("#") : STR("");
}

struct str
words_sign_off_line(struct str line)
{
	struct str rest = line;
	const struct rule *rule = find_rule(str_word(&rest));
	size_t count = 0; /* of the arguments up to the last with a sign */
	struct buf to;

	for (size_t i = 0; rule != NULL && i < GRAMMAR_ARGS; i++)
		if (sign_of(rule, i).len > 0)
			count = i + 1;
	if (count == 0 || line.len > sizeof(made.plain))
		return line;
	buf_init(&to, made.plain, sizeof(made.plain));
	(void)BUF_CAT(&to, (struct str) { line.at, rule->word.len });
	for (size_t i = 0; i < count && rest.at != NULL; i++) {
		const struct str word = str_word(&rest);
		struct str name = audience_group(word);
		/* As of "o:#ops". What follows fits as well. */
		(void)BUF_CAT(&to, STR(" "),
		    (struct str) { word.at, word.len - name.len });
		(void)str_skip(&name, sign_of(rule, i));
		(void)BUF_CAT(&to, name);
	}
	(void)BUF_CAT(&to, rest.at != NULL ? STR(" ") : STR(""), rest);
	return buf_str(&to);
}

/* A mistake in a line that was not meant as a message. */
#define MISTAKE(...) mistake(INPUT(MEANS_MISTAKE, __VA_ARGS__))

static struct input
mistake(struct input input)
{
	input.usage = true;
	return input;
}

struct input
words_command(enum verb verb, struct str line)
{
	struct input input = INPUT(MEANS_COMMAND, line);

	input.verb = verb;
	return input;
}

struct str
words_why(enum code code, struct excess over)
{
	return code_over(code, over, made.why);
}

/*
 * Returns the mistake in a command of the client's. But a line that is wrong in
 * the client's form may still be right in the server's.
 */
static struct input
refuse_command(
    const struct typed_line *typed, enum code code, struct excess over)
{
	const struct str line = words_sign_off_line(typed->line);
	struct command parsed;

	if (grammar_parse(line, FROM_CLIENT, &parsed) == CODE_OK)
		return words_command(parsed.rule->verb, line);
	if (code == CODE_BAD_COMMAND)
		return MISTAKE(STR("usage: /"), str_from(typed->word->word),
		    str_from(typed->word->usage));
	return INPUT(MEANS_MISTAKE, words_why(code, over));
}

static struct input
misused(const struct typed_line *typed)
{
	return refuse_command(typed, CODE_BAD_COMMAND, (struct excess) { 0 });
}

/* Makes the server's command of the pieces; a mistake if it is not valid. */
static struct input
make_command(
    const struct typed_line *typed, const struct str *pieces, size_t count)
{
	struct command parsed;
	struct buf line;

	buf_init(&line, made.line, sizeof(made.line));
	if (!buf_cat(&line, pieces, count))
		return refuse_command(typed, CODE_TOO_LONG,
		    (struct excess) { .limit = LIMIT_LINE });
	const struct str plain = words_sign_off_line(buf_str(&line));
	const enum code code = grammar_parse(plain, FROM_CLIENT, &parsed);
	return code == CODE_OK ?
	    words_command(parsed.rule->verb, plain) :
	    refuse_command(typed, code, grammar_excess(&parsed, code));
}
#define MAKE(typed, ...)                                          \
	make_command(typed, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

static struct input
read_action(const struct typed_line *typed)
{
	if (typed->word->wants && typed->rest.at == NULL)
		return misused(typed);
	struct input input = INPUT(MEANS_ACTION, typed->rest);
	input.action = typed->word->action;
	return input;
}

/* Reads /help: a page, a command, an alias or a setting. */
static struct input
read_help(const struct typed_line *typed)
{
	struct input input = read_action(typed);
	struct str *topic = &input.word[0];

	if (topic->at != NULL && topic->len > 1)
		(void)str_skip(topic, STR("/"));
	return input;
}

/* Reads /msg. Only the sign makes its word a group. */
static struct input
read_to(const struct typed_line *typed)
{
	struct str rest = typed->rest;
	struct str to = str_word(&rest);
	const bool group =
	    str_begins(to, STR("#")) || audience_group(to).len < to.len;

	if (rest.at == NULL && typed->where->views && to.len > 0 && !group) {
		struct input input = INPUT(MEANS_ACTION, to);
		input.action = ACTION_QUERY;
		return input;
	}
	if (rest.at == NULL)
		return misused(typed);
	if (str_caseeq(to, STR("nickserv")) || str_caseeq(to, STR("chanserv")))
		return MISTAKE(STR("here, accounts and groups need no service: "
				   "/login NAME, /register, /register #G"));
	if (!group)
		(void)str_skip(&to, STR("@"));
	return MAKE(
	    typed, group ? STR("send ") : STR("tell "), to, STR(" "), rest);
}

struct str
words_mute(const struct where *where)
{
	switch (where->kind) {
	case WHERE_NOWHERE:
		return STR("you are in no group; join one first, for example: "
			   "/join 1");
	case WHERE_ALL:
		return STR("this view shows all groups; choose one with Alt-1 "
			   "to Alt-9, or type a command, such as /join or "
			   "/msg");
	case WHERE_GROUP:
		if (!world_has(where->joined, where->name))
			return STR("you are not in this group; /join returns "
				   "to it, /close closes the view");
		break;
	case WHERE_PERSON:
		break;
	}
	return STR("");
}

struct input
words_say(struct str text, const struct where *where)
{
	const enum code code = text_check(text, LIMIT_TEXT);
	const bool tells = where->kind == WHERE_PERSON;
	struct input input = INPUT(MEANS_COMMAND,
	    tells ? STR("tell") : STR("send"), where->name, text);

	input.verb = tells ? VERB_TELL : VERB_SEND;
	if (words_mute(where).len > 0)
		return INPUT(MEANS_MISTAKE, words_mute(where));
	if (code != CODE_OK)
		return INPUT(MEANS_MISTAKE,
		    words_why(code, grammar_excess_of(ARG_TEXT, text)));
	return input;
}

/* Reads /me: a text for the current view. */
static struct input
read_me(const struct typed_line *typed)
{
	struct buf text;

	if (typed->rest.at == NULL)
		return misused(typed);
	buf_init(&text, made.line, sizeof(made.line));
	if (!BUF_CAT(&text, STR("\001ACTION "), typed->rest, STR("\001")))
		return words_say(typed->rest, typed->where); /* too long */
	return words_say(buf_str(&text), typed->where);
}

/* Reads a command that differs from the server's command only in its verb. */
static struct input
read_same(const struct typed_line *typed)
{
	if (typed->rest.at == NULL)
		return misused(typed);
	return MAKE(typed, str_from(typed->word->verb), STR(" "), typed->rest);
}

static struct input
read_whois(const struct typed_line *typed)
{
	const struct where *where = typed->where;
	const bool here = where->kind == WHERE_PERSON;

	if (typed->rest.at != NULL)
		return read_same(typed);
	return MAKE(typed, STR("whois "), here ? where->name : where->me);
}

/* Returns whether the first word is a group: by its sign, or as one of ours. */
static bool
names_group(struct str rest, const struct where *where)
{
	const struct str word = str_word(&rest);

	return str_begins(word, STR("#")) || world_has(where->joined, word);
}

/*
 * Reads a command for a group: the one it names, or the current one. If it
 * wants another word as well, the only one is that, even if a group has this
 * name.
 */
static struct input
read_group(const struct typed_line *typed)
{
	const struct where *where = typed->where;
	const struct word *word = typed->word;
	const bool here = where->kind == WHERE_GROUP;
	struct str group = where->name, rest = typed->rest, behind = rest;
	const struct str first = rest.at != NULL ? str_word(&behind) : STR("");
	const bool alone = word->wants && behind.at == NULL;

	if (rest.at == NULL ? word->wants || !here :
			      alone && (!here || str_begins(rest, STR("#"))))
		return misused(typed);
	if (!alone && rest.at != NULL && (!here || names_group(rest, where))) {
		group = first;
		rest = behind;
	}
	return MAKE(typed, str_from(word->verb), STR(" "), group,
	    str_from(word->change != NULL ? word->change : ""),
	    rest.at != NULL ? STR(" ") : STR(""), rest);
}

/* Reads /mode: one change, as the server takes it. */
static struct input
read_mode(const struct typed_line *typed)
{
	struct str rest = typed->rest;

	if (str_eq(rest, STR("help")))
		return MISTAKE(STR(MODES));
	if (rest.at != NULL && names_group(rest, typed->where))
		(void)str_word(&rest);
	const struct str change = rest.at != NULL ? str_word(&rest) : STR("");
	const bool changes =
	    str_begins(change, STR("+")) || str_begins(change, STR("-"));
	if (changes && change.len > 2 && rest.at != NULL)
		return MISTAKE(STR("one change with a word at a time: /mode "),
		    (struct str) { change.at, 2 }, STR(" NAME"));
	const struct input input = read_group(typed);
	/* To the server, a change that is none is a group. */
	if ((changes || typed->where->kind == WHERE_GROUP) &&
	    change.at == typed->rest.at && input.meaning == MEANS_COMMAND &&
	    str_eq(input.word[0], typed->line))
		return MISTAKE(STR("usage: /mode"),
		    str_from(typed->word->usage),
		    STR("; see /mode help; /ban lists the bans"));
	return input;
}

/* Reads /ban; without a name, it lists the bans of the group. */
static struct input
read_ban(const struct typed_line *typed)
{
	const struct where *where = typed->where;
	const bool here = where->kind == WHERE_GROUP;
	struct str behind = typed->rest;
	const bool alone =
	    behind.at != NULL && str_word(&behind).len > 0 && behind.at == NULL;

	if (typed->rest.at == NULL && here)
		return MAKE(typed, STR("masks "), where->name, STR(" b"));
	if (alone &&
	    (str_begins(typed->rest, STR("#")) ||
		(!here && names_group(typed->rest, where))))
		return MAKE(typed, STR("masks "), typed->rest, STR(" b"));
	return read_group(typed);
}

/* Reads a command that changes a list of the settings, as /set does. */
static struct input
read_set(const struct typed_line *typed)
{
	struct str rest = typed->rest;
	struct buf text;

	if (typed->word->wants && rest.at == NULL)
		return misused(typed);
	if (str_begins(str_from(typed->word->key), STR("ignore")))
		(void)str_skip(&rest, STR("@"));
	buf_init(&text, made.line, sizeof(made.line));
	(void)BUF_CAT(&text, str_from(typed->word->key),
	    rest.at != NULL ? STR(" ") : STR(""), rest); /* it fits */
	struct input input = INPUT(MEANS_ACTION, buf_str(&text));
	input.action = ACTION_SET;
	return input;
}

/*
 * Reads /mute and /unmute: of a group, which is the client's own view of it, or
 * of somebody in the current group, which is for an operator.
 */
static struct input
read_mute(const struct typed_line *typed)
{
	const struct where *where = typed->where;
	const bool here = where->kind == WHERE_GROUP;
	const struct members *members =
	    world_members(where->joined, here ? where->name : STR(""));
	const struct member *me =
	    world_find_member(where->joined, members, where->me);
	struct str behind = typed->rest;
	struct str name = behind.at != NULL ? str_word(&behind) : STR("#");
	struct typed_line group = *typed;

	if (here && group.rest.at == NULL)
		group.rest = where->name;
	(void)str_skip(&name, STR("@"));
	const bool member =
	    world_find_member(where->joined, members, name) != NULL;
	if (str_begins(name, STR("#")) ||
	    (!member && world_has(where->joined, name)))
		return read_set(&group);
	if (!here || (!member && typed->word->change[0] == '\0'))
		return MISTAKE(name,
		    STR(" is no member of this view and no group of yours; "
			"/mute #G mutes a group for you alone"));
	if (me == NULL || (me->roles & ROLE_OPERATOR) == 0)
		return MISTAKE(STR("only an operator of #"), where->name,
		    STR(" can mute or unmute "), name,
		    STR(" for all; /ignore hides what they say from you"));
	return MAKE(typed, str_from(typed->word->verb), STR(" "), where->name,
	    str_from(typed->word->change), STR(" ~m:"), name,
	    behind.at != NULL ? STR(" ") : STR(""), behind);
}

/* Reads /register; with a group, it is the server's command. */
static struct input
read_register(const struct typed_line *typed)
{
	struct str group = typed->rest;

	return str_skip(&group, STR("#")) ?
	    MAKE(typed, STR("register "), group) :
	    read_action(typed);
}

/* Reads /redact; with arguments, it is the server's command. */
static struct input
read_redact(const struct typed_line *typed)
{
	return typed->rest.at != NULL ? read_same(typed) : read_action(typed);
}

/* Reads /forget: only a word lets it delete everything. */
static struct input
read_forget(const struct typed_line *typed)
{
	if (str_eq(typed->rest, STR("everything")))
		return words_command(VERB_FORGET, STR("forget"));
	if (typed->rest.at != NULL)
		return read_same(typed);
	return MISTAKE(
	    STR("this deletes all that your account ever said; if you want "
		"that, type /forget everything"));
}

/* The client's commands, in the order of /help. */
static const struct word words[] = {
	{ "msg", " NAME|#G TEXT", "send TEXT to NAME only, or to a group",
	    "/msg sara hello, /msg #ops hello", .read = read_to },
	{ "me", " TEXT", "say what you do: * ali waves", "/me waves",
	    .read = read_me },
	{ "reply", " TEXT", "answer the last message of others on the screen",
	    "/reply yes, at five", .action = ACTION_REPLY, .wants = true },
	{ "react", " WORD", "react to it, such as by +1", "/react +1",
	    .action = ACTION_REACT, .wants = true },
	{ "query", " NAME [TEXT]", "open a view for NAME",
	    "/query sara, /query sara hello", .action = ACTION_QUERY,
	    .wants = true },
	{ "close", "", "close this view; leaves its group", "/close",
	    .action = ACTION_CLOSE },
	{ "window", " [N|NAME]", "go to a view, or list them",
	    "/window 3, /window ops", .action = ACTION_WINDOW },
	{ "part", " [G] [TEXT]", "leave group G; its view stays",
	    "/part, /part #ops so long", .read = read_group, .verb = "leave" },
	{ "topic", " [G] [TEXT]", "show the topic, or set it (- clears it)",
	    "/topic, /topic Deploy at 14:00, /topic -", .read = read_group,
	    .verb = "topic" },
	{ "names", " [G]", "list the members", "/names, /names #ops",
	    .read = read_group, .verb = "names" },
	{ "whois", " [NAME]", "show details about NAME", "/whois sara",
	    .read = read_whois, .verb = "whois" },
	{ "nick", " NAME", "change your name", "/nick javad2",
	    .read = read_same, .verb = "name" },
	{ "login", " NAME", "log in to account NAME; asks for its secret",
	    "/login ali", .action = ACTION_LOGIN, .wants = true },
	{ "register", " [#G]", "create an account, or register group G",
	    "/register, /register #ops", .read = read_register,
	    .action = ACTION_REGISTER },
	{ "oper", " NAME", "become a server operator by account NAME",
	    "/oper ali", .action = ACTION_OPER, .wants = true },
	{ "reconnect", "", "reconnect to the server now", "/reconnect",
	    .action = ACTION_RECONNECT },
	{ "search", " [TEXT]", "find TEXT in this view and its past",
	    "/search disk", .action = ACTION_SEARCH },
	{ "clear", "", "clear this view", "/clear", .action = ACTION_CLEAR },
	{ "redact", " [T ID [TEXT]]", "delete your last message, or ID",
	    "/redact", .read = read_redact, .action = ACTION_REDACT,
	    .verb = "redact" },
	{ "forget", " everything", "delete all that your account ever said",
	    "/forget everything", .read = read_forget, .verb = "forget" },
	{ "ignore", " [NAME]", "hide what NAME says, or list who is ignored",
	    "/ignore sara, /ignore *bot, /ignore ~a:ali", .read = read_set,
	    .key = "ignore" },
	{ "unignore", " NAME", "stop ignoring NAME", "/unignore sara",
	    .read = read_set, .key = "ignore -", .wants = true },
	{ "mute", " [#G|NAME [TIME]]",
	    "G: count only mentions; NAME: may not speak",
	    "/mute #ops, /mute sara 10m", .read = read_mute, .key = "mute",
	    .verb = "ban", .change = "" },
	{ "unmute", " [#G|NAME]", "undo /mute", "/unmute #ops, /unmute sara",
	    .read = read_mute, .key = "mute -", .verb = "mode", .change = " -b",
	    .wants = true },
	{ "highlight", " [WORD]", "mark messages with this too; - WORD: undo",
	    "/highlight disk full, /highlight deploy*", .read = read_set,
	    .key = "highlight" },
	{ "set", " [KEY [VALUE]]", "show settings, or change and save one",
	    "/set, /set times no, /set times -", .action = ACTION_SET },
	{ "invite", " [G] NAME", "invite NAME", "/invite sara",
	    .read = read_group, .verb = "invite", .wants = true },
	{ "kick", " [G] NAME [TEXT]", "remove NAME from the group",
	    "/kick sara too loud", .read = read_group, .verb = "kick",
	    .wants = true },
	{ "op", " [G] NAME", "make NAME an operator of the group", "/op sara",
	    .read = read_group, .verb = "mode", .change = " +o",
	    .wants = true },
	{ "deop", " [G] NAME", "take operator status from NAME", "/deop sara",
	    .read = read_group, .verb = "mode", .change = " -o",
	    .wants = true },
	{ "voice", " [G] NAME", "let NAME speak in a moderated group",
	    "/voice sara", .read = read_group, .verb = "mode", .change = " +v",
	    .wants = true },
	{ "devoice", " [G] NAME", "take voice from NAME", "/devoice sara",
	    .read = read_group, .verb = "mode", .change = " -v",
	    .wants = true },
	{ "ban", " [G] [NAME|MASK] [TIME]",
	    "keep clients out, or list the bans",
	    "/ban sara 10m, /ban *!*@spam.example.org", .read = read_ban,
	    .verb = "ban", .wants = true },
	{ "unban", " [G] NAME|MASK", "lift a ban", "/unban sara",
	    .read = read_group, .verb = "mode", .change = " -b",
	    .wants = true },
	{ "mode", " [G] [CHANGE] [WORD]", "change the modes; see /mode help",
	    "/mode +i, /mode +l 20", .read = read_mode, .verb = "mode" },
	{ "help", " [TOPIC]", "explain a command; also: keys, more",
	    "/help kick, /help times, /help keys", .read = read_help,
	    .action = ACTION_HELP },
};

/* Examples of the server's commands that people type; /help more has these. */
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
	{ "logout", "/logout" },
	{ "motd", "/motd" },
	{ "ping", "/ping" },
	{ "quit", "/quit so long" },
	{ "unwatch", "/unwatch sara, /unwatch" },
	{ "watch", "/watch sara" },
	{ "who", "/who ops, /who @sara" },
};

static const struct word *
words_find(struct str word)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_caseeq(str_from(words[i].word), word))
			return &words[i];
	return NULL;
}

bool
words_has(struct str word)
{
	return words_find(word) != NULL;
}

struct str
words_any(size_t i)
{
	const struct rule *rule;

	if (i < COUNT(words))
		return str_from(words[i].word);
	i -= COUNT(words);
	for (size_t n = 0; (rule = grammar_rule(n)) != NULL; n++)
		if (rule->from == FROM_CLIENT && !words_has(rule->word) &&
		    i-- == 0)
			return rule->word;
	return STR("");
}

bool
words_is_command(struct str word)
{
	return words_has(word) || find_rule(word) != NULL;
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

struct str
words_of(enum action action)
{
	size_t i = 0;

	while (words[i].action != action)
		i++;
	return str_from(words[i].word);
}

/* Reads a word that is no command. */
static struct input
read_unknown(struct str word)
{
	const struct str unknown = STR("unknown command /");

	/* It may be a path, and so a text. */
	if (word.len == 0 || memchr(word.at, '/', word.len) != NULL)
		return INPUT(MEANS_MISTAKE, unknown, word,
		    STR("; see /help, or begin with a space to send it as a "
			"message"));
	return MISTAKE(unknown, word, STR("; see /help"));
}

/* Reads a command of the server. To join where we are is to turn there. */
static struct input
read_verb(struct str line, const struct where *where)
{
	const struct str plain = words_sign_off_line(line);
	struct command parsed;
	const enum code code = grammar_parse(plain, FROM_CLIENT, &parsed);
	struct str rest = line;
	const struct str word = str_word(&rest);

	/* The lines that would follow are no command of a person. */
	if (code == CODE_OK && parsed.rule->verb == VERB_LINES &&
	    parsed.count < 3)
		return MISTAKE(
		    STR("to send several lines as one message, paste them"));
	if (code == CODE_OK && parsed.rule->verb == VERB_JOIN &&
	    world_has(where->joined, parsed.arg[0])) {
		struct input input = INPUT(MEANS_ACTION, parsed.arg[0]);
		input.action = ACTION_WINDOW;
		return input;
	}
	if (code == CODE_OK)
		return words_command(parsed.rule->verb, plain);
	if (parsed.rule == NULL)
		return read_unknown(word);
	if (rest.at == NULL && str_eq(word, STR("back")))
		return words_command(VERB_AWAY, STR("away"));
	if (parsed.rule->verb == VERB_JOIN &&
	    memchr(line.at, ',', line.len) != NULL)
		return MISTAKE(STR("one group at a time: /join #ops"));
	if (code != CODE_BAD_COMMAND)
		return INPUT(MEANS_MISTAKE,
		    words_why(code, grammar_excess(&parsed, code)));
	return MISTAKE(STR("usage: /"), parsed.rule->usage,
	    parsed.rule->verb == VERB_MASKS ? STR(LISTS) : STR(""));
}

struct input
words_read(struct str line, const struct where *where)
{
	struct typed_line typed = {
		.line = line, .rest = line, .where = where
	};
	const struct str first = str_word(&typed.rest);
	const bool in = world_has(where->joined, where->name);

	typed.rest = str_strip(typed.rest);
	if (typed.rest.len == 0)
		typed.rest = (struct str) { NULL, 0 };
	typed.word = words_find(first);
	if (typed.word != NULL && str_eq(first, str_from(typed.word->word)))
		return typed.word->read != NULL ? typed.word->read(&typed) :
						  read_action(&typed);
	/* Alone, such as "join" for a group that we have left. */
	if (where->kind == WHERE_GROUP && typed.rest.at == NULL &&
	    (str_eq(first, in ? STR("leave") : STR("join")) ||
		(in && str_eq(first, STR("who"))))) {
		struct input input = INPUT(MEANS_COMMAND, first, where->name);
		input.verb = grammar_find(first, FROM_CLIENT)->verb;
		return input;
	}
	return read_verb(line, where);
}
